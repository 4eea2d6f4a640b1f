#!/bin/sh
# --as-of: what was read then is read again, to the byte, whatever was stored, changed or revised since.
. "$TOP/tests/run/lib.sh"

mkdir plugins
ln -s "$TOP"/plugins/* plugins/
# round 1 stores ten invented items; round 2 changes texts, titles, dates, languages and labels, and
# stores more
cat >put.lua <<'L'
local round = tonumber((...))
for i = 1, 10 do
  local item = { url = "https://news.example/" .. i, title = "Item " .. i, kind = "article",
    text = "Ministers met on water in town " .. i .. ".", date = mine.time.format(mine.time.now() - i * 60),
    language = i % 2 == 0 and "ru" or "en", topics = { { label = "water-energy", score = 1 } } }
  if round == 2 then
    if i <= 3 then item.text, item.title = "They spoke of trade.", "Later " .. i end
    if i == 4 then item.date = "2019-01-01" end
    if i == 5 then item.language = "kk" end
    if i == 6 then item.topics = { { label = "trade-economy", score = 1 } } end
    if i == 7 then item.date = nil end
  else
    item.date = ("2026-11-20T%02d:00:00Z"):format(i)
  end
  assert(mine.store.put(item))
end
if round == 2 then
  for i = 11, 20 do
    assert(mine.store.put { url = "https://news.example/" .. i, title = "New " .. i, kind = "article",
      text = "Ministers met on water.", date = "2026-11-20T05:00:00Z", language = "en" })
  end
end
L
cat >daily.lua <<'L'
return { name = "daily", sources = { { "kept", since = "2026-11-01", topic = "water-energy" } },
  sinks = { { "digest", path = "daily.html", title = "The day" }, { "jsonl", path = "daily.jsonl", append = false } } }
L
m() {
    "$MINEHOST" "$@" --db x.db
}
t_exit 0 m run put.lua 1
sleep 0.01
then=$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)
t_exit 0 m run --allow needs daily.lua
cp daily.html want.html
cp daily.jsonl want.jsonl
cp out want.out
t_eq "ten items" "$(wc -l <want.jsonl)" 10
m search water --format jsonl --limit 50 | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort >want.found
m export --format jsonl >want.export
m show https://news.example/1 >want.show
sleep 1
t_exit 0 m run put.lua 2

t_exit 0 m run --allow needs daily.lua
t_not "the digest of now is another" cmp -s daily.html want.html
t_exit 0 m run --allow needs daily.lua --as-of "$then"
t_ok "the digest of then, to the byte" cmp daily.html want.html
t_ok "the items of then, to the byte" cmp daily.jsonl want.jsonl
t_ok "what was shown, to the byte" cmp out want.out
t_exit 0 m runs
t_eq "a run as of a time leaves no record" "$(grep -c daily out)" 2

m search water --format jsonl --limit 50 --as-of "$then" | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort >found
t_ok "found by the texts of then" cmp found want.found
t_exit 0 m search trade --as-of "$then"
t_eq "and not by those of now" "$(wc -l <out)" 0
t_exit 0 m search "language:kk" --as-of "$then"
t_eq "nor by their labels" "$(wc -l <out)" 0
t_exit 0 m search "ministers -topic:trade-economy until:2026-11-20T06:30:00Z" --format jsonl --as-of "$then"
t_eq "filters of then" "$(wc -l <out)" 6
t_exit 0 m search "title:item NOT water" --as-of "$then"
t_eq "words that are not there" "$(wc -l <out)" 0
t_exit 0 m search "since:2026-11-20T09:30:00Z" --as-of "$then"
t_has out "Item 10"
t_lacks out "New"
t_exit 0 m export --format jsonl --as-of "$then"
t_ok "exported as then" cmp out want.export
t_exit 0 m show https://news.example/1 --as-of "$then"
t_ok "shown as then" cmp out want.show
t_exit 0 m explain https://news.example/1 --as-of "$then"
t_exit 1 m show https://news.example/11 --as-of "$then"
t_has err "at that time"
t_exit 2 m search water --as-of yesterdayish
t_has err "wants a time"
t_exit 2 m run --allow needs daily.lua --as-of yesterdayish

# a run as of a time writes nothing to the database and mails nothing
cat >write.lua <<'L'
local put, err = mine.store.put { url = "u", title = "t" }
mine.run.say(tostring(put) .. " " .. err.code .. " " .. mine.time.format(mine.time.now()) .. "\n")
L
t_exit 0 m run write.lua --as-of 2026-11-21T00:00:00Z
t_has out "nil read_only 2026-11-21T00:00:00Z"
t_end
