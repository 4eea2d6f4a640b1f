#!/bin/sh
# minehost db: a backup taken while a run writes, checks that find damage, pruning that forgets no page,
# figures, older schemas.
. "$TOP/tests/run/lib.sh"
m() {
    "$MINEHOST" "$@"
}
cat >put.lua <<'L'
local from, to, tail = mine.run.args[1], mine.run.args[2], mine.run.args[3] or ""
for i = tonumber(from), tonumber(to) do
  local put = assert(mine.store.put { url = "https://news.example/" .. i, title = "Item " .. i, kind = "article",
    source = i % 2 == 0 and "even" or "odd", text = ("Ministers met on water in town %d. "):format(i):rep(40) .. tail,
    events = { { type = "CONSULT", source = { { country = "KAZ" } }, evidence = "met" } },
    date = "2026-03-04", keywords = { "water" } })
  mine.run.say(put.outcome .. (put.revised and " revised" or "") .. "\n")
end
L
t_exit 0 m run --db x.db put.lua 1 60
t_exit 0 m run --db x.db put.lua 1 10 "They agreed."

# backup: whole, also while a run writes
t_exit 0 m db backup copy.db --db x.db
t_has err "x.db -> copy.db"
t_exit 0 m export --db x.db --versions -O want
t_exit 0 m export --db copy.db --versions
t_ok "the copy is equal" cmp out want
t_eq "its mode" "$(stat -c %a copy.db)" 600
"$MINEHOST" run --db x.db -q put.lua 1000 40000 >acked 2>/dev/null </dev/null &
pid=$!
sleep 0.3
t_exit 0 m db backup copy.db --db x.db
kill -9 $pid
wait $pid 2>/dev/null
t_exit 0 m db check --db copy.db
t_has out "copy.db: ok"
t_eq "no file is left beside" "$(find . -name '*.tmp.*' | wc -l)" 0
t_exit 2 m db backup x.db --db x.db
t_exit 1 m db backup nowhere/copy.db --db x.db
t_exit 2 m db backup --db x.db
t_exit 2 m db frobnicate
t_exit 1 m db check --db none.db
rm x.db*

# check finds what is wrong
t_exit 0 m run --db x.db put.lua 1 60
t_exit 0 m run --db x.db put.lua 1 10 "They agreed."
t_exit 0 m db check --db x.db
cp x.db bad.db
sqlite3 bad.db "DELETE FROM states WHERE doc = 7 AND item IS NULL"
t_exit 1 m db check --db bad.db
t_has out "document 7 has no state"
cp x.db bad.db
sqlite3 bad.db "PRAGMA foreign_keys = off; UPDATE tags SET doc = 999 WHERE doc = 3"
t_exit 1 m db check --db bad.db
t_has out "document 999 has labels and is not there"
cp x.db bad.db
sqlite3 bad.db "UPDATE docs SET text = 'other' WHERE id = 3"
t_exit 1 m db check --db bad.db
t_has err "check"

# stats
t_exit 0 m db stats --db x.db
t_has out "60 documents (0 pruned) in 70 states"
t_has out "2026-03"
t_exit 0 m db stats --db x.db --format jsonl
t_has out '"documents":60'
t_has out '"name":"doc_fts"'

# prune: old ones lose their text, and stay known
sleep 1.1
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 1
t_exit 0 m run --db x.db put.lua 61 70
t_exit 0 m db prune --db x.db --older-than "$now" --source odd --dry-run
t_has out "would prune 30 documents"
t_exit 0 m search --db x.db ministers --limit 100 --format jsonl
t_eq "a dry run prunes nothing" "$(wc -l <out)" 70
t_exit 0 m db prune --db x.db --older-than "$now" --source odd --keep-events
t_has out "pruned 30 documents"
t_has out "5 former states"
t_exit 0 m db check --db x.db
t_exit 0 m search --db x.db ministers --limit 100 --format jsonl
t_eq "their words are gone" "$(wc -l <out)" 40
t_exit 0 m search --db x.db "title:item country:KAZ" --limit 100 --format jsonl
t_eq "titles and events are not" "$(wc -l <out)" 70
before=$(stat -c %s x.db)
t_exit 0 m db prune --db x.db --older-than "$now"
t_has out "pruned 30 documents"
t_ok "the file has shrunk" test "$(stat -c %s x.db)" -lt "$before"
t_exit 0 m search --db x.db "country:KAZ" --limit 100 --format jsonl
t_eq "without --keep-events events go" "$(wc -l <out)" 40
t_exit 0 m run --db x.db put.lua 11 60
t_eq "the same pages are not new" "$(sort out | uniq -c | tr -s ' ')" " 50 unchanged"
t_exit 0 m show --db x.db https://news.example/12 --format jsonl
t_has out '"pruned":true'
t_lacks out "Ministers"
t_exit 0 m run --db x.db put.lua 12 12 "They parted."
t_has out "changed"
t_exit 0 m search --db x.db parted
t_has out "Item 12"
t_exit 0 m db check --db x.db
t_exit 0 m export --db x.db --versions
t_exit 0 m run --db x.db put.lua 200 600
t_exit 0 m db prune --db x.db --max-size 700K
t_has out "pruned"
t_ok "below the size" test "$(stat -c %s x.db)" -le $((700 * 1024))
t_exit 0 m db prune --db x.db --older-than 1d --vacuum
t_has out "pruned 0 documents"
t_exit 0 m db check --db x.db
t_exit 2 m db prune --db x.db
t_exit 2 m db prune --db x.db --max-size big
t_exit 2 m db prune --db x.db --older-than old

# once a day, at the end of a run, what is older than the settings say goes; documents only when they say so
count() { sqlite3 y.db "SELECT count(*) FROM $1"; }
age() { # what is there is made so many days older, and nobody has looked today
    sqlite3 y.db "UPDATE runs SET finished = finished - $1 * 86400000000; UPDATE docs SET changed_at = changed_at - $1 * 86400000000;
        UPDATE meta SET value = value - 86400000001 WHERE name = 'retained'"
}
t_exit 0 m run --db y.db put.lua 1 20
sqlite3 y.db "INSERT INTO run_events(run, seq, at, level, event) VALUES (1, 1000, 0, 1, 'old')"
age 100
events=$(count run_events)
t_exit 0 m run --db y.db --retention 0 put.lua 1 1
t_eq "0 keeps all" "$(count run_events)" "$events"
t_exit 0 m run --db y.db --dry-run put.lua 1 1
t_eq "a dry run forgets nothing" "$(count run_events)" "$events"
t_exit 0 m run --db y.db put.lua 1 1
t_has err "retention"
t_eq "events of old runs" "$(count "run_events WHERE run = 1")" 0
t_eq "no document" "$(count "docs WHERE pruned IS NOT NULL")" 0
age 0
sqlite3 y.db "UPDATE meta SET value = value + 7200000000 WHERE name = 'retained'"
t_exit 0 m run --db y.db --retain-documents 30d put.lua 21 22
t_eq "not twice a day" "$(count "docs WHERE pruned IS NOT NULL")" 0
age 0
t_exit 0 m run --db y.db --retain-documents 30d put.lua 23 24
t_eq "old documents, when asked" "$(count "docs WHERE pruned IS NOT NULL")" 20
t_eq "not the new ones" "$(count "docs WHERE text IS NOT NULL")" 4
t_exit 0 m db check --db y.db
MINEHOST_RETENTION=soon t_exit 2 m run --db y.db put.lua 1 1

# an older file
t_exit 0 m db migrate --db x.db
t_has out "nothing to do"
t_end
