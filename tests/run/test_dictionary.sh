#!/bin/sh
# The kept form of a dictionary: made once, mapped later, never trusted when it is not as it was written.
. "$TOP/tests/run/lib.sh"

mkdir job
awk 'BEGIN { for (i = 0; i < 2000; i++) printf "Word%d Name%d\tperson\tQ%d\n", i, i % 90, i }' >job/names.tsv
cat >job/job.lua <<'LUA'
local names = assert(mine.text.dictionary("names.tsv"))
local hit = names:find("seen: Word1999 Name19 here")[1]
mine.run.say(string.format("%s %s:%d\n", hit.id, hit.file, hit.line))
LUA
kept=$XDG_CACHE_HOME/minehost/compiled

run() { "$MINEHOST" run job/job.lua --format none 2>err; }
right() { [ "$(run)" = "Q1999 names.tsv:2000" ]; }
files() { find "$kept" -type f | wc -l; }

t_ok "found without a cache" right
t_ok "one file is kept" [ "$(files)" = 1 ]
file=$(find "$kept" -type f)
t_ok "it is the user's alone" [ "$(stat -c %a "$file")" = 600 ]
before=$(stat -c %i "$file")
t_ok "found in the kept form" right
t_ok "which was not written anew" [ "$(stat -c %i "$file")" = "$before" ]

# damage of each kind: the answer stays right and the file is made anew
spoil() {
    cp "$file" good
    eval "$2"
    t_ok "$1: the answer is right" right
    t_ok "$1: it is made anew" cmp -s "$file" good
}
spoil "a byte changed" 'printf X | dd of="$file" bs=1 seek=5000 conv=notrunc 2>/dev/null'
spoil "cut short" 'head -c 3000 good >"$file"'
spoil "empty" ': >"$file"'
spoil "longer" 'echo more >>"$file"'
spoil "another version" 'printf "\377" | dd of="$file" bs=1 seek=8 conv=notrunc 2>/dev/null'
spoil "writable for others" 'chmod 666 "$file"'
spoil "a link" 'mv "$file" "$file.away"; ln -s "$file.away" "$file"'
rm -f "$file.away"

# a folder that cannot be written costs nothing but the cache
rm -rf "$kept" && : >"$kept"
t_ok "no place for a cache" right
rm -f "$kept"

# another content is another file; old ones go
i=0
while [ $i -lt 270 ]; do
    mkdir -p "$kept" && : >"$kept/old$i" && touch -d "2020-01-01 00:00:$((i % 60))" "$kept/old$i"
    i=$((i + 1))
done
t_ok "found beside old files" right
t_ok "at most 256 are kept" [ "$(files)" -le 256 ]
t_ok "the new one among them" [ -f "$file" ]
touch -d "2020-01-01" "$file"
run >/dev/null
t_ok "one that is used is young again" [ -n "$(find "$file" -mtime -2)" ]

# a mistake names its line and ends the run
printf 'a\tb\nc\td\te\tf\n' >job/names.tsv
t_not "a broken dictionary ends the run" run
t_ok "and says where" grep -q "names.tsv:2: attribute 'f' is not KEY=VALUE" err
t_end
