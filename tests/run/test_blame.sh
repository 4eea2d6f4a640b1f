#!/bin/sh
# What an uncaught error shows: place, line of source, caret, stack, page; once for scripts, plugins, items.
. "$TOP/tests/run/lib.sh"

# bad SCRIPT EXPECTED: the lines of standard error up to the stack are exactly EXPECTED.
bad() {
    printf '%s\n' "$1" >bad.lua
    "$MINEHOST" run -q bad.lua >out 2>err </dev/null
    t_got=$?
    awk '/^stack:/ || /^page:/ { exit } { print }' err >head
    printf '%s\n' "$2" >wanted
    [ $t_got = 1 ] && cmp -s head wanted
    t_result $? "exit code $t_got, not the error wanted: $2" err
}

# names that are nil
bad 'local page = {}
  print(page.title.text)' "minehost: bad.lua:2: attempt to index a nil value (field 'title')
    print(page.title.text)
               ^"
bad 'local p = mine.htpp.get("x")' "minehost: bad.lua:1: attempt to index a nil value (field 'htpp') (did you mean 'mine.http'?)
    local p = mine.htpp.get(\"x\")
                   ^"
bad 'mine.http.gett("x")' "minehost: bad.lua:1: attempt to call a nil value (field 'gett') (did you mean 'mine.http.get'?)
    mine.http.gett(\"x\")
              ^"
bad 'local text = mine.text
text.sumary("x")' "minehost: bad.lua:2: attempt to call a nil value (field 'sumary') (did you mean 'text.summary'?)
    text.sumary(\"x\")
         ^"
bad 'local article = { title = "x" }
return article.titel:upper()' "minehost: bad.lua:2: attempt to index a nil value (field 'titel') (did you mean 'article.title'?)
    return article.titel:upper()
                   ^"
bad 'local d = mine.doc.parse("<p>x")
d:selct("p")' "minehost: bad.lua:2: attempt to call a nil value (method 'selct') (did you mean 'select'?)
    d:selct(\"p\")
      ^"
bad 'local s = "x"
s:splitt(",")' "minehost: bad.lua:2: attempt to call a nil value (method 'splitt')
    s:splitt(\",\")
      ^"
bad 'local s = "x"
s:uper()' "minehost: bad.lua:2: attempt to call a nil value (method 'uper') (did you mean 'upper'?)
    s:uper()
      ^"
bad 'prnt(1)' "minehost: bad.lua:1: attempt to call a nil value (global 'prnt') (did you mean 'print'?)
    prnt(1)
    ^"
bad 'local function each(list) end
eech {}' "minehost: bad.lua:2: attempt to call a nil value (global 'eech') (did you mean 'each'?)
    eech {}
    ^"
bad 'local links = {}
for _, l in ipairs(lnks) do print(l) end' "minehost: bad.lua:2: attempt to index a nil value (did you mean 'links'?)
    for _, l in ipairs(lnks) do print(l) end
                       ^"
bad 'print(os.time())' "minehost: bad.lua:1: attempt to index a nil value (global 'os') (the clock is mine.time, the environment is not there)
    print(os.time())
          ^"
bad 'local f = io.open("x")' "minehost: bad.lua:1: attempt to index a nil value (global 'io') (mine.run.read and mine.run.write are for files)
    local f = io.open(\"x\")
              ^"
bad 'print(unpack { 1 })' "minehost: bad.lua:1: attempt to call a nil value (global 'unpack') (it is table.unpack)
    print(unpack { 1 })
          ^"
bad 'xyzzyplugh()' "minehost: bad.lua:1: attempt to call a nil value (global 'xyzzyplugh')
    xyzzyplugh()
    ^"

# other values
bad 'local n
local m = 1 + n' "minehost: bad.lua:2: attempt to perform arithmetic on a nil value (local 'n')
    local m = 1 + n
                  ^"
bad 'local item = { url = "u" }
local s = item.url .. item.title' "minehost: bad.lua:2: attempt to concatenate a nil value (field 'title')
    local s = item.url .. item.title
                               ^"
bad 'local a, b = 1, "x"
if a < b then print(1) end' "minehost: bad.lua:2: attempt to compare number with string
    if a < b then print(1) end"
bad 'local t = setmetatable({}, { __gc = print })' "minehost: bad.lua:1: __gc is not allowed in a metatable (use __close)
    local t = setmetatable({}, { __gc = print })
              ^"
bad 'local up = nil
local function f() return up.x end
f()' "minehost: bad.lua:2: attempt to index a nil value (upvalue 'up')
    local function f() return up.x end
                              ^"
bad 'local x <const> = 1
x = 2' "minehost: bad.lua:2: attempt to assign to const variable 'x'
    x = 2
    ^"
bad 'for i = 1, 10, 0 do print(i) end' "minehost: bad.lua:1: 'for' step is zero
    for i = 1, 10, 0 do print(i) end
    ^"

# calls
bad 'mine.http.get("http://e.example/", { timout = 5 })' "minehost: bad.lua:1: mine.http.get: unknown option 'timout' (did you mean 'timeout'?)
    mine.http.get(\"http://e.example/\", { timout = 5 })
                                         ^"
bad 'mine.http.get("http://e.example/", { timeout = "soon" })' "minehost: bad.lua:1: mine.http.get: option 'timeout' wants a number of seconds, got 'soon'
    mine.http.get(\"http://e.example/\", { timeout = \"soon\" })
                                         ^"
bad 'local x = mine.text.language(5)' "minehost: bad.lua:1: bad argument #1 to 'language' (string expected, got number)
    local x = mine.text.language(5)
                        ^"
bad 'mine.use("artcle")' "$(printf "minehost: bad.lua:1: no plugin 'artcle' (did you mean 'article'?); searched in: %s\n    mine.use(\"artcle\")\n              ^" "$TOP/plugins")"
bad 'local w = require "wrods"' "$(printf "minehost: bad.lua:1: module 'wrods' not found in %s or %s\n    local w = require \"wrods\"\n                       ^" "$(pwd -P)" "$TOP/plugins/lib")"
bad 'mine.task.all({ 1 }, function(v) return v.x.y end)' "minehost: bad.lua:1: attempt to index a number value (local 'v')
    mine.task.all({ 1 }, function(v) return v.x.y end)
                                            ^"
bad 'mine.task.all(5)' "minehost: bad.lua:1: mine.task.all: wants a list, got a number
    mine.task.all(5)
              ^"
bad 'for p in mine.crawl { strat = "http://e.example/" } do print(p) end' "minehost: bad.lua:1: mine.crawl: unknown option 'strat' (did you mean 'start'?)
    for p in mine.crawl { strat = \"http://e.example/\" } do print(p) end
                          ^"
bad 'error("no news")' 'minehost: bad.lua:1: no news
    error("no news")
    ^'
bad 'assert(nil, "nothing came")' "minehost: bad.lua:1: nothing came
    assert(nil, \"nothing came\")
    ^"
bad 'mine.task.all({}, print, { limt = 1 })' "minehost: bad.lua:1: mine.task.all: unknown option 'limt' (did you mean 'limit'?)
    mine.task.all({}, print, { limt = 1 })
                               ^"

# syntax
bad 'local x = = 1' "minehost: bad.lua:1: unexpected symbol near '='
    local x = = 1
              ^"
bad 'if true then
  print(1)' "minehost: bad.lua:3: 'end' expected (to close 'if' at line 1) near <eof>"
bad 'local s = "open
print(s)' "minehost: bad.lua:1: unfinished string near '\"open'
    local s = \"open
              ^"
bad 'print(1))' "minehost: bad.lua:1: unexpected symbol near ')'
    print(1))
            ^"
bad 'local function end() end' "minehost: bad.lua:1: <name> expected near 'end'
    local function end() end
                   ^"
bad 'load("local y = = 2", "@part.lua")
assert(load("return nil + 1"))()' 'minehost: [string "return nil + 1"]:1: attempt to perform arithmetic on a nil value
    return nil + 1'
# letters of several bytes and tabs before the caret
bad '	local s = "Астана" .. nope' "minehost: bad.lua:1: attempt to concatenate a nil value (global 'nope')
    local s = \"Астана\" .. nope
                          ^"

# the coroutine in which it happened, not the one that waits for it; no frame of the host
cat >co.lua <<'L'
local function inside(v)
  return v.x.y
end
local go = coroutine.wrap(function() inside({}) end)
go()
L
t_exit 1 "$MINEHOST" run co.lua
t_has err "co.lua:2: in upvalue 'inside'"
t_has err "co.lua:4: in function <co.lua:4>"
t_has err "co.lua:5: in main chunk"
t_lacks err "[C]: in ?"

# the page at hand: a response or item in a local variable
echo 'local item = { url = "https://e.example/1", status = 404 }
error("no title")' >page.lua
t_exit 1 "$MINEHOST" run page.lua
t_has err "page: https://e.example/1 (404)"

# JSON: the same as fields
t_exit 1 "$MINEHOST" run --log-format json page.lua
t_has err '"event":"run-failed"'
t_has err '"file":"page.lua","line":2,"column":1,"source":"error(\"no title\")"'
t_has err '"page":"https://e.example/1","status":404'

# a plugin: items fail at one place, which is shown once; a source that raises has its own stack
mkdir -p plugins/broken plugins/gives
printf 'return { api = 1, name = "broken", kind = "stage" }\n' >plugins/broken/manifest.lua
cat >plugins/broken/init.lua <<'L'
local function title_of(item) return item.title.text end
return { process = function(item)
  item.title = title_of(item)
  return item
end }
L
printf 'return { api = 1, name = "gives", kind = "source" }\n' >plugins/gives/manifest.lua
cat >plugins/gives/init.lua <<'L'
return { items = function()
  local n = 0
  return function()
    n = n + 1
    if n == 3 then error("the third") end
    return { url = "https://e.example/" .. n, status = 200 }
  end
end }
L
echo 'return { sources = { "gives" }, pipeline = { "broken" } }' >job.lua
t_exit 1 "$MINEHOST" run job.lua
t_has err "item-failed item=https://e.example/1"
t_has err "item-failed item=https://e.example/2"
t_has err "page: https://e.example/1 (200)"
t_has err "plugins/broken/init.lua:1: in upvalue 'title_of'"
t_lacks err "run/pipeline.lua"
t_eq "the place of the items is shown once" "$(grep -c '^    local function title_of' err)" 1
t_has err "source-failed source=gives"
t_has err '    if n == 3 then error("the third") end'
t_exit 1 "$MINEHOST" run --log-format json job.lua
t_eq "in JSON each has its fields" "$(grep -c '"file":"plugins/broken/init.lua","line":1,"column":' err)" 2

# a plugin that does not compile, or raises when it is loaded
echo 'return { process = function(item) return item.x. end }' >plugins/broken/init.lua
t_exit 2 "$MINEHOST" run job.lua
t_has err "minehost: plugins/broken/init.lua:1: <name> expected near 'end'"
t_has err "    return { process = function(item) return item.x. end }"
echo 'local t = mine.jsn.decode("{}") return {}' >plugins/broken/init.lua
t_exit 2 "$MINEHOST" run job.lua
t_has err "attempt to index a nil value (field 'jsn') (did you mean 'mine.json'?)"
t_has err "plugins/broken/init.lua:1: in "

# data: a job, a manifest
printf 'return {\n  sources = { "gives" },\n  name = = "x" }\n' >broken.lua
t_exit 1 "$MINEHOST" run broken.lua
t_has err "minehost: broken.lua:3: unexpected symbol near '='"
t_has err '    name = = "x" }'
t_exit 1 "$MINEHOST" run --log-format json broken.lua
t_has err '"file":"broken.lua","line":3,"column":10'
printf 'return {\n  api = 1,\n  name = "broken" kind = "stage" }\n' >plugins/broken/manifest.lua
t_exit 2 "$MINEHOST" run job.lua
t_has err "plugins/broken/manifest.lua:3: '}' expected (to close '{' at line 1) near 'kind'"
t_has err '    name = "broken" kind = "stage" }'
t_has err "                    ^"
t_end
