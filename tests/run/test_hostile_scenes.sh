#!/bin/sh
# What needs more than one file to go wrong: links that are put into a folder while it is read, pipes and
# devices, the memory of a plugin that lies elsewhere, redirects, pages that would write to the terminal,
# manifests that say things twice. Each is tried with the kernel's wall down, so that the layer in C holds alone.
. "$TOP/tests/run/lib.sh"
PTY=$(dirname "$SERVE")/pty
run() { "$MINEHOST" run --db run.db --set kernel-wall=off "$@"; }
mkdir -p desk outside/deep other/plugins/keeper
echo "CANARY-5b21" >outside/secret.txt
echo 'CANARY_RAN = true return { text = "CANARY-5b21" }' >outside/mod.lua

# links, pipes and devices that lie in the job's folder
ln -s ../outside desk/link && ln -s ../outside/secret.txt desk/file-link && ln -s /dev/zero desk/zero
ln -s loop desk/loop && mkfifo desk/pipe && mkfifo desk/module.lua && ln -s ../outside/mod.lua desk/linked.lua
mkdir -p desk/pages && echo '<p>page' >desk/pages/1.html && ln -s . desk/pages/again && ln -s . desk/pages/more
cat >desk/links.lua <<'L'
for _, name in ipairs { "link", "link/secret.txt", "file-link", "zero", "pipe", "loop", "pages/again/more/1.html" } do
  local ok, text, err = pcall(mine.run.read, name)
  print(name, ok and (text or err.code) or text.code)
  ok, text, err = pcall(mine.run.asset, name)
  print(name, ok and (text or err.code) or text.code)
end
for _, name in ipairs { "module", "linked" } do print(name, pcall(require, name)) end
print("files", table.concat(assert(mine.run.files(".", { recursive = true })), " "))
for _, name in ipairs { "pipe", "loop", "zero", "link/new.txt", "file-link" } do
  local ok, out, err = pcall(mine.run.output, "desk/" .. name, { append = true })
  print("append " .. name, ok and (out or err.code) or out.code)
end
L
t_within 20 run --wall 15s --allow write:desk/ desk/links.lua
t_eq "links, pipes, devices" "$t_got" 0
t_lacks err CANARY-5b21
t_lacks err deep
t_lacks err secret.txt\"
t_has err 'text="pipe\tusage'
t_has err 'text="pages/again/more/1.html\t<p>page'
t_has err 'text="module\tfalse'
t_has err 'text="linked\tfalse'
t_has err './links.lua'
t_has err './pages/1.html'
t_lacks err './pages/again'
t_has err 'text="append pipe\tusage'
t_has err 'text="append link/new.txt\tpermission'
t_not "nothing was written outside" test -e outside/new.txt
t_eq "nothing was added outside" "$(cat outside/secret.txt)" "CANARY-5b21"

# a link put in the place of a folder between the check and the end: what was opened is what is written
mkdir desk/inner
cat >desk/late.lua <<'L'
local out = assert(mine.run.output("desk/inner/secret.txt"))
assert(out:write("mine\n"))
mine.run.say("now\n")
for _ = 1, 200 do
  if mine.run.read("swapped") then break end
  mine.sleep(0.05)
end
print(out:close())
print(pcall(mine.run.read, "inner/secret.txt"))
print(pcall(mine.run.output, "desk/inner/other.txt"))
L
run --allow write:desk/ desk/late.lua >out 2>err </dev/null &
late=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -qs now out && break
    sleep 0.1
done
mv desk/inner desk/away && ln -s ../outside desk/inner && touch desk/swapped
wait $late
t_eq "swapped while it wrote" "$? $(cat desk/away/secret.txt)" "0 mine"
t_eq "nothing was put outside" "$(cat outside/secret.txt) $(ls outside | tr '\n' ' ')" "CANARY-5b21 deep mod.lua secret.txt "
t_lacks err CANARY
t_eq "and then refused" "$(grep -c 'not granted' err)" 2

# what a plugin remembers, asked for where that plugin is not to be seen
echo 'return { api = 1, name = "keeper", version = "1", kind = "library", about = "remembers" }' >other/plugins/keeper/manifest.lua
echo 'local seen = mine.store.kv("source keeper x") return { set = function() return seen:set("token", "CANARY-5b21") end, get = function() return seen:get("token") end }' \
    >other/plugins/keeper/init.lua
