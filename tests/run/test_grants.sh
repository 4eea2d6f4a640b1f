#!/bin/sh
# Permissions: what is asked, the prompt on a terminal, the command, the lock file and what becomes of it
# when anything is tampered with.
. "$TOP/tests/run/lib.sh"
PTY=$(dirname "$SERVE")/pty
lock=$XDG_CONFIG_HOME/minehost/grants
mkdir -p plugins/asks plugins/plain

cat >plugins/asks/manifest.lua <<'L'
return { api = 1, name = "asks", version = "1", kind = "sink", about = "writes items to a file",
  needs = { "env:ASKED" },
  config = { path = { type = "string", needs = "write", default = "", help = "the file" } } }
L
cat >plugins/asks/init.lua <<'L'
local words = require "words"
local file
return {
  open = function(config) file = assert(mine.run.output(config.path)) end,
  write = function(item) file:write(words.of(item) .. (mine.run.env("ASKED") or "") .. "\n") end,
  close = function() assert(file:close()) end,
}
L
echo 'return { of = function(item) return item.title end }' >plugins/asks/words.lua
cat >plugins/plain/manifest.lua <<'L'
return { api = 1, name = "plain", version = "1", kind = "source", about = "one invented item" }
L
echo 'return { items = function() local n = 0
  return function() n = n + 1 return n == 1 and { title = "Talks", url = "https://e.example/1" } or nil end end }' \
    >plugins/plain/init.lua
cat >job.lua <<'L'
return {
  name = "asked", needs = { "mail:desk@example.org" },
  sources = { "plain" },
  sinks = { { "asks", path = "out.txt" } },
}
L
export ASKED=!
run() { "$MINEHOST" run -q job.lua; }

# not on a terminal: nothing is granted, each word and the command are named
t_exit 4 run
t_has err "mail:desk@example.org"
t_has err "send mail to desk@example.org   (job.lua:2)"
t_has err "write the file $PWD/out.txt   (job.lua:4, plugin asks, option path)"
t_has err "read the variable ASKED of the environment   (plugin asks)"
t_has err "minehost grant job.lua"
t_has err "minehost run --allow mail:desk@example.org"
t_not "nothing is written" test -e out.txt
t_not "and nothing remembered" test -e "$lock"
# the command that it names does it
eval "$(sed -n "s|^for this run:  minehost|\"$MINEHOST\"|p" err)" >out 2>&1
t_eq "the named command" "$? $(cat out.txt)" "0 Talks!"
t_not "for this run alone" test -e "$lock"
rm -f out.txt

# the prompt
pty() { "$PTY" "$@" >out 2>&1; }
pty "[n]" "n\n" "$MINEHOST" run -q job.lua
t_eq "n" "$?" 4
t_has out "y: yes, and remember it, o: this time only, n: no"
pty "[n]" "\n" "$MINEHOST" run -q job.lua
t_eq "return alone" "$?" 4
pty "[n]" "yup\n" "$MINEHOST" run -q job.lua
t_eq "anything else" "$?" 4
pty "[n]" "^D" "$MINEHOST" run -q job.lua
t_eq "the end of input" "$?" 4
pty -e "y\n" "no such text" "" timeout 5 "$MINEHOST" run -q job.lua
t_eq "what was typed before the question" "$?" 124
t_not "counts for nothing" test -e "$lock"
t_not "nothing is written" test -e out.txt
pty "[n]" "o\n" "$MINEHOST" run -q job.lua
t_eq "o" "$? $(cat out.txt)" "0 Talks!"
t_not "o is not remembered" test -e "$lock"
pty "[n]" "y\n" "$MINEHOST" run -q job.lua
t_eq "y" "$?" 0
t_eq "the lock file is closed to others" "$(stat -c %a "$lock" "$(dirname "$lock")" | tr '\n' ' ')" "600 700 "
t_exit 0 run
t_eq "y is remembered" "$(cat err)" ""
pty "[n]" "n\n" "$MINEHOST" run -q job.lua
t_eq "and not asked again" "$?" 0
t_exit 0 "$MINEHOST" grant --list
t_has out "$PWD/job.lua"
t_has out "as granted"
t_has out "  write:$PWD/out.txt"
echo "return 1" | "$PTY" "[n]" "y\n" sh -c "cat job.lua | '$MINEHOST' run -" >out 2>&1
t_has out "for this run:"

