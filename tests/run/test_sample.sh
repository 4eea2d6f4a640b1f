#!/bin/sh
# The run of `make demo`: every page right but the broken one, which is reported; a second run changes
# nothing but the record; a run cut short keeps what is committed.
. "$TOP/tests/run/lib.sh"
cp -r "$TOP/scripts" scripts
export MINEHOST_DB="$PWD/test.db"

t_exit 3 "$MINEHOST" run --allow write:digest.html scripts/digest.lua
t_has err "21 new, 0 changed, 0 unchanged, 1 failed"
t_has err "broken-truncated-head.html"
t_has err "item-failed"
t_has out "sanctions"
cp out first.out
cp digest.html first.html
t_has digest.html "<html"
t_lacks digest.html "Invented for testing"
t_lacks digest.html "<script"
"$MINEHOST" run -q --format none "$TOP/tests/run/sample-check.lua" >check.out 2>&1
t_ok "the pages are as expected" grep -qE '^[0-9]+ passed, 0 failed' check.out
grep FAIL check.out

dump() { "$MINEHOST" run -q --format jsonl dump.lua; }
cat >dump.lua <<'L'
for doc in mine.store.each { order = "stored" } do
  mine.emit { doc = doc, versions = mine.store.versions(doc.id) }
end
L
dump >before
t_eq "documents" "$(wc -l <before)" 21
t_exit 3 "$MINEHOST" run --allow write:digest.html scripts/digest.lua
t_has err "0 new, 0 changed, 21 unchanged, 1 failed"
dump >after
t_ok "a second run changes nothing" cmp before after
t_ok "the same digest on the terminal" cmp out first.out
t_ok "the same digest.html" cmp digest.html first.html

t_exit 0 "$MINEHOST" search Astana
t_ok "Astana is found" grep -q . out
t_exit 0 "$MINEHOST" search --format jsonl '"Amu Darya"'
t_eq "both copies of the story" "$(wc -l <out)" 2
t_exit 0 "$MINEHOST" search country:KGZ language:ru
t_exit 2 "$MINEHOST" search '(Astana'
t_has err "search"
t_exit 0 "$MINEHOST" search nothingofthekind
t_has err "nothing found"
t_exit 0 "$MINEHOST" show 1
t_has out "Text"
t_has out "[" # the basis of a field
t_exit 0 "$MINEHOST" show 1 --format json
t_has out '"paragraphs"'
t_exit 1 "$MINEHOST" show 999
t_exit 0 "$MINEHOST" runs
t_has out "partial"
t_exit 0 "$MINEHOST" plugins
t_has out "stage"

# only some of them, dry, into a file
t_exit 0 "$MINEHOST" run --db other.db --items 5 --allow needs scripts/digest.lua
t_eq "five items" "$(grep -c 'new' err)" 1
t_exit 3 "$MINEHOST" run --db dry.db --dry-run --allow write:digest.html scripts/digest.lua
t_has err "would-write"
t_not "a dry run makes no database" test -e dry.db

# items to a file, appended
cat >lines.lua <<'L'
return {
  sources = { { "files", path = "scripts/sample", pattern = "2026-03*" } },
  pipeline = { "article", "language" }, sinks = { { "jsonl", path = "lines.jsonl" } },
}
L
t_exit 0 "$MINEHOST" grant lines.lua
t_exit 0 "$MINEHOST" run lines.lua
t_eq "a line an item" "$(wc -l <lines.jsonl)" "$(find scripts/sample -name '2026-03*' | wc -l)"
t_exit 0 "$MINEHOST" run lines.lua
t_eq "appended" "$(sort lines.jsonl | uniq -d | wc -l)" "$(find scripts/sample -name '2026-03*' | wc -l)"
printf 'return { sources = { { "files", path = "scripts/sample/2026-03-12-water-talks.html" } },\n  pipeline = { "article" } }\n' >one.lua
t_exit 0 "$MINEHOST" run one.lua
t_has out '"title":"Four Amu Darya states agree'

# interrupted: what is committed stays, the summary is printed, the code is 130
cat >slow.lua <<'L'
return {
  sources = { { "files", path = "scripts/sample", pattern = "2026*" } },
  pipeline = { "article", "slow" }, concurrency = 2, sinks = { "store" },
}
L
mkdir -p plugins/slow
cat >plugins/slow/manifest.lua <<'L'
return { api = 1, name = "slow", version = "0.1.0", kind = "stage", about = "waits" }
L
echo 'return { process = function(item) mine.sleep(0.3) return item end }' >plugins/slow/init.lua
"$MINEHOST" run --db slow.db slow.lua >out 2>err </dev/null &
pid=$!
sleep 1
kill -INT $pid
wait $pid
t_eq "exit code after SIGINT" "$?" 130
t_has err "interrupted"
t_ok "the summary so far" grep -qE '^[0-9]+ new' err
said=$(grep -oE '^[0-9]+ new' err | tail -n 1)
t_exit 0 "$MINEHOST" run --db slow.db --format jsonl -q dump.lua
t_ok "what was counted is kept" test "$(wc -l <out)" -ge "${said%% *}"
t_exit 0 "$MINEHOST" runs --db slow.db
t_has out "interrupted"
t_exit 0 "$MINEHOST" run --db slow.db slow.lua
t_has err "0 changed"
t_end
