#!/bin/sh
# What plugins make of their tables: made once, mapped by the next run, which gives the same to the byte;
# never trusted when it is not as it was written, and never in the way.
. "$TOP/tests/run/lib.sh"

mkdir -p job/pages
cp "$TOP"/scripts/sample/*.html job/pages
cat >job/job.lua <<'LUA'
return { sources = { { "files", path = "pages", pattern = "[a-m]*.html" } },
  pipeline = { "article", "language", "quotes", "keywords", "actors", "places", "topics", "events",
    "summary", "stories" } }
LUA
kept=$XDG_CACHE_HOME/minehost/compiled

run() { # into OUT
    rm -f "$1.db"*
    "$MINEHOST" run -q --db "$1.db" job/job.lua >"$1" 2>"$1.err"
    [ $? = 0 ] || [ $? = 3 ]
}
inodes() { (cd "$kept" && stat -c '%n %i' -- * | sort); }

t_ok "the first run" run first
t_ok "gives items" [ "$(wc -l <first)" -gt 5 ]
t_ok "keeps what it made" [ "$(find "$kept" -type f | wc -l)" -ge 8 ]
t_ok "for the user alone" [ -z "$(find "$kept" -type f ! -perm 600)" ]
inodes >before
t_ok "the second run" run second
t_ok "gives the same" cmp first second
inodes >after
t_ok "and wrote nothing anew" cmp before after

# damage: every file in the same way, the items stay the same, and the files are made anew
cp -r "$kept" good
spoil() {
    for f in "$kept"/*; do eval "$2"; done
    run out
    t_ok "$1: the same items" cmp first out
    t_ok "$1: made anew" diff -rq good "$kept"
}
spoil "a byte changed" 'printf X | dd of="$f" bs=1 seek=$(($(wc -c <"$f") / 2)) conv=notrunc 2>/dev/null'
spoil "the last byte changed" 'printf X | dd of="$f" bs=1 seek=$(($(wc -c <"$f") - 1)) conv=notrunc 2>/dev/null'
spoil "cut short" 'n=$(($(wc -c <"$f") / 3)); head -c $n "$f" >cut; cat cut >"$f"'
spoil "empty" ': >"$f"'
spoil "longer" 'echo more >>"$f"'
spoil "of another version" 'printf "\377" | dd of="$f" bs=1 seek=8 conv=notrunc 2>/dev/null'
spoil "of another byte order" 'printf "\001\002" | dd of="$f" bs=1 seek=12 conv=notrunc 2>/dev/null'
spoil "no such thing" 'echo "no image at all, but text that is long enough to be looked at" >"$f"'

# no place for them, no room for them: the run does not care
rm -rf "$kept" && : >"$kept"
run out
t_ok "no folder: the same items" cmp first out
rm -f "$kept"
(
    trap '' XFSZ
    ulimit -f 2000 # blocks of 512 bytes or 1 KiB: less than the classifiers take
    run out
)
t_ok "a full disk: the same items" cmp first out
t_ok "a full disk: what does not fit leaves nothing behind" [ -z "$(find "$kept" -name '*.tmp.*')" ]
env -u XDG_CACHE_HOME -u HOME "$MINEHOST" run -q --db none.db job/job.lua >out 2>/dev/null
t_ok "no home: the same items" cmp first out

# several at once, with nothing there
rm -rf "$kept"
for i in 1 2 3; do run "at$i" & done
wait
for i in 1 2 3; do t_ok "three at once: $i" cmp first "at$i"; done
t_ok "three at once leave the files of one" diff -rq good "$kept"

# a table or the code of a plugin that changes is another thing
mkdir -p job/plugins
cat >job/mine.lua <<'LUA'
local plugin = mine.use("own")
mine.run.say(plugin.word() .. "\n")
LUA
mkdir -p job/plugins/own
echo 'return { api = 1, name = "own", version = "1", kind = "library", about = "one word" }' >job/plugins/own/manifest.lua
cat >job/plugins/own/init.lua <<'LUA'
local helper = require "helper"
return { word = function()
  return mine.text.compiled("word.txt", function() return helper .. mine.run.asset("word.txt") end)
end }
LUA
echo 'return "a "' >job/plugins/own/helper.lua
printf one >job/plugins/own/word.txt
word() { "$MINEHOST" run -q --format none job/mine.lua 2>err; }
t_ok "a plugin's word" [ "$(word)" = "a one" ]
t_ok "again" [ "$(word)" = "a one" ]
printf two >job/plugins/own/word.txt
t_ok "another table" [ "$(word)" = "a two" ]
echo 'return "the "' >job/plugins/own/helper.lua
t_ok "another module" [ "$(word)" = "the two" ]
t_end
