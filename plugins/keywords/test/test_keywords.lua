-- minehost run plugins/keywords/test/test_keywords.lua
local t = require "t"
local keywords = mine.use("keywords")
local text = "The Council of Northland adopted a border protocol on Friday. The border protocol "
  .. "was drafted by the Council of Northland."
local item = keywords.process({ title = "Border protocol adopted", text = text }, { count = 2 })
t.eq(item.keywords, mine.json.array { "Council of Northland", "border protocol" })
t.eq(keywords.process({ text = "" }, { count = 2 }).keywords, nil, "nothing to look at")
t.eq(keywords.process({ text = "\xFF" }, { count = 2 }).keywords, nil, "no text")
t.eq(#keywords.process({ text = "Of the and.", language = "en" }, { count = 2 }).keywords, 0)
t.done()