echo 'assert(mine.use("keeper").set()) print(mine.use("keeper").get())' >other/own.lua
t_exit 0 run other/own.lua
t_has err CANARY-5b21
echo 'local ok, kv = pcall(mine.store.kv, "source keeper x") print(ok and kv:get("token") or kv)' >desk/foreign.lua
t_exit 0 run desk/foreign.lua
t_has err "store:keeper"
t_lacks err CANARY-5b21
t_exit 0 run --allow store:keeper desk/foreign.lua
t_has err CANARY-5b21

# redirects, from a server that may be asked, to all that may not
t_start "$SERVE" desk
port=$t_port
t_start "$SERVE" desk
cat >desk/redirect.lua <<'L'
local base, other, outside = ...
local function hex(s) return (s:gsub("[^%w]", function(c) return ("%%%02X"):format(c:byte()) end)) end
for _, to in ipairs { "file://" .. outside .. "/secret.txt", "FILE:" .. outside .. "/secret.txt", "http://127.0.0.1:" .. other .. "/", "http://localhost:" .. other .. "/", "//127.1:" .. other .. "/", "http://2130706433:" .. other .. "/", "http://[::ffff:127.0.0.1]:" .. other .. "/", "http://user@127.0.0.1:" .. other .. "/", "http://169.254.169.254/latest/", "http://0.0.0.0:" .. other .. "/", "ftp://127.0.0.1:" .. other .. "/", "gopher://127.0.0.1:" .. other .. "/_GET", "data:text/html,x", "javascript:alert(1)", "http://127.0.0.1:" .. other .. "\\@" .. base:match("//([^/]*)") .. "/" } do
  for _, fn in ipairs { "get", "head", "post", "open" } do
    local ok, got, err = pcall(mine.http[fn], base .. "/_/redirect?to=" .. hex(to), { timeout = 3, retries = 0, redirects = 5 })
    if ok and got and fn == "open" then got, err = got:read() end
    if ok and got then error("ESCAPED: " .. fn .. " " .. to) end
  end
end
L
t_exit 0 run --allow net:127.0.0.1:$port --delay 0 desk/redirect.lua "http://127.0.0.1:$port" "$t_port" "$PWD/outside"
t_lacks err ESCAPED
printf 'mine.run.say(assert(mine.http.get((...))).body)\n' >log.lua
t_exit 0 run --allow net:127.0.0.1:$t_port --delay 0 log.lua "http://127.0.0.1:$t_port/_/log"
t_not "the other server was not asked" grep -qE "(GET|HEAD|POST) /(latest/|_GET)?\$" out

# a page that would write to the terminal: every command that shows what pages say, on a terminal
esc='&#27;]0;FORGED&#7;&#27;[2J&#27;[5;7H&#155;2J&#x202E;&#8;&#10;FORGED'
mkdir -p desk/plugins
cat >desk/pages/1.html <<H
<html lang="$esc"><head><title>Invented talks $esc</title><meta name=author content="A. Writer $esc">
<meta property="article:published_time" content="2026-01-01T00:00:00Z"><meta name=keywords content="$esc, water">
<meta property="og:site_name" content="$esc"></head><body><article id="$esc" class="a$esc"><h1>Invented talks $esc</h1>
<p>ASTANA. The invented ministers met in an invented hall on Wednesday and spoke of water. $esc</p>
<p>They will meet again next month, the invented desk was told by an invented official. $esc</p>
<a href="/$esc">$esc</a></article></body></html>
H
rm desk/pages/again desk/pages/more
cat >desk/show.lua <<'L'
return { sources = { { "files", path = "pages" } }, pipeline = { "article", "language", "summary" }, sinks = { "store" } }
L
t_exit 0 run desk/show.lua
cat >desk/emit.lua <<'L'
local bad = "\27]0;FORGED\7\27[2J\27[5;7H\u{9b}2J\u{202e}\8\nFORGED"
mine.emit { title = bad, url = bad, date = bad, [bad] = bad, n = 1 }
error(bad)
L
clean() { # WORDS: run on a terminal, what comes has no control but colours, and no line of the page's
    "$PTY" "no such text" "" "$MINEHOST" "$@" --db run.db >out 2>&1
    t_ok "$*: said something" test -s out
    sed 's/\x1b\[[0-9;]*m//g; s/^\x1b\[K//; s/\x1b\[K//g' out >plain
    # shellcheck disable=SC2016 # a pattern of grep
    t_not "$*: no control characters" env LC_ALL=C grep -qaP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]' plain
    case $* in *csv*) return ;; esac # a cell may have several lines
    t_not "$*: no forged line" grep -qa '^FORGED' plain
}
for words in "try desk/pages/1.html" "try desk/show.lua desk/pages/1.html" "extract desk/pages/1.html" "show 1" "explain 1" \
    "search invented" "search invented --format table" "export --format csv" "runs" "run --format table desk/emit.lua" "run --format csv desk/emit.lua" "run desk/emit.lua" "run -v desk/show.lua"; do
    # shellcheck disable=SC2086 # words are to be split
    clean $words
