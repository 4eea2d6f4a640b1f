-- each engine on texts made to be dear: one word, marks, expansions, right to left, NUL, no UTF-8
-- must: bounded; exit: ok job_error timeout memory
local texts = { ('a'):rep(1e6), 'e' .. ('\u{301}'):rep(3e5), ('\u{FDFA}'):rep(1e5), ('\u{202E}\u{5D0}'):rep(1e5), ('\0'):rep(1e5), ('\255\192'):rep(1e5), ('A. '):rep(2e5), ('"'):rep(1e5), ('9'):rep(1e5), ('1-1-1 '):rep(5e4), ('\u{1F468}\u{200D}'):rep(5e4), ('и'):rep(3e5), ('said: «'):rep(3e4), ('М. '):rep(1e5) }
local names = { 'sentences', 'words', 'quotes', 'dates', 'keyphrases', 'language', 'latin', 'fold', 'simhash', 'summary', 'name_key', 'stem' }
for _, s in ipairs(texts) do for _, n in ipairs(names) do if mine.text[n] then pcall(mine.text[n], s) pcall(mine.text[n], s, 'en') end end pcall(mine.text.same_name, s, s) pcall(mine.text.similarity, s, s) end
