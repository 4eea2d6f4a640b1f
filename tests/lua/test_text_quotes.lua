-- mine.text.quotes. People and events are invented.
local t = require "t"
local mine = require "mine"
local quotes = mine.text.quotes

local s = 'Minister Anna Bek came. "We are ready," she said. The bank warned that rates would rise.'
local list = quotes(s)
t.eq(#list, 2)
t.eq(list[1].text, "We are ready,")
t.eq(s:sub(list[1].first, list[1].last), list[1].text)
t.eq(list[1].direct, true)
t.eq(list[1].cue, "said")
t.eq(s:sub(list[1].cue_first, list[1].cue_last), "said")
t.eq(list[1].written, "she")
t.eq(list[1].speaker, "Anna Bek")
t.eq(s:sub(list[1].speaker_first, list[1].speaker_last), "Anna Bek")
t.eq(list[1].part_of, nil)
t.eq(list[2].kind, "warn")
t.eq(list[2].direct, false)
t.eq(list[2].informs, true)
t.eq(list[2].text, "rates would rise")
t.eq(type(list[2].rule), "string")
t.eq(quotes(""), mine.json.array {})

-- parts
list = quotes("“We waited,” said Anna Bek. “Nobody came.”")
t.eq(list[2].part_of, 1)
t.eq(list[2].text, "Nobody came.")

-- options
s = "Prince Ali bin Omar cabled that all is well."
t.eq(#quotes(s), 0)
list = quotes(s, {
  cues = { { form = "cabled", language = "en", kind = "warn", order = "verb" } },
  mentions = {
    { type = "country", first = 1, last = 6 },
    { type = "person", first = 8, last = 19, name = "x" },
    { type = "person", first = 900, last = 999 },
  },
})
t.eq(#list, 1)
t.eq(list[1].kind, "warn")
t.eq(list[1].mention, 2)
t.eq(list[1].speaker, "Ali bin Omar")
t.eq(#quotes("Anna Bek said that it is late.", { language = "ru" }), 0)

-- mistakes
t.raises(quotes, "string", 7)
t.raises(quotes, "unknown option", "x", { langage = "en" })
t.raises(quotes, "language code", "x", { language = "English" })
t.raises(quotes, "wants a list", "x", { mentions = 3 })
t.raises(quotes, "mention 1", "x", { mentions = { "y" } })
t.raises(quotes, "'first'", "x", { mentions = { { last = 1 } } })
t.raises(quotes, "kind or order", "x", { cues = { { form = "y", kind = "sing" } } })
t.raises(quotes, "'form'", "x", { cues = { { kind = "say" } } })
t.fails("bad_encoding", quotes("\xFF"))
t.done()