# tamper: each row changes one thing, is refused with its reason, and is taken back
mkdir keep
cp -a plugins job.lua keep/
cp "$lock" keep/grants
refused=0
tamper() { # NAME REASON: after the change
    t_exit 4 run
    [ "$t_got" = 4 ] && refused=$((refused + 1))
    t_has err "$2"
    t_lacks err "traceback"
    t_not "$1: nothing is written" test -e out.txt
    rm -rf plugins job.lua "$XDG_CONFIG_HOME/minehost"
    cp -a keep/plugins keep/job.lua .
    mkdir -m 700 "$XDG_CONFIG_HOME/minehost"
    cp keep/grants "$lock"
    chmod 600 "$lock"
}
# fix: a new checksum, as one would write who knows how
fix() {
    sum=$(sed 's/"check":"[0-9a-f]*",//' "$lock" | tr -d '\n' | sha256sum | cut -d' ' -f1)
    sed -i "s/\"check\":\"[0-9a-f]*\"/\"check\":\"$sum\"/" "$lock"
}
rm -f out.txt
line=$(cat "$lock")

# the job and its plugins
sed -i 's/asked/Asked/' job.lua && tamper "a byte of the job" "job.lua changed"
sed -i '1s/^/#!x\n/' job.lua && tamper "a first line for the shell" "job.lua changed"
sed -i 's/"mail:desk@example.org"/"mail:*"/' job.lua && tamper "a wider wish" "send mail to anyone"
sed -i 's/out.txt/other.txt/' job.lua && tamper "another file" "other.txt"
sed -i 's/Talks/Talk/' plugins/plain/init.lua && tamper "a byte of a plugin that asks for nothing" "plugins/plain changed"
echo 'return {}' >plugins/asks/more.lua && tamper "a file more" "plugins/asks changed (4 files, 3 then)"
rm plugins/asks/words.lua && tamper "a file less" "plugins/asks changed (2 files, 3 then)"
echo x >plugins/asks/.hidden && tamper "a hidden file" "plugins/asks changed"
mkdir plugins/asks/sub && echo x >plugins/asks/sub/x.tsv && tamper "a file deeper" "plugins/asks changed"
mv plugins/asks/words.lua plugins/asks/Words.lua && tamper "a file renamed" "plugins/asks changed"
sed -i 's/env:ASKED/env:HOME/' plugins/asks/manifest.lua && tamper "another wish of a plugin" "read the variable HOME"
sed -i 's/version = "1"/version = "2"/' plugins/asks/manifest.lua && tamper "another version" "plugins/asks changed"
ln -sf /etc/hostname plugins/asks/words.lua && tamper "a link that leads out" "leads out of"
cp plugins/asks/words.lua elsewhere.lua && ln -sf ../../elsewhere.lua plugins/asks/words.lua &&
    tamper "the same bytes by a link from outside" "leads out of"
ln -s nowhere plugins/asks/dangling && tamper "a link to nowhere" "leads nowhere"
mkfifo plugins/asks/pipe && tamper "a pipe" "no file and no folder"
echo 'assert(mine.run.output("out.txt"))' >job.lua && tamper "another job in its place" "job.lua changed"

