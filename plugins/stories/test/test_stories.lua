-- minehost run plugins/stories/test/test_stories.lua
local t = require "t"
local stories = mine.use("stories")
local config = { days = 0, alike = 0.42, same = 0.75 } -- 0 days: the database is not asked

local words = {}
for i = 1, 120 do words[i] = "word" .. i end
local function text(first, last) return table.concat(words, " ", first, last) end

local function item(url, body, date)
  return stories.process({ url = url, text = body, date = date or "2026-03-12" }, config)
end

local whole = item("a", text(1, 100), "2026-03-12")
t.eq(whole.story, "a", "the first is its own story")
local cut = item("b", "a lead of its own " .. text(30, 100))
t.eq({ cut.story, cut.duplicate_of }, { "a", "a" }, "a cut copy")
local partly = item("c", text(60, 100) .. " " .. string.rep("other ", 10) .. text(101, 120))
t.eq(partly.story, "a", "half of it")
t.eq(partly.duplicate_of, nil, "half is no duplicate")
t.eq(item("d", "quite another matter with no group of words in common").story, "d",
  "another story")
t.eq(item("a", text(1, 100)).duplicate_of, nil, "an item is no copy of itself")
t.eq(item("e", "").story, "e", "an empty text")

local latin = "Ikki davlat vakillari chegara yaqinida uchrashib, suv taqsimoti, yangi ko‘prik "
  .. "qurilishi va savdo yo‘llari haqida kelishib oldi. Hujjat kuzda imzolanadi, deya "
  .. "ma’lum qildi kengash raisi."
local cyrillic = "Икки давлат вакиллари чегара яқинида учрашиб, "
  .. "сув тақсимоти, янги кўприк қурилиши ва савдо "
  .. "йўллари ҳақида келишиб олди. Ҳужжат кузда "
  .. "имзоланади, дея маълум қилди кенгаш раиси."
t.eq(item("f", latin).story, "f", "a story of its own")
t.eq(item("g", cyrillic).duplicate_of, "f", "a copy in the other script")
t.eq(item("h", text(1, 100), "2026-05-01").story, "h", "too late to be a copy")
t.eq(item("i", "\xFF\xFE").story, "i", "no text")
t.done()
