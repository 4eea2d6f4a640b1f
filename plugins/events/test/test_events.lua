-- minehost run plugins/events/test/test_events.lua
-- All sentences are invented: no such event took place.
local t = require "t"
local events = mine.use("events")

local config = { min_score = 0.35, max = 60, per_sentence = 4, merge = true, sport = 3 }

local function actors(list)
  local out = {}
  for _, a in ipairs(list) do out[#out + 1] = a.country end
  return table.concat(out, "+")
end

-- "TYPE/OF mode SOURCE>TARGET" of every event of a text.
local function code(text, language, more)
  local item = { text = text, language = language, date = "2025-05-20" }
  for key, value in pairs(more or {}) do item[key] = value end
  item = events.process(item, config)
  local out = {}
  for _, row in ipairs(item.events) do
    t.eq(text:sub(row.first, row.last), row.evidence, "evidence is verbatim: " .. text)
    t.ok(row.rule:find("^triggers%-%l%l%.tsv:%d+$"), "rule of " .. text)
    t.ok(row.score >= 0 and row.score <= 1, "score of " .. text)
    out[#out + 1] = row.type .. (row.of and "/" .. row.of or "") .. (row.mode ~= "" and " "
      .. row.mode or "")
      .. " " .. actors(row.source) .. ">" .. actors(row.target)
  end
  return table.concat(out, "; "), item.events
end

local cases = {
  -- meetings
  { "en", "The President of Peru met with the Prime Minister of Chile on Monday.",
    "CONSULT visit PER>CHL" },
  { "en", "Norway's foreign minister visited Ghana.", "CONSULT visit NOR>GHA" },
  { "en", "Kenya and Peru held talks in Oslo.", "CONSULT visit KEN+PER>" },
  { "en", "The foreign minister of Peru will visit Chile in June.", "AGREE/CONSULT visit PER>CHL" },
  { "en", "Peru cancelled a meeting with Chile.", "REJECT meet PER>CHL" },
  { "en", "Ghana had a telephone conversation with Kenya.", "CONSULT phone GHA>KEN" },
  -- words
  { "en", "Peru and Chile agreed to open a border crossing.", "AGREE PER+CHL>" },
  { "en", "Peru and Chile signed a memorandum on fisheries.", "SUPPORT PER+CHL>" },
  { "en", "Peru praised Chile for its patience.", "SUPPORT PER>CHL" },
  { "en", "Peru demanded that Chile withdraw its troops.", "REQUEST yield PER>CHL" },
  { "en", "Peru urged Chile to hold talks.", "REQUEST meet PER>CHL" },
  { "en", "Peru accused Chile of violating the treaty.", "ACCUSE allege PER>CHL" },
  { "en", "Chile was condemned by Peru.", "ACCUSE disapprove PER>CHL" },
  { "en", "Peru summoned the ambassador of Chile.", "ACCUSE disapprove PER>CHL" },
  { "en", "Peru rejected a request of Chile for aid.", "REJECT assist PER>CHL" },
  { "en", "Peru will not support the candidate of Chile.", "REJECT assist PER>CHL" },
  { "en", "Peru threatened to expel diplomats of Chile.", "THREATEN expel PER>CHL" },
  { "en", "Peru apologized to Chile.", "CONCEDE PER>CHL" },
  { "en", "Peru rejected accusations that it had attacked Chile.", "" },
  { "en", "Peru warned Chile that it would expel its diplomats.", "THREATEN expel PER>CHL" },
  { "en", "The ambassador of Chile was summoned to the Foreign Ministry of Peru.",
    "ACCUSE disapprove PER>CHL" },
  -- deeds
  { "en", "Peru expelled two diplomats of Chile.", "SANCTION expel PER>CHL" },
  { "en", "Peru imposed sanctions on Chile.", "SANCTION discontinue PER>CHL" },
  { "en", "Peru suspended military aid to Chile.", "SANCTION withdraw PER>CHL" },
  { "en", "Peru and Chile began a joint military exercise.", "COOPERATE PER+CHL>" },
  { "en", "Peru sent 40 tonnes of flour to Chile.", "AID PER>CHL" },
  { "en", "Peru withdrew its troops from Chile.", "RETREAT withdraw PER>CHL" },
  { "en", "Peru released two citizens of Chile.", "RETREAT release PER>CHL" },
  { "en", "Students demonstrated in Peru.", "PROTEST demo PER>PER" },
  { "en", "Soldiers of Peru attacked a village in Chile.", "ASSAULT PER>CHL" },
  -- no event: denial, doubt, negation, nouns, a plain statement
  { "en", "Peru denied that it had attacked Chile.", "" },
  { "en", "Peru may send troops to Chile.", "" },
  { "en", "Peru did not attack Chile.", "" },
  { "en", "Peru said that the weather in Chile was fine.", "" },
  { "en", "The supplies of Peru are stored in Chile.", "" },
  -- Russian
  { "ru", "Министр Перу провёл переговоры с президентом Чили.", "CONSULT visit PER>CHL" },
  { "ru", "Казахстан и Таджикистан подписали соглашение.",
    "SUPPORT KAZ+TJK>" },
  { "ru", "Президент Казахстана посетит Таджикистан в июне.", "AGREE/CONSULT visit KAZ>TJK" },
  { "ru", "Казахстан осудил действия Перу.",
    "ACCUSE disapprove KAZ>PER" },
  { "ru", "Казахстан выслал двух дипломатов Перу.",
    "SANCTION expel KAZ>PER" },
  { "ru", "Казахстан направил гуманитарную помощь Таджикистану.", "AID KAZ>TJK" },
  { "ru", "Казахстан призвал Таджикистан вывести войска.",
    "REQUEST yield KAZ>TJK" },
  { "ru", "Казахстан отменил встречу с делегацией Перу.",
    "REJECT meet KAZ>PER" },
  { "ru", "Казахстан опроверг сообщения о нападении на Перу.", "" },
  { "ru", "Казахстан не поддержал резолюцию Перу.",
    "REJECT change KAZ>PER" },
  { "ru", "Казахстан вызвал посла Перу.", "ACCUSE disapprove KAZ>PER" },
  { "ru", "Казахстан не намерен признавать независимость Косово.", "REJECT assist KAZ>KOS" },
  { "ru", "Казахстан предоставит Таджикистану 5 млн долларов.", "AGREE/AID KAZ>TJK" },
  -- Kazakh
  { "kk", "Тәжікстан министрі ресми сапармен Қазақстанға келді.", "CONSULT visit TJK>KAZ" },
  { "kk", "Қазақстан мен Тәжікстан келісімге қол қойды.",
    "SUPPORT KAZ+TJK>" },
  { "kk", "Қазақстан Президенті Тәжікстан Президентімен кездесті.", "CONSULT visit KAZ>TJK" },
  { "kk", "Қазақстан Тәжікстанға гуманитарлық көмек жіберді.", "AID KAZ>TJK" },
  { "kk", "Қазақстан Тәжікстанды айыптады.", "ACCUSE allege KAZ>TJK" },
  { "kk", "Қазақстан Тәжікстанның ұсынысынан бас тартты.",
    "REJECT change KAZ>TJK" },
  { "kk", "Қазақстан министрі Тәжікстан министрімен кездеседі.", "AGREE/CONSULT visit KAZ>TJK" },
}
for _, case in ipairs(cases) do t.eq(code(case[2], case[1]), case[3], case[2]) end

-- what an event carries
local _, rows = code("On 3 March 2025 the Premier of Peru met with the President of Chile in Oslo.",
  "en")
t.eq(#rows, 1, "one row")
t.eq(rows[1].date, "2025-03-03", "date of the sentence")
t.has(rows[1].basis, "3 March 2025", "basis of the date")
t.eq(rows[1].place, "Oslo", "place")
t.eq(rows[1].status, "past", "status of what was in another month")
t.eq(rows[1].source, { { country = "PER", sector = "GOV" } }, "sector")
_, rows = code("Peru and Chile signed a protocol on the border.", "en")
t.eq(rows[1].date, "2025-05-20", "date of the item")
t.eq(rows[1].basis, "item.date", "basis of that")
t.has(table.concat(rows[1].context, " "), "territory", "context")

-- told twice is one row; "the sides" are the two of before
t.eq(code("Peru and Chile held talks.\n\nThe sides signed a treaty. Peru and Chile met again.",
  "en"),
  "CONSULT visit PER+CHL>; SUPPORT PER+CHL>", "merged, and the sides")

-- an item that is no diplomatic news has no events
t.eq(code("Peru attacked Chile.", "en", { diplomatic = false }), "", "the gate says so")
t.eq(code("Peru attacked Chile.", "en", { topics = { { label = "not-diplomatic",
  score = 0.9 } } }), "", "the topic")
t.eq(code("Peru beat Chile in the match. The coach praised Chile. A striker scored a goal.",
  "en"), "",
  "sport by its words")
t.eq(code("El Perú firmó un tratado con Chile.", "es"), "", "a language without a table")
t.eq(code("", "en"), "", "nothing")

-- the countries of an item that no stage has looked at are told, foreign to the desk or not
for _, diplomatic in ipairs { true, false } do
  local item = { text = "Peru attacked Chile.", language = "en", diplomatic = diplomatic }
  t.eq(events.process(item, config).countries, { "PER", "CHL" }, "countries")
end

-- of a sentence of which only a mark speaks, the actors are remembered
t.eq(code("Ghana and Kenya will not. They attacked Peru.", "en"), "ASSAULT GHA+KEN>PER", "marks")

-- a page without a full stop is one sentence: time must not grow with its square
local long = ("The president of Peru met the president of Chile in Oslo, and "):rep(4000)
t.has(code(long, "en"), "CONSULT visit PER>CHL", "one long sentence")
t.done()