# the lock file
echo >>"$lock" && tamper "an empty line" "line 2"
sed -i 's/desk@/desk2@/' "$lock" && tamper "a word changed" "does not fit its checksum"
sed -i 's/"date":"20/"date":"19/' "$lock" && tamper "another date" "does not fit its checksum"
sed -i 's/"check":"./"check":"0/; s/"check":"0\(.\)/"check":"\11/' "$lock" && tamper "another checksum" "line 1"
printf '%s\n%s\n' "$line" "$line" >"$lock" && tamper "the line twice" "the second one for its path"
printf '%s' "$line" >"$lock" && tamper "no line end" "cut off"
printf '%s' "$line" | head -c 200 >"$lock" && tamper "half a line" "cut off"
: >"$lock" && tamper "an empty file" "nobody granted"
rm "$lock" && tamper "no file" "nobody granted"
echo 'grant everything' >"$lock" && tamper "no JSON" "not one that minehost wrote"
sed -i 's/{"api"/{ "api"/' "$lock" && fix && tamper "a blank" "not one that minehost wrote"
sed -i 's/"words":\[/"words":["net:*",/' "$lock" && tamper "a word more" "does not fit its checksum"
sed -i 's/}$/,"zzz":1}/' "$lock" && fix && tamper "a key more" "not one that minehost wrote"
sed -i 's/}$/,"words":["net:*"]}/' "$lock" && fix && tamper "a key twice" "not one that minehost wrote"
sed -i 's/"api":1/"api":2/' "$lock" && fix && tamper "another interface" "another interface"
sed -i 's/"mail:desk@example.org"/"net:HOST"/' "$lock" && fix && tamper "a word as no program writes it" "not one that minehost wrote"
sed -i 's|"write:/|"write:/../|' "$lock" && fix && tamper "a path with .." "not one that minehost wrote"
sed -i 's|"job":"/|"job":"//|' "$lock" && fix && tamper "another path for the job" "not one that minehost wrote"
sed -i 's|/job.lua"|/job.lua/"|' "$lock" && fix && tamper "a longer path" "not one that minehost wrote"
sed -i 's|/job.lua"|/job.lua.old"|' "$lock" && fix && tamper "the path of another job" "not one that minehost wrote"
sed -i 's|"write:\([^"]*\)/out.txt"|"write:\1/./out.txt"|' "$lock" && fix && tamper "a path with a dot" "counts no longer: it is now write:$PWD/out.txt"
sed -i 's/ 3"/ 2"/' "$lock" && fix && tamper "another number of files" "plugins/asks changed"
sed -i 's|,\{0,1\}"[^"]*/plugins/plain":"[0-9a-f]* 2"||; s|{,|{|' "$lock" && fix && tamper "a pin taken out" "plugins/plain is new"
chmod 620 "$lock" && tamper "a group may write it" "open to other users"
chmod 602 "$lock" && tamper "everyone may write it" "open to other users"
chmod 777 "$XDG_CONFIG_HOME/minehost" && tamper "everyone may write its folder" "open to other users"
mv "$lock" grants.real && ln -s "$PWD/grants.real" "$lock" && tamper "a link" "is a link"
rm "$lock" && mkdir "$lock" && tamper "a folder" "not a regular file"
rm "$lock" && mkfifo -m 600 "$lock" && tamper "a pipe in its place" "not a regular file"
if [ "$(id -u)" = 0 ]; then
    chown 12345 "$lock" && tamper "another user's" "belongs to another user"
fi
t_ok "40 ways to tamper, none accepted: $refused" test "$refused" -ge 40
t_exit 0 run
t_eq "as it was, it counts" "$(cat out.txt)" "Talks!"
rm out.txt

# from another place: the path of the job, the file that it writes
mkdir away
cp -a job.lua plugins away/
t_exit 4 "$MINEHOST" run -q away/job.lua
cd away || exit
t_exit 4 "$MINEHOST" run -q ../job.lua
t_has err "away/out.txt"
t_lacks err "mail:desk"
cd .. || exit

