#!/bin/sh
# minehost hosts: what people see of the ledger.
. "$TOP/tests/run/lib.sh"
ledger=${SERVE%/*}/ledger
t_exit 1 "$MINEHOST" hosts --db news.db
t_has err "no database"
t_exit 1 "$MINEHOST" hosts --db news.db --forget a.example
t_not "a look makes no database" test -e news.db
t_ok "requests" "$ledger" news.db ok a.example busy b.example
t_exit 0 "$MINEHOST" hosts --db news.db
t_eq "a line a host, and a head" "$(wc -l <out)" 3
t_ok "a.example" grep -qE '^a\.example +1 +200  [0-9-]{10} [0-9:]{5}  2\.0 s Crawl-delay .* 200, 14 bytes, 5 min old$' out
t_ok "b.example" grep -qE '^b\.example +1 +503 .* 1[0-9]{2} s 503 Retry-After|^b\.example +1 +503 .* 2 min 503 Retry-After' out
t_exit 0 "$MINEHOST" hosts b.example --db news.db
t_has out "503 Retry-After"
t_has out "penalty 2.0 s"
t_has out "https://b.example/robots.txt: 200, 14 bytes"
t_exit 0 "$MINEHOST" hosts --db news.db --format json
t_has out '"host": "a.example"'
t_has out '"delay": 2.0'
t_has out '"under_way": []'
t_exit 0 "$MINEHOST" hosts --db news.db --format jsonl --limit 1
t_eq "one line" "$(wc -l <out)" 1
t_exit 1 "$MINEHOST" hosts c.example --db news.db
t_has err "c.example was never asked"
t_exit 2 "$MINEHOST" hosts a b --db news.db
t_exit 2 "$MINEHOST" hosts --forget

# who asks now; and no more, once it is dead
"$ledger" news.db hold c.example >held </dev/null &
pid=$!
while ! grep -q held held; do sleep 0.01; done
t_exit 0 "$MINEHOST" hosts c.example --db news.db
t_has out "run 17"
t_exit 0 "$MINEHOST" hosts c.example --db news.db --format jsonl
t_has out "\"pid\":$pid"
kill -9 $pid
wait $pid 2>/dev/null
t_exit 0 "$MINEHOST" hosts c.example --db news.db
t_lacks out "run 17"

t_exit 0 "$MINEHOST" hosts --forget b.example --db news.db
t_exit 1 "$MINEHOST" hosts b.example --db news.db
t_exit 1 "$MINEHOST" hosts --forget b.example --db news.db
t_exit 0 "$MINEHOST" hosts --forget '*' --db news.db
t_exit 0 "$MINEHOST" hosts --db news.db
t_eq "only the head" "$(wc -l <out)" 1
t_exit 0 "$MINEHOST" help hosts
t_has out "--forget HOST"
t_end
