-- minehost run plugins/stories/test/test_stories.lua
local t = require "t"
local stories = mine.use("stories")
-- 0 days: the database is not asked
local config = { days = 0, alike = 0.42, same = 0.75, evidence = 0.26 }

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

-- numbers: text, language, values with units; years, dates and times are none
local numbers = {
  { "Trade reached 845 million dollars and 2.5 billion tenge.", "en",
    "845000000 USD; 2500000000 KZT" },
  { "a loan of $350 million, 18,500 tonnes, 12 per cent", "en", "350000000 USD; 18500 t; 12 %" },
  { "1,8 млрд долларов, 18,5 тыс. тонн, 312 гектаров", "ru",
    "1800000000 USD; 18500 t; 312 ha" },
  { "1,4 миллиард долларға, 120 тонна, 12 пайыз", "kk", "1400000000 USD; 120 t; 12 %" },
  { "845 миллион доллар, 312 гектар", "ky", "845000000 USD; 312 ha" },
  { "350 миллион доллар, 73 нафар", "tg", "350000000 USD; 73 person" },
  { "18 500 tonna bug‘doy, 200 million dollarlik", "uz", "18500 t; 200000000 USD" },
  { "15 миллион доллар, 5 минг киши", "uz", "15000000 USD; 5000 person" },
  { "Три тысячи рабочих", "ru", "3000" },
  { "three men at 16:30 on 3 March 2026, in 2027", "en", "" },
  { "2030 году; 47 препятствий", "ru", "47" },
}
for _, case in ipairs(numbers) do
  local got = {}
  for i, n in ipairs(stories.numbers(case[1], case[2])) do
    got[i] = string.format("%d%s", n.value, n.unit and " " .. n.unit or "")
    t.eq(case[1]:sub(n.first, n.last), n.text, "bytes of " .. n.text)
  end
  t.eq(table.concat(got, "; "), case[3], case[1])
end

-- Evidence. All of this is invented: no such event took place.
local language, actors = mine.use("language"), mine.use("actors")
local quotes = mine.use("quotes")
local function news(url, date, title, body)
  local it = { url = url, date = date, title = title, text = body }
  it = language.process(it, { min_score = 0.5 })
  it = actors.process(it, { holders = true, agents = false, pronouns = false, guess = true,
    max = 2000 })
  it = quotes.process(it, { reported = true, acts = false, beliefs = false, max = 200 })
  return stories.process(it, config)
end

local first = news("n1", "2026-06-01", "Uzbekistan and Peru sign copper deal",
  "Foreign Minister of Uzbekistan Rustam Olimzod signed an agreement on copper in Lima on 1 June. "
  .. "Peru will deliver 41,300 tonnes a year. The first ship leaves Callao in August.")
t.eq({ first.story, first.story_basis, first.new }, { "n1" }, "the first has nothing to compare")
local second = news("n2", "2026-06-02", "Узбекистан будет покупать медь в Перу",
  "Министр иностранных дел Узбекистана Рустам Олимзод подписал в Лиме соглашение о меди. Перу "
  .. "поставит 41,3 тыс. тонн в год. «Мы долго ждали этого», — сказал Олимзод. Завод построят "
  .. "в Самарканде за 260 млн долларов.")
t.eq(second.story, "n1", "the same in another language")
t.eq(second.duplicate_of, nil, "which is no duplicate")
t.eq({ second.story_basis.with, second.story_basis.by }, { "n1", "evidence" }, "what joined it")
t.ok(second.story_basis.score >= config.evidence, "its score")
local seen = {}
for _, row in ipairs(second.story_basis.evidence) do
  seen[row.kind] = row
  if row.first then t.eq(second.text:sub(row.first, row.last), row.text, "evidence is verbatim") end
  t.ok(row.other and row.weight > 0, "evidence of both: " .. row.text)
end
t.eq(seen.number and seen.number.other, "41,300 tonnes", "the number as the other writes it")
t.ok(seen.person, "the minister is evidence")

local function texts(list)
  local out = {}
  for i, row in ipairs(list) do
    out[i] = row.text or second.text:sub(row.first, row.last)
    t.ok(second.text:sub(row.first, row.last):find(out[i], 1, true), "new is verbatim")
  end
  return table.concat(out, "; ")
end
t.eq(texts(second.new.numbers), "260 млн долларов", "the new number")
t.eq(texts(second.new.places), "Самарканде", "the new place")
t.eq(#second.new.quotes, #second.quotes, "what is quoted is new")
t.has(texts(second.new.sentences), "Завод построят", "the sentence that has it is new")
t.ok(not texts(second.new.sentences):find("41,3", 1, true), "that of the known number is not")
t.eq(#second.new.actors, 0, "no new actor")

local third = news("n3", "2026-06-02", "Peru and Chile sign copper deal",
  "Foreign Minister of Chile Pablo Invento signed an agreement on copper in Lima on 2 June. Chile "
  .. "will deliver 12,700 tonnes a year to Peru.")
t.eq({ third.story, third.story_basis }, { "n3" }, "the same matter, another country")
t.eq(news("n4", "2026-06-12", "Olimzod back from Lima",
  "Foreign Minister of Uzbekistan Rustam Olimzod spoke in parliament about visas for students. "
  .. "He said that 15 embassies would issue them.").story, "n4", "the same man, another matter")
t.eq(stories.process({ url = "n5", date = "2026-06-02", text = second.text .. " Ещё одно слово." },
  config).duplicate_of, "n2", "a copy of a later one is a duplicate of that")
t.eq(stories.process({ title = "no url", text = second.text }, config).story, nil, "no url")
t.done()