done
clean select desk/pages/1.html "invented hall"
# what scripts and plugins say of themselves, in every list of the command line
name=$(printf 'desk/n\033[2Jame.lua')
cat >"$name" <<'L'
local bad = "\27]0;FORGED\7\27[2J\u{9b}2J\u{202e}\nFORGED"
mine.log.warn(bad, { [bad] = bad })
mine.store.put { url = bad, title = bad, text = "listed", language = bad, kind = bad, basis = { title = bad, kind = bad, language = bad }, [bad] = bad }
local box = mine.outbox.open("mail", "x", { shown = "x" .. bad })
box:push("k" .. bad, bad, { title = bad })
pcall(mine.queue.push, "q" .. bad, "k", bad)
L
t_exit 0 run "$name"
last=$("$MINEHOST" runs --db run.db | awk 'NR == 2 { print $1 }')
mkdir -p plugins/evil
printf 'return { api = 1, name = "evil", version = "1\\27[2J", kind = "stage", about = "x\\27]0;FORGED\\7\\nFORGED\\u{202e}", needs = { "env:A" } }\n' >plugins/evil/manifest.lua
echo 'return { process = function(item) return item end }' >plugins/evil/init.lua
for words in plugins "plugins -v" "check evil" "grant evil" "grant --list" "grant --list --format json" runs "runs $last" outbox \
    "outbox --format json" "search listed" "search listed --format json" "show 2" "show 2 --format json" "explain 2" "explain 2 --json" "db stats" hosts doctor; do
    # shellcheck disable=SC2086 # words are to be split
    clean $words
done
rm -r plugins

# a manifest that says a thing twice: what is shown is what is used
mkdir -p desk/plugins/twice
cat >desk/plugins/twice/manifest.lua <<'L'
return { api = 1, name = "other", name = "twice", version = "1", kind = "library", about = "x", needs = { "env:HOME" }, needs = {} }
L
echo 'return { home = function() return mine.run.env("HOME") end }' >desk/plugins/twice/init.lua
echo 'mine.emit { home = mine.use("twice").home() or "none" }' >desk/twice.lua
t_exit 4 run desk/twice.lua
t_has err "env:HOME: not granted"
sed -i 's/needs = { "env:HOME" }, needs = {}/needs = {}, needs = { "env:HOME" }/' desk/plugins/twice/manifest.lua
t_exit 4 run desk/twice.lua
t_has err "read the variable HOME"
for bad in 'setmetatable({}, {})' '(function() while true do end end)()' 'string.rep("x", 1 << 30)' '"\27[2J"' '{ [1e300] = 1 }' '0/0'; do
    echo "return { api = 1, name = \"twice\", version = \"1\", kind = \"library\", about = $bad }" >desk/plugins/twice/manifest.lua
    t_within 20 run desk/twice.lua
    t_ok "a manifest with $bad: refused, not obeyed" test "$t_got" -ge 1 -a "$t_got" -le 6
    t_not "and the terminal is left alone" grep -qa "$(printf '\033')\[2J" err
done
for word in env:MINEHOST_DB env:minehost_db env: env:A=B "env:A B" "env:$(printf 'A\nB')" "env:../A" store:../x "store:a b" "read:" "write:" "net:" "secret:minehost.smtp-password"; do
    t_exit 2 run --allow "$word" desk/twice.lua
done
t_end
