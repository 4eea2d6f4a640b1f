#!/bin/sh
# minehost export and import: what goes out comes in again, history and all; CSV and Atom as others read
# them; a list of feeds becomes a job.
. "$TOP/tests/run/lib.sh"

cat >put.lua <<'L'
local round = tonumber((...))
for i = 1, 70 do
  assert(mine.store.put { url = "https://news.example/" .. i, kind = "article", language = i % 2 == 0 and "ru" or "en",
    title = i == 3 and 'He said "yes", <then> & left\nfor Osh' or "Item " .. i, site = "The Example",
    text = "Ministers met on water. " .. (round == 2 and i <= 5 and "They agreed." or ""),
    summary = { text = round == 3 and "Later." or "They met." }, date = ("2026-03-%02dT10:00:00+05:00"):format(i % 28 + 1),
    byline = { "A. Writer", "B. Writer" }, topics = { { label = "water-energy", score = 0.1 } }, share = 0.1, n = 3,
    none = mine.null, events = i <= 2 and { { type = "CONSULT", mode = "visit", date = "2026-03-02", rule = "r1", score = 0.75,
      source = { { country = "KAZ", sector = "GOV" }, { country = "UZB" } }, target = { country = "KGZ", sector = "GOV" },
      evidence = "met, \"talked\"", first = 1, last = 9 } } or nil })
end
L
m() {
    "$MINEHOST" "$@"
}
for round in 1 2 3; do t_exit 0 m run --db a.db put.lua $round; done

# there and back
t_exit 0 m export --db a.db -O all.jsonl
t_has err "70 documents -> all.jsonl"
t_eq "a line a document" "$(wc -l <all.jsonl)" 70
t_exit 0 m import --db b.db all.jsonl
t_has err "70 new, 0 changed, 0 unchanged, 0 failed"
t_exit 0 m export --db b.db
t_ok "export, import, export" cmp out all.jsonl
t_exit 0 m import --db b.db all.jsonl
t_has err "0 new, 0 changed, 70 unchanged"
t_exit 0 m export --db a.db --versions -O history.jsonl
t_eq "every state" "$(wc -l <history.jsonl)" 145
t_exit 0 m import --db c.db history.jsonl
t_exit 0 m export --db c.db --versions
t_ok "the history, too" cmp out history.jsonl
t_exit 0 m import --db c.db history.jsonl
t_exit 0 m export --db c.db --versions
t_ok "importing it again changes nothing" cmp out history.jsonl
t_exit 0 m search --db c.db "agreed" --limit 50 --format jsonl
t_eq "imported ones are found" "$(wc -l <out)" 0
t_exit 0 m search --db c.db water --limit 100 --format jsonl
t_eq "by their words" "$(wc -l <out)" 70
t_exit 0 m show --db c.db https://news.example/4
t_has out "version 3"

# a part: by query, date, fields
t_exit 0 m export --db a.db "language:ru water" --field url,title
t_eq "what a query finds" "$(wc -l <out)" 35
t_eq "two fields" "$(head -n 1 out)" '{"title":"Item 2","url":"https://news.example/2"}'
t_exit 0 m export --db a.db --since 2026-03-02 --until 2026-03-02 --limit 2
t_eq "of a day" "$(wc -l <out)" 2
t_exit 2 m export --db a.db "water AND"
t_exit 2 m export --db a.db --format parquet
t_has err "Parquet"
t_exit 2 m export --db a.db --since someday
t_exit 1 m export --db none.db

