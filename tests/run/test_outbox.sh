#!/bin/sh
# kill -9 while alerts are sent: each is told once, or is listed as uncertain and told again only on
# request; none is lost, none is told twice without a word.
. "$TOP/tests/run/lib.sh"

mkdir -p box plugins/news
t_start "$SMTPD" box
cat >plugins/news/manifest.lua <<'L'
return { api = 1, name = "news", version = "1", kind = "source", about = "invented items" }
L
cat >plugins/news/init.lua <<'L'
local news = {}
function news.items()
  local i = 0
  return function()
    i = i + 1
    if i > 400 then return nil end
    return { url = "https://news.example/" .. i, title = "Item " .. i, text = "Text " .. i }
  end
end
return news
L
ln -s "$TOP"/plugins/* plugins/
cat >alerts.lua <<'L'
return { name = "alerts", sources = { { "news" } }, concurrency = 4,
  sinks = { "store", { "mail", to = { "desk@example.org" }, each = true, title = "News" } },
  needs = { "mail:*" } }
L
export MINEHOST_SMTP="smtp://127.0.0.1:$t_port" MINEHOST_SMTP_TLS=off
export MINEHOST_MAIL_FROM=desk@example.org
run() {
    "$MINEHOST" run --db x.db -q --allow needs alerts.lua
}
# start: a run in the background; sets pid
start() {
    "$MINEHOST" run --db x.db -q --allow needs alerts.lua >/dev/null 2>err </dev/null 9>&- &
    pid=$!
}
# sent: the items that the server has, one a line, as often as it has them
sent() {
    find box -name '*.eml' -exec grep -h '^Subject:' {} + | tr -d '\r' | sed 's/.*News: Item //' | sort
}
kills=0
for round in 1 2 3 4 5 6 7 8 9 10; do
    start
    sleep "0.$((12 + (round * 7) % 17))"
    kill -9 $pid 2>/dev/null && kills=$((kills + 1))
    wait $pid 2>/dev/null
done
t_ok "runs were killed" test $kills -ge 3
t_exit 0 run
t_exit 0 "$MINEHOST" outbox --db x.db --format jsonl
cp out open
t_eq "nothing but uncertain ones is left" "$(grep -vc '"state":"uncertain"' open)" 0
sent >all
t_eq "told twice" "$(uniq -d all | wc -l)" 0
sed 's/.*"title":"Item \([0-9]*\)".*/\1/' open | sort >uncertain
t_eq "told or uncertain" "$(sort -u all uncertain | wc -l)" 400
"$MINEHOST" outbox --db x.db --all --format jsonl --limit 1000 | grep '"state":"delivered"' |
    sed 's/.*"title":"Item \([0-9]*\)".*/\1/' | sort >delivered
t_eq "noted as delivered and not told" "$(comm -23 delivered all | wc -l)" 0

# uncertain ones are told again on request, and only then
t_exit 0 run
t_eq "not by themselves" "$(sent | wc -l)" "$(wc -l <all)"
t_exit 0 "$MINEHOST" outbox --db x.db --retry all
t_exit 0 run
t_eq "when asked for" "$(sent | wc -l)" "$(($(wc -l <all) + $(wc -l <uncertain)))"
t_exit 0 "$MINEHOST" outbox --db x.db
t_eq "nothing is left" "$(wc -l <out)" 0

# in the middle of one message: the server holds the answer back
sed -i 's/desk@example.org/slow@example.org/; s/"store", //' alerts.lua
for delay in 0.8 1.3; do
    start
    sleep $delay
    kill -9 $pid
    wait $pid 2>/dev/null
done
t_exit 0 "$MINEHOST" outbox --db x.db --format jsonl
t_ok "one was being sent" grep -q '"state":"uncertain"' out
t_has out "the run ended while it was being sent"
id=$(grep '"state":"uncertain"' out | head -n 1 | sed 's/.*"id":\([0-9]*\).*/\1/')
t_exit 0 "$MINEHOST" outbox --db x.db --drop "$id"
t_exit 0 "$MINEHOST" outbox --db x.db --all --limit 1000
t_has out "dropped"
t_end