# a granted path that leads elsewhere since: a folder that became a link, a file that became a folder
mkdir box other
echo 'return { needs = { "write:box/" }, run = function(mine) local o = assert(mine.run.output("box/x.txt")) assert(o:write("x")) assert(o:close()) end }' >box.lua
t_exit 0 "$MINEHOST" grant box.lua
t_exit 0 "$MINEHOST" run -q box.lua
mv box box.real && ln -s other box
t_exit 4 "$MINEHOST" run -q box.lua
t_has err "write:$PWD/box/ counts no longer: it is now write:$PWD/other/"
t_eq "nothing is written where it leads" "$(ls other)" ""
rm box && mv box.real box
t_exit 0 "$MINEHOST" run -q box.lua
echo 'return { needs = { "write:one" }, run = function(mine) local o = assert(mine.run.output("one")) assert(o:write("x")) assert(o:close()) end }' >box.lua
t_exit 0 "$MINEHOST" grant box.lua
t_exit 0 "$MINEHOST" run -q box.lua
rm one && mkdir one
t_exit 4 "$MINEHOST" run -q box.lua
t_has err "write:$PWD/one counts no longer: it is now write:$PWD/one/"
rm -r one box other

# between check and use: a module, an asset and a plugin that change while the run is under way
cat >late.lua <<'L'
mine.run.output("late.txt")
require "later"
L
echo 'mine.emit { ran = true }' >later.lua
t_exit 0 "$MINEHOST" grant late.lua write:late.txt
t_exit 0 "$MINEHOST" run -q late.lua
cat >late.lua <<'L'
mine.run.output("late.txt")
mine.run.say("now\n")
mine.sleep(1)
require "later"
L
t_exit 0 "$MINEHOST" grant late.lua write:late.txt
"$MINEHOST" run late.lua >out 2>err </dev/null &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    grep -qs now out && break
    sleep 0.2
done
echo 'mine.emit { ran = "something else" }' >later.lua
wait $pid
t_eq "changed while it ran" "$?" 4
t_has err "later.lua changed since the permissions were checked"
t_lacks out "something else"
echo 'local name = "lat" .. "er" mine.run.output("late.txt") require(name)' >late.lua
t_exit 0 "$MINEHOST" grant late.lua write:late.txt
t_exit 4 "$MINEHOST" run -q late.lua
t_has err "was not seen when the permissions were granted"
echo 'local name = "pl" .. "ain" mine.run.output("late.txt") mine.use(name)' >late.lua
t_exit 0 "$MINEHOST" grant late.lua write:late.txt
t_exit 4 "$MINEHOST" run -q late.lua
t_has err "plugins/plain/manifest.lua was not seen"

# mine.use: a plugin's needs are the run's
echo 'mine.use("asks") print(mine.run.env("ASKED"))' >uses.lua
t_exit 4 "$MINEHOST" run uses.lua
t_has err "read the variable ASKED of the environment   (plugin asks)"
t_exit 0 "$MINEHOST" run --allow env:ASKED uses.lua
t_has err "text=!"
echo 'local name = "as" .. "ks" print(pcall(mine.use, name))' >uses.lua
t_exit 0 "$MINEHOST" run uses.lua
t_has err 'plugin asks wants env:ASKED: not granted'

# grants of a plugin hold in every run that names it, as long as it is the same
t_exit 0 "$MINEHOST" grant asks
t_has out "read the variable ASKED"
echo 'mine.use("asks") mine.emit { asked = mine.run.env("ASKED") }' >uses.lua
t_exit 0 "$MINEHOST" run -q uses.lua
t_has out '"asked":"!"'
echo 'mine.emit { asked = mine.run.env("ASKED") }' >names.lua
t_exit 4 "$MINEHOST" run -q names.lua
t_has err "minehost grant names.lua env:ASKED"
echo "-- more" >>plugins/asks/init.lua
t_exit 4 "$MINEHOST" run -q uses.lua
t_has err "plugins/asks changed"
t_exit 0 "$MINEHOST" grant --list --format json
t_has out '"holds":false'
t_exit 0 "$MINEHOST" grant plugins/asks
t_exit 0 "$MINEHOST" run -q uses.lua
t_exit 0 "$MINEHOST" grant --revoke asks
t_exit 4 "$MINEHOST" run -q uses.lua
t_exit 2 "$MINEHOST" grant plugins/none
t_exit 2 "$MINEHOST" grant -