# CSV, RFC 4180
t_exit 0 m export --db a.db --format csv --field url,title,byline,topics,summary,n,none --limit 3
printf 'url,title,byline,topics,summary,n,none\r\nhttps://news.example/1,Item 1,A. Writer; B. Writer,water-energy,Later.,3,\r\n' >want
printf 'https://news.example/2,Item 2,A. Writer; B. Writer,water-energy,Later.,3,\r\n' >>want
printf 'https://news.example/3,"He said ""yes"", <then> & left\nfor Osh",A. Writer; B. Writer,water-energy,Later.,3,\r\n' >>want
t_ok "csv" cmp out want
t_exit 0 m export --db a.db --events -O events.csv
t_eq "an event a row" "$(wc -l <events.csv)" 3
t_eq "its columns" "$(sed -n 2p events.csv | tr -d '\r')" \
    '2026-03-02,CONSULT,,visit,KAZ; UZB,GOV,KGZ,GOV,,,"met, ""talked""",r1,0.75,https://news.example/1,Item 1,The Example,en,,2026-03-02T10:00:00+05:00,3'
t_exit 0 m export --db a.db --events -o events.csv
t_eq "appended without a second head" "$(grep -c '^date,' events.csv) $(wc -l <events.csv)" "1 5"
t_exit 0 m export --db a.db --events
t_has out '"source":["KAZ","UZB"]'

# Atom, RFC 4287
t_exit 0 m export --db a.db water -O feed.atom
t_ok "well formed" xmllint --noout feed.atom
t_has feed.atom '<feed xmlns="http://www.w3.org/2005/Atom">'
t_has feed.atom 'He said "yes", &lt;then&gt; &amp; left'
t_has feed.atom '<link rel="alternate" href="https://news.example/3"/>'
t_eq "an id each, and one for the feed" "$(grep -o '<id>[^<]*' feed.atom | sort -u | wc -l)" 71
t_eq "and when it changed" "$(grep -c '<updated>' feed.atom)" 71
cat >read.lua <<'L'
local feed = assert(mine.doc.feed(assert(mine.run.read("feed.atom"))))
mine.run.say(#feed.items .. " " .. feed.items[1].title .. "\n")
L
t_exit 0 m run --db x.db read.lua
t_has out "70 Item"
t_exit 2 m export --db a.db -o feed.atom
t_has err "replace it with -O"
if m export --db a.db -O /dev/full/x 2>err; then :; fi
t_has err "write /dev/full/x"

# what is no item
printf '{"url":"u1","title":"fine"}\nnonsense\n{"title":"no key"}\n\n{"url":"u2"}' >odd.jsonl
t_exit 3 m import --db d.db odd.jsonl
t_has err "odd.jsonl:2: no JSON"
t_has err "odd.jsonl:3:"
t_has err "2 new, 0 changed, 0 unchanged, 2 failed"
echo '{"url":"u1","title":"other","version":9,"first_seen":"2001-01-01T00:00:00Z"}' >later.jsonl
t_exit 0 m import --db d.db later.jsonl
t_exit 0 m show --db d.db u1
t_has out "version 2"
t_exit 0 m import --db d.db - # nothing
t_exit 1 m import --db d.db nowhere.jsonl

# a list of feeds
cat >"My feeds.opml" <<'X'
<?xml version="1.0"?><opml version="2.0"><head><title>Desk "A"</title></head><body>
<outline text="News"><outline text="First
-- feed" type="rss" xmlUrl="https://a.example/feed?x=1&amp;y=&quot;2&quot;"/></outline>
<outline text="Second" type="rss" xmlUrl="https://b.example/rss"/></body></opml>
X
t_exit 0 m import "My feeds.opml"
t_has err "2 feeds -> my-feeds.lua"
t_has my-feeds.lua 'url = "https://a.example/feed?x=1&y=\"2\""'
cat >job.lua <<'L'
local job = assert(load(assert(mine.run.read("my-feeds.lua")), "job"))()
mine.run.say(#job.sources .. " " .. job.sources[1].url .. " " .. job.name .. " " .. job.about .. "\n")
L
t_exit 0 m run --db x.db job.lua
t_has out '2 https://a.example/feed?x=1&y="2" my-feeds Desk "A"'
t_exit 1 m import "My feeds.opml"
t_has err "is there already"
t_exit 0 m import "My feeds.opml" -O other.lua
t_end
