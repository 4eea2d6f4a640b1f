#!/bin/sh
# minehost shell: lines from a pipe and from a terminal, limits of a line, files that change.
. "$TOP/tests/run/lib.sh"
mkdir -p plugins
"$MINEHOST" new plugin words >made 2>&1 </dev/null
cat >page.html <<'H'
<!doctype html><html lang=en><head><meta charset=utf-8><title>An invented page</title></head>
<body><article><h1>Invented heading</h1><p>The invented ministers met on Wednesday in an invented hall
and spoke of water for three hours.</p></article></body></html>
H
shell() { "$MINEHOST" shell "$@" >out 2>err; }

# values, statements, lines that go on, what fails
shell plugins/words page.html --cpu 0.5 <<'L'
page:one("h1"):text()
page:select("p::text")
response.content_type, page == doc
local x = 5
x + 1
local function twice(n)
  return n * 2
end
twice(x)
print("printed", x)
{ a = 1, b = { 1, 2, "three" }, ["c d"] = mine.null, e = {} }
it = try()
it.title .. "|" .. it.language .. "|" .. it.words
stages.words.process({ text = "one two" }, { least = 0, speed = 1 }).minutes
error("own " .. "mistake")
nothing.there
while true do end
"after an endless loop"
coroutine.wrap(function() while true do end end)()
pcall(function() while true do end end)
"after two more"
string.rep("x", 1e9)
"after too much memory"
mine.sleep(0.05)
x ==
5
y = = 2
mine.task.all({ 1, 2 }, function(n) mine.sleep(0.01) return n * 2 end)
io, os, debug
.nothing
.help
"last"
L
t_eq "exit code" "$?" 0
for wanted in '"Invented heading"' '"text/html"' 'printed	5' '10' '{ 2, 4 }' \
    '{ a = 1, b = { 1, 2, "three" }, ["c d"] = null, e = {} }' '"Invented heading|en|' \
    '"after an endless loop"' '"after two more"' '"after too much memory"' 'no command .nothing' \
    'try()           the item' '"last"'; do
    t_has out "$wanted"
done
t_eq "a local lasts" "$(grep -cx 6 out)" 1
t_eq "minutes" "$(grep -cx 2 out)" 1
t_eq "x == 5 over two lines" "$(grep -cx true out)" 2
t_eq "the sandbox" "$(grep -cx nil out)" 3
t_has err 'line:1: own mistake'
t_has err "attempt to index a nil value (global 'nothing')"
t_eq "stopped lines" "$(grep -c 'line stopped: more than 0.5 s of CPU' err)" 3
t_has err 'more memory than the limit memory'
t_has err "unexpected symbol near '='"
t_lacks err 'run/shell.lua'

# one endless call of C ends the run, not the shell; what stood in it is gone
printf 'before = 1\nstring.find(("a"):rep(3000), (".-"):rep(40) .. "b")\n"and " .. "on", before\n' |
    "$MINEHOST" shell --cpu 0.3 >out 2>err
t_eq "exit code" "$?" 0
t_has err 'in one long call at line:1'
t_has err 'the shell begins anew'
t_has out '"and on"'
t_has out nil

# a plugin that changes is loaded anew; one that is broken leaves the old one, which runs on
wait_for() { # wait_for TEXT: until it stands in out or err
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        grep -qsF -e "$1" out err && return
        sleep 0.2
    done
}
cat >plugins/words/init.lua <<'L'
return { process = function(item) item.words = "first" return item end }
L
{
    echo 'w = mine.use("words")'
    echo 'w.process({}).words .. " once"'
    wait_for 'first once'
    echo 'return { process = function(item) item.words = "second" return item end }' >plugins/words/init.lua
    echo 'w.process({}).words .. " held", stages.words.process({}).words .. " staged"'
    wait_for 'second staged'
    echo 'return { process = ' >plugins/words/init.lua
    echo '"broken: " .. w.process({}).words .. " " .. stages.words.process({}).words'
    wait_for 'broken: '
    echo '"no second word of it"'
    wait_for 'no second word'
    echo 'return { process = function(item) item.words = "third" return item end }' >plugins/words/init.lua
    echo '"whole: " .. w.process({}).words .. " " .. try().words'
} | shell plugins/words page.html
t_has out '"first once"'
t_has out '"second held"'
t_has out '"second staged"'
t_has out '"broken: second second"'
t_has out '"whole: third third"'
t_has out 'reloaded plugin words'
t_has out 'the old one stays until the file is whole'
t_eq "why, once for the plugin, once for the stage" "$(grep -c 'words/init.lua:2: unexpected symbol' err)" 2

