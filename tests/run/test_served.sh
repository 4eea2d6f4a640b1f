#!/bin/sh
# A job over pages of a web server of this machine: the source `page`, the permission that it needs, the
# budgets of requests and bytes.
. "$TOP/tests/run/lib.sh"
mkfifo hold
"$SERVE" "$TOP/scripts/sample" <hold >port &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && break
    sleep 0.1
done
host=127.0.0.1:$(awk '{ print $2 }' port)
host=127.0.0.1:${host##*:}

{
    echo 'return {'
    [ -n "${1:-}" ] || printf '  needs = { "net:%s" },\n' "$host"
    echo '  sources = { { "page", urls = {'
    for f in "$TOP"/scripts/sample/*.html; do printf '    "http://%s/%s",\n' "$host" "${f##*/}"; done
    printf '    "http://%s/no-such-page.html",\n  } } },\n' "$host"
    echo '  pipeline = { "article", "language", "places", "topics", "summary", "stories" },'
    echo '  sinks = { "store" },'
    echo '}'
} >served.lua
t_exit 3 "$MINEHOST" run --allow needs served.lua
t_has err "21 new, 0 changed, 0 unchanged, 2 failed"
t_has err "no-such-page.html"
t_has err "HTTP status 404"
t_exit 3 "$MINEHOST" run --allow needs served.lua
t_has err "0 new, 0 changed, 21 unchanged, 2 failed"
t_exit 0 "$MINEHOST" search --format jsonl Astana
t_has out "http://$host/"
t_exit 0 "$MINEHOST" runs 1
t_has out "23 requests"

grep -v needs served.lua >refused.lua
t_exit 4 "$MINEHOST" run --db refused.db refused.lua
t_has err "net:$host"

t_exit 6 "$MINEHOST" run --allow needs --db few.db --requests 5 served.lua
t_has err "limit requests 5"
t_exit 6 "$MINEHOST" run --allow needs --db small.db --bytes 30K served.lua
t_has err "limit bytes 30 KiB"

# several at once, as the API says it
cat >all.lua <<L
local urls = mine.json.array {}
for i, name in ipairs { "2026-03-12-water-talks.html", "2026-03-22-shymkent-derby.html", "none.html" } do
  urls[i] = "http://$host/" .. name
end
local pages, errors = mine.task.all(urls, mine.http.get, { limit = 2 })
mine.emit { title = pages[2]:document():article().title, lost = pages[3] == mine.null, code = errors[3].code }
L
t_exit 0 "$MINEHOST" run --allow "net:$host" all.lua
t_has out '{"code":"http","lost":true,"title":"Nine-man Sayram Falcons'

# five lines, as in the README
cat >five.lua <<L
local page = assert(mine.http.get("http://$host/2026-03-12-water-talks.html"))
local article = assert(page:document():article())
local summary = mine.text.summary(article.text, { sentences = 2 })
print(article.title, article.date, mine.text.language(article.text))
mine.emit { title = article.title, date = article.date, summary = summary.text }
L
t_exit 0 "$MINEHOST" run --allow "net:$host" five.lua
t_has out '"date":"2026-03-12T04:40:00+05:00"'
t_has out '"summary":"DUSHANBE, March 12'
t_exit 4 "$MINEHOST" run five.lua
exec 9>&-
wait
t_end
