-- minehost run plugins/places/test/test_places.lua
local t = require "t"
local places = mine.use("places")

-- A sentence, the codes found in it (weightiest first, then as they come) and the first town.
local cases = {
  { "Turkey and Jordan signed a paper in Ankara.", { "TUR", "JOR" }, "Ankara" },
  { "The turkey was served by Michael Jordan and Chad Smith.", {} },
  { "They told us that the US would answer the U.S. and EU notes.", { "USA", "EUR" } },
  { "He drove from New Mexico to Indiana past the Gulf of Mexico.", {} },
  { "Niger and Nigeria, Guinea-Bissau and Papua New Guinea met.", { "NER", "NGA", "GNB", "PNG" } },
  { "Georgian and Kyrgyz ministers, one from Georgia.", { "GEO", "KGZ" } },
  { "The talks in Geneva went on.", {}, "Geneva" },
  { "Министр Казахстана прибыл в Чад, а посол Чада уехал в Кишинёв.", { "TCD", "KAZ", "MDA" },
    "Кишинёв" },
  { "Того не знали ни в Мали, ни в Нигере, ни в Нигерии.", { "MLI", "NER", "NGA" } },
  { "Саудовской Аравией и Объединёнными Арабскими Эмиратами", { "SAU", "ARE" } },
  { "В штате Индиана живут индийские врачи из Индии.", { "IND" } },
  { "казахстанско-российские переговоры, США и ЕС", { "KAZ", "RUS", "USA", "EUR" } },
  { "Қазақстанның елшісі Ресейге, Чадқа және Сауд Арабиясына барды.",
    { "KAZ", "RUS", "TCD", "SAU" } },
  { "АҚШ-тың өкілі Ташкенттегі жиынға келді.", { "USA", "UZB" }, "Ташкенттегі" },
}

for _, case in ipairs(cases) do
  local item = places.process({ text = case[1] }, { max = 12 })
  t.eq(item.countries, case[2], case[1])
  t.eq(item.place and item.place.name, case[3], "place of " .. case[1])
  for _, mention in ipairs(item.mentions) do
    t.eq(item.text:sub(mention.first, mention.last), mention.text, "bytes of " .. mention.text)
  end
end

t.eq(places.process({ title = "Peru", text = "Chile, Chile" }, { max = 1 }).countries,
  { "PER" }, "title weighs more")
t.eq(places.process({ text = "x", place = { name = "ASTANA" } }, { max = 9 }).place.country,
  "KAZ", "country of a dateline")

-- What another stage has found counts where the table finds nothing, and is not said twice.
local function mentioned(text, name, more)
  local first, last = text:find(name, 1, true)
  local m = { text = name, first = first, last = last, rule = "table" }
  for k, v in pairs(more) do m[k] = v end
  return m
end
local function with(text, ...)
  return places.process({ text = text, mentions = { ... } }, { max = 12 })
end
local text = "Bokudan Jenevaga, Tojikiston va Chile"
local item = with(text, mentioned(text, "Boku", { type = "place", kind = "city", country = "AZE" }),
  mentioned(text, "Jeneva", { type = "place", kind = "city", country = "CHE", name = "Geneva" }),
  mentioned(text, "Tojikiston", { type = "country", country = "TJK" }),
  mentioned(text, "va", { type = "person", country = "KAZ" }),
  mentioned(text, "Chile", { type = "country", country = "CHL" }))
t.eq(item.countries, { "CHL", "AZE", "TJK" }, "countries of other stages")
t.eq(item.place.name, "Boku", "town of another stage")
t.eq(#item.mentions, 5, "a country is mentioned once")
t.eq(places.reads("kk") and not places.reads("uz") and not places.reads(nil), true,
  "languages of the table")

t.eq(places.name("KGZ"), "Kyrgyzstan", "name of a code")
t.done()