# so is a job; it begins broken, too
echo 'return { sources = { "page" }, pipeline = { "article", { "words", none = 1 } } }' >job.lua
{
    echo '"begun"'
    wait_for begun
    echo 'return { sources = { "page" }, pipeline = { "article", "words" } }' >job.lua
    echo 'try().words .. " by the job"'
    wait_for 'by the job'
    echo 'return { sources = 3 }' >job.lua
    echo 'try().words .. " by the old job"'
} | shell job.lua page.html
t_has err "none"
t_has out '"third by the job"'
t_has out '"third by the old job"'
t_has err "job.lua: 'sources' must be a list"

# pages from the web, permissions, a file of the folder
t_start "$SERVE" .
host=127.0.0.1:$t_port
shell "http://$host/page.html" --allow "net:$host" <<L
response.status
page:one("h1"):text() .. " fetched"
fetch("page.html")
page.url:match("^file") .. " opened"
fetch("http://127.0.0.1:1/")
mine.store.put({ url = "http://e.example/1", title = "kept" })
mine.run.read("/etc/passwd")
L
t_eq "exit code" "$?" 0
t_has out 200
t_has out '"Invented heading fetched"'
t_has out '"file opened"'
t_has out 'code = "permission"'
t_has err '/etc/passwd'
"$MINEHOST" show http://e.example/1 >out 2>err </dev/null
t_has out kept

# a script of another file is no job; mistakes
echo 'print(1)' >script.lua
t_exit 2 "$MINEHOST" shell script.lua
t_exit 2 "$MINEHOST" shell none.html
t_exit 2 "$MINEHOST" shell page.html page.html
t_exit 0 "$MINEHOST" shell

# a terminal: Tab, Ctrl-C in a line and in a loop, history, Ctrl-D
if command -v script >/dev/null 2>&1; then
    : >tty.out
    # tty_wait TEXT: until it stands there; tty_prompt: until a line can be typed
    tty_wait() {
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
            grep -qsF -e "$1" tty.out && return
            sleep 0.2
        done
    }
    tty_prompt() {
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
            [ "$(tail -c 2 tty.out)" = "> " ] && return
            sleep 0.2
        done
    }
    {
        tty_wait 'Ctrl-D leaves'
        tty_prompt
        printf 'pag\t:one("h1"):te\t() .. " by Tab"\r'
        tty_wait 'heading by Tab"'
        tty_prompt
        printf 'print("loop" .. "ing") while true do end\r'
        tty_wait 'looping'
        printf '\003'
        tty_wait 'line stopped: interrupted'
        tty_prompt
        printf '"half a li\003'
        tty_wait 'half a li^C'
        tty_prompt
        printf '"after Ctrl" .. "-C"\r'
        tty_wait '"after Ctrl-C"'
        tty_prompt
        printf 'mine.text.s\t\003'
        tty_wait 'sentences'
        tty_prompt
        printf '\004'
    } | TERM=xterm script -qec "'$MINEHOST' shell page.html" /dev/null >tty.out 2>&1
    t_has tty.out 'Invented heading by Tab"'
    t_has tty.out 'line stopped: interrupted'
    t_has tty.out '"after Ctrl-C"'
    t_has tty.out 'sentences'
    t_has "$XDG_STATE_HOME/minehost/shell-history" 'page:one("h1"):text()'
else
    echo "SKIPPED: no program 'script': the shell was not tried on a terminal"
fi
t_end
