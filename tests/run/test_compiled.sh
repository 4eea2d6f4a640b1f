#!/bin/sh
# What plugins make of their tables: made once, mapped by the next run, which gives the same to the byte;
# never trusted when it is not as it was written, and never in the way.
. "$TOP/tests/run/lib.sh"

mkdir -p job/pages
cp "$TOP/scripts/sample/2026-03-12-water-talks.html" "$TOP/scripts/sample/2026-03-18-zerno-chad.html" job/pages
cat >job/job.lua <<'LUA'
return { sources = { { "files", path = "pages" } },
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
t_ok "gives items" [ "$(wc -l <first)" = 2 ]
t_ok "keeps what it made" [ "$(find "$kept" -type f | wc -l)" -ge 8 ]
t_ok "for the user alone" [ -z "$(find "$kept" -type f ! -perm 600)" ]
inodes >before
t_ok "the second run" run second
t_ok "gives the same" cmp first second
inodes >after
t_ok "and wrote nothing anew" cmp before after

# damage of every kind, each file in another way: the items stay the same, the files are made anew
cp -r "$kept" good
spoil() { # FILE KIND
    n=$(wc -c <"$1")
    case $2 in
    0) printf X | dd of="$1" bs=1 seek=$((n / 2)) conv=notrunc 2>/dev/null ;;
    1) printf '\377' | dd of="$1" bs=1 seek=$((n - 1)) conv=notrunc 2>/dev/null ;;
    2) head -c $((n / 3)) "$1" >cut && cat cut >"$1" ;;
    3) : >"$1" ;;
    4) echo more >>"$1" ;;
    5) printf '\377' | dd of="$1" bs=1 seek=8 conv=notrunc 2>/dev/null ;;      # version
    6) printf '\001\002' | dd of="$1" bs=1 seek=12 conv=notrunc 2>/dev/null ;; # byte order
    7) echo "no image at all, but a text that is long enough to be looked at" >"$1" ;;
    8) chmod 666 "$1" ;;
    esac
}
for round in 0 1; do
    i=$((round * 4))
    for f in "$kept"/*; do
        spoil "$f" $((i % 9))
        i=$((i + 1))
    done
    run out
    t_ok "damaged, round $round: the same items" cmp first out
    t_ok "damaged, round $round: made anew" diff -rq good "$kept"
done

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
for i in 1 2; do run "at$i" & done
wait
for i in 1 2; do t_ok "two at once: $i" cmp first "at$i"; done
t_ok "two at once leave the files of one" diff -rq good "$kept"

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