# words for a script stay while nothing changes, and go with revoke
echo 'mine.emit { asked = mine.run.env("ASKED") } assert(mine.run.output("w.txt"))' >words.lua
t_exit 0 "$MINEHOST" grant words.lua env:ASKED
t_exit 0 "$MINEHOST" grant words.lua write:w.txt
t_exit 0 "$MINEHOST" run -q words.lua
t_exit 0 "$MINEHOST" grant --revoke words.lua
t_exit 4 "$MINEHOST" run -q words.lua
t_exit 1 "$MINEHOST" grant --revoke words.lua
t_exit 2 "$MINEHOST" grant words.lua nett:example.org
t_has err "did you mean net:"
t_exit 2 "$MINEHOST" grant words.lua "mail:a@example.org$(printf '\342\200\256')x"
t_has err "not shown"
t_exit 2 "$MINEHOST" grant nowhere.lua
t_exit 2 "$MINEHOST" grant

# a refused call raises an error that a script can tell apart
echo 'local ok, err = pcall(mine.run.env, "ASKED") print(ok, err.code, err)' >code.lua
t_exit 0 "$MINEHOST" run code.lua
t_has err 'text="false\tpermission\tenv:ASKED: not granted'

# what no grant opens: minehost's own files
echo "print(pcall(mine.run.read, '$lock')) print(pcall(mine.run.output, '$lock'))" >own.lua
t_exit 0 "$MINEHOST" run --allow "read:/" --allow "write:$XDG_CONFIG_HOME/minehost/" --allow "write:$XDG_CONFIG_HOME/" own.lua
t_eq "neither read nor written" "$(grep -c "minehost's own" err)" 2
# what is hidden in the job's folder is not read without asking; what is visible is
mkdir -p .ssh && echo key >.ssh/id && echo seen >seen.txt
echo 'print(mine.run.read("seen.txt")) print(pcall(mine.run.read, ".ssh/id"))' >hidden.lua
t_exit 0 "$MINEHOST" run hidden.lua
t_has err 'text="seen'
t_has err "read .ssh/id: not granted"
ln -s /etc/hostname plugins/plain/table.tsv
echo 'print(pcall(mine.use("reads")))' >asset.lua
mkdir plugins/reads && ln -s /etc/hostname plugins/reads/table.tsv
echo 'return { api = 1, name = "reads", version = "1", kind = "library", about = "x" }' >plugins/reads/manifest.lua
echo 'return setmetatable({}, { __call = function() return mine.run.asset("table.tsv") end })' >plugins/reads/init.lua
t_exit 0 "$MINEHOST" run asset.lua
t_has err "leads out of"
# a plugin's memory is its own
echo 'print(pcall(mine.store.kv, "source feed x")) print(mine.store.kv("mine"))' >kv.lua
t_exit 0 "$MINEHOST" run kv.lua
t_has err "--allow store:feed"
t_exit 0 "$MINEHOST" run --allow store:feed kv.lua
t_lacks err "not granted"
# methods: POST is asked for, GET of a public host is not
echo 'print(pcall(mine.http.post, "https://hook.example/", { json = {} }))' >post.lua
t_exit 0 "$MINEHOST" run --offline post.lua
t_has err "minehost grant post.lua post:hook.example"
t_exit 0 "$MINEHOST" run --offline --allow post:hook.exampel post.lua
t_has err "granted is post:hook.exampel: did you mean that?"
t_exit 0 "$MINEHOST" run --offline --allow 'post:*.example' post.lua
t_lacks err "not granted"
t_end
