-- minehost run plugins/telegram/test/test_telegram.lua
-- Paging is in tests/run/test_sources.sh, which has a web server. The channel is invented.
local t = require "t"
local telegram = mine.use("telegram")
t.raises(telegram.items, "needs channel or channels", { channels = {} })
for _, bad in ipairs { "two words", "https://e.example/x", "", "../x" } do
  t.raises(telegram.items, "no name of a channel", { channels = { bad } })
end
for _, good in ipairs { "name_1", "@name_1", "https://t.me/name_1",
  "https://t.me/s/name_1?before=5" } do
  t.eq(type(telegram.items { channels = { good } }), "function")
end

local page = assert(mine.doc.parse(assert(mine.run.read("channel.html"))))
local list = telegram.messages(page, "invented", { fetched_at = "2025-06-02T00:00:00Z" })
t.eq(#list, 3, "what is no message is left out")
t.eq({ list[1].message, list[2].message, list[3].message }, { 1, 7, 8 })
local m = list[2]
t.eq({ m.url, m.date, m.site, m.channel, m.source, m.kind, m.fetched_at },
  { "https://t.me/invented/7", "2025-06-01T10:00:00+00:00", "Invented channel", "invented",
    "telegram", "article", "2025-06-02T00:00:00Z" })
t.eq(m.text, "Переговоры прошли в Астане.\n\nПодробнее: e.example/1", "without what it answers to")
t.eq(m.title, "Переговоры прошли в Астане.")
t.eq(m.links[1].url, "https://e.example/1")
t.eq(m.byline, { "A. Editor" })
t.eq(m.views, 12400)
t.eq(m.link_preview, { url = "https://e.example/1", site = "Example", title = "Talks",
  text = "They met.", image = "https://cdn.example/1.jpg" })
t.eq(list[3].forwarded_from, { name = "Other desk", url = "https://t.me/other/5" })
t.eq({ list[3].image, list[3].text, list[3].views }, { "https://cdn.example/8.jpg", "", 987 })
page:close()
t.done()
