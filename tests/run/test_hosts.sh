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
t_ok "a.example" grep -qE '^a\.example +1 +200  [0-9-]{10} [0-9:]{5}  2\.0 s Crawl-delay .* allows all \(200, 14 bytes, 5 min old\)$' out
t_ok "b.example" grep -qE '^b\.example +1 +503 .* 1[0-9]{2} s 503 Retry-After|^b\.example +1 +503 .* 2 min 503 Retry-After' out
t_exit 0 "$MINEHOST" hosts b.example --db news.db
t_has out "503 Retry-After"
t_has out "penalty 2.0 s"
t_has out "https://b.example/robots.txt: allows all (200, 14 bytes, 5 min old)"
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

# what a robots.txt says to us: the text, its status, what is told of it
says() {
    ROBOTS="$(printf '%b' "$1")" ROBOTS_STATUS=$2 "$ledger" rules.db ok r.example
    "$MINEHOST" hosts r.example --db rules.db >out 2>err
    t_has out "robots.txt: $3 ("
    "$MINEHOST" hosts --forget r.example --db rules.db >/dev/null
}
says 'User-agent: *\nDisallow:\n' 200 "allows all"
says 'User-agent: *\nDisallow: /\n' 200 "disallows all"
says 'User-agent: *\nDisallow: /\nAllow: /news\nAllow: /p\n' 200 "disallows all but 2 rules"
says 'User-agent: *\nDisallow: /\nAllow: /\n' 200 "disallows 1 rule"
says 'User-agent: *\nDisallow: /a\nDisallow: /b\nDisallow: /c\nCrawl-delay: 2\n' 200 "disallows 3 rules, delay 2.0 s"
says 'User-agent: *\nRequest-rate: 1/20\n' 200 "allows all, delay 20 s"
says 'User-agent: *\nDisallow: /\n\nUser-agent: minehost\nDisallow: /a\n' 200 "disallows 1 rule"
says 'User-agent: other\nDisallow: /\n' 200 "allows all"
says 'User-agent: *\nDisallow: /\n' 404 "allows all"
says '' 503 "disallows all"
says '' 0 "disallows all"
ROBOTS="$(printf 'User-agent: *\nDisallow: /a\nAllow: /a/b\nCrawl-delay: 2\n')" "$ledger" rules.db ok r.example
t_exit 0 "$MINEHOST" hosts r.example --db rules.db --format jsonl
t_has out '"allow":1,"disallow":1,"disallows_all":false,"delay":2.0'

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
