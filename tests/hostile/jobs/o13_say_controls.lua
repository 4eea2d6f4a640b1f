-- text for the terminal that would write into it: titles, answers, the clipboard, links
-- must: bounded; exit: ok job_error
-- forbid_bytes: 1b5d 1b50 1b5f 1b5e 1b63 1b5b324a 1b5b36 1b5b353b37 c29d 05
for _, s in ipairs { '\27]0;t\7', '\27]52;c;eA==\7', '\27P+q544e\27\\', '\27_x\27\\', '\27^x\27\\', '\27c', '\27[2J', '\27[6n', '\27[5;7H', '\27[5;7r', '\5', '\u{9d}0;x\u{9c}', '\27[31;\27[2Jm', '\27[' .. ('1;'):rep(1000) .. 'm', '\27' } do mine.run.say(s) print(s) end mine.run.say('\27') mine.run.say(']0;split\7') mine.run.say('\27[') mine.run.say('2J')
