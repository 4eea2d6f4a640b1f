#!/bin/sh
# A plain script as a user writes it: items, formats, arguments, files, the record.
. "$TOP/tests/run/lib.sh"

cat >five.lua <<'L'
local n = tonumber(... or "2")
for i = 1, n do
  mine.emit { title = "Item " .. i, url = "https://example.org/" .. i, n = i, note = 'a "b", c' }
end
print("done")
L
t_exit 0 "$MINEHOST" run five.lua
t_eq "lines" "$(wc -l <out)" 2
t_eq "first line" "$(head -1 out)" '{"n":1,"note":"a \"b\", c","title":"Item 1","url":"https://example.org/1"}'
t_has err "text=done"
t_has err "2 items"
t_exit 0 "$MINEHOST" run five.lua 3 --format json
t_eq "a JSON array" "$(grep -c '"n":' out)" 3
t_eq "first byte" "$(head -c 1 out)" "["
t_eq "last line" "$(tail -n 1 out)" "]"
t_exit 0 "$MINEHOST" run --format csv five.lua 1
t_eq "csv head" "$(head -1 out)" "title,url,n,note"
t_eq "csv row" "$(tail -n 1 out)" 'Item 1,https://example.org/1,1,"a ""b"", c"'
t_exit 0 "$MINEHOST" run --format table five.lua 2
t_has out "title   url"
t_exit 0 "$MINEHOST" run --items 3 five.lua 100
t_eq "enough items" "$(wc -l <out)" 3
t_has err "3 items"
printf 'return { run = function(mine) while true do pcall(mine.emit, { a = 1 }) end end }\n' >endless.lua
t_exit 0 "$MINEHOST" run --items 2 endless.lua
t_eq "enough of an endless job" "$(wc -l <out)" 2
t_exit 0 "$MINEHOST" run --format none -q five.lua
t_eq "no output" "$(cat out err)" ""
t_exit 0 "$MINEHOST" run -q -o items.jsonl five.lua 1
t_exit 0 "$MINEHOST" run -q -o items.jsonl five.lua 1
t_eq "appended" "$(wc -l <items.jsonl)" 2
printf '{"cut' >>items.jsonl
t_exit 0 "$MINEHOST" run -q -o items.jsonl five.lua 1
t_eq "a cut line is ended" "$(tail -n 1 items.jsonl | head -c 4)" '{"n"'
t_exit 0 "$MINEHOST" run -q -O items.jsonl five.lua 1
t_eq "replaced" "$(wc -l <items.jsonl)" 1
echo 'mine.emit { a = 1 } error("no")' >fails.lua
t_exit 1 "$MINEHOST" run -q -O items.jsonl fails.lua
t_eq "a failed run replaces nothing" "$(cat items.jsonl)" '{"n":1,"note":"a \"b\", c","title":"Item 1","url":"https://example.org/1"}'
t_exit 1 "$MINEHOST" run -q -o nowhere/items.jsonl five.lua
t_has err "nowhere/items.jsonl: No such file or directory"
t_exit 0 "$MINEHOST" run - <five.lua
if "$MINEHOST" run -q - <five.lua >out 2>err; then t_eq "job on standard input" "$(wc -l <out)" 2; fi
"$MINEHOST" run -q five.lua 100000 2>err | head -1 >out
t_eq "a reader that goes away" "$(wc -l <out)" 1
t_lacks err "traceback"

printf '#!/usr/bin/env minehost\nmine.emit { line = 2 }\nerror("three")\n' >shebang.lua
t_exit 1 "$MINEHOST" run shebang.lua
t_has err "shebang.lua:3: three"

mkdir lib
echo 'return { hello = function() return "hello from lib" end }' >helper.lua
echo 'return (require "helper").hello() .. " deeper"' >lib/deep.lua
printf 'mine.emit { a = require("helper").hello(), b = require("lib.deep") }\n' >uses.lua
(cd / && "$MINEHOST" run -q "$OLDPWD/uses.lua") >out 2>err
t_has out '"b":"hello from lib deeper"'

# files: reading its own folder, writing only what the command line or needs name
printf 'local out = assert(mine.run.output("made.txt"))\nassert(out:write("text\\n"))\nassert(out:close())\n' >writes.lua
t_exit 4 "$MINEHOST" run writes.lua
t_has err 'minehost grant writes.lua write:made.txt'
t_exit 0 "$MINEHOST" run --allow write:made.txt writes.lua
t_eq "written" "$(cat made.txt)" text
printf 'return { needs = { "write:made.txt" }, config = { text = "new" }, run = function(mine, config)\n  local out = assert(mine.run.output("made.txt", { append = true }))\n  out:write(config.text)\n  assert(out:close())\nend }\n' >declared.lua
t_exit 4 "$MINEHOST" run declared.lua
t_exit 0 "$MINEHOST" run --allow needs declared.lua
t_eq "appended by needs" "$(cat made.txt)" "text
new"
printf 'local out = assert(mine.run.output("made.txt"))\nout:write("lost")\nerror("before close")\n' >half.lua
t_exit 1 "$MINEHOST" run --allow write:made.txt half.lua
t_eq "a run that dies leaves the old file" "$(tail -n 1 made.txt)" new
t_eq "and no rest" "$(find . -name '*.tmp.*' | wc -l)" 0
printf 'local out = assert(mine.run.output("made.txt"))\nout:write("dry")\nassert(out:close())\n' >dry.lua
t_exit 0 "$MINEHOST" run --dry-run --allow write:made.txt dry.lua
t_eq "a dry run writes nothing" "$(tail -n 1 made.txt)" new

t_exit 0 "$MINEHOST" run --log-format json five.lua
t_has err '"event":"print","text":"done"'
t_exit 0 "$MINEHOST" runs
t_has out "five"
t_has out "failed"
t_exit 0 "$MINEHOST" runs 1
t_has out "exit code 0"
t_exit 1 "$MINEHOST" runs 9999
t_exit 2 "$MINEHOST" runs x
t_end
