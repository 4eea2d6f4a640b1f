-- minehost run plugins/actors/test/test_actors.lua
-- People of whom holders.tsv knows nothing are invented here.
local t = require "t"
local actors = mine.use("actors")

local function config(changes)
  local all = { holders = true, agents = false, pronouns = false, guess = true, max = 2000 }
  for key, value in pairs(changes or {}) do all[key] = value end
  return all
end

local function read(text, language, fields, changes)
  local item = { text = text, language = language or "en" }
  for key, value in pairs(fields or {}) do item[key] = value end
  actors.process(item, config(changes))
  local last = 0
  for _, m in ipairs(item.mentions) do
    t.eq(text:sub(m.first, m.last), m.text, "bytes of " .. m.text)
    t.ok(m.first >= last, "in order: " .. m.text)
    t.ok(m.basis or m.rule, "a basis for " .. m.text)
    last = m.first
  end
  return item
end

local function person(item, name)
  for _, p in ipairs(item.people) do
    for _, written in ipairs({ p.name,
      table.unpack(p.variants) }) do if written == name then return p end end
  end
  return {}
end

-- Names that nothing announces, in a language whose words tell little: a text, who is named in it.
for _, case in ipairs {
  { "They thanked Ban Ki-moon.", "Ban Ki-moon" },
  { "They thanked Old Ban Ki-moon.", "Old Ban Ki-moon" },
  { "A note by J. Stonefield was read.", "J. Stonefield" },
  { "They saw Anna von Steen in town.", "Anna von Steen" },
  { "Julia went. The Grand Hotel of the Old Town burnt.", nil },
  { "Grand Old Hotel. Putin said no.", "Putin" },
} do
  local found = {}
  for _, m in ipairs(read(case[1]).mentions) do
    if m.type == "person" then found[#found + 1] = m.text end
  end
  t.eq(table.concat(found, "|"), case[2] or "", case[1])
end

-- A text, its language, and of one person: a form of the name, office, country, sector.
local people = {
  { "Kyrgyz Foreign Minister Almaz Tynar arrived.", "en", "Almaz Tynar", "Foreign Minister", "KGZ",
    "GOV" },
  { "Deputy Prime Minister and Minister of Energy of the Republic of Kazakhstan Daniyar Seit "
    .. "spoke.", "en", "Daniyar Seit",
    "Deputy Prime Minister and Minister of Energy", "KAZ", "GOV" },
  { "Nurlan Asan, chairman of the Senate of Kazakhstan, said no.", "en", "Nurlan Asan",
    "chairman of the Senate", "KAZ", "LEG" },
  { "The official representative of the Ministry of Defence of Georgia, Nino Abashi, answered.",
    "en", "Nino Abashi",
    "official representative of the Ministry of Defence", "GEO", "GOV" },
  { "Permanent Representative of Tajikistan to the United Nations Jahongir Rahim spoke.", "en",
    "Jahongir Rahim",
    "Permanent Representative of Tajikistan to the United Nations", "TJK", "GOV" },
  { "Minister of Foreign Affairs of Uzbekistan Rustam Olim met his Turkish counterpart, Kemal Ayd.",
    "en", "Kemal Ayd",
    "Minister of Foreign Affairs", "TUR", "GOV" },
  { "Iranian Foreign Ministry spokesman Esmail Tal said so.", "en", "Esmail Tal",
    "Foreign Ministry spokesman", "IRN", "GOV" },
  { "The US ambassador to Kazakhstan, Julia Stone, left.", "en", "Julia Stone", "ambassador", "USA",
    "GOV" },
  { "Посол США в Казахстане Джулия Стоун встретилась с послом Китая Чжан Сяо.", "ru", "Чжан Сяо",
    "посол", "CHN", "GOV" },
  { "British Prime Minister Theresa May spoke in May.", "en", "Theresa May", "Prime Minister",
    "GBR",
    "GOV" },
  { "Түркияның Қазақстандағы елшісі Мұстафа Тас келді.", "kk", "Мұстафа Тас", "елшісі", "TUR",
    "GOV" },
  { "Глава Еврокомиссии Марта Грюн прилетела в Астану.", "ru", "Марта Грюн", "Глава Еврокомиссии",
    "EUR", "GOV" },
  { "Kazakhstan's ambassador Erlan Tas left Astana.", "en", "Erlan Tas", "ambassador", "KAZ",
    "GOV" },
  { "Министр иностранных дел Республики Казахстан Ерлан Касымжанов прибыл.", "ru",
    "Ерлан Касымжанов",
    "Министр иностранных дел", "KAZ", "GOV" },
  { "Он встретился с министром энергетики Узбекистана Тимуром Олимовым.", "ru", "Тимуром Олимовым",
    "министр энергетики",
    "UZB", "GOV" },
  { "Қазақстанның Сыртқы істер министрі Нұрлан Әбдіров келді.", "kk", "Нұрлан Әбдіров",
    "Сыртқы істер министрі", "KAZ", "GOV" },
  { "Президент Садыр Жапаров Өзбекстандын президенти менен жолугушту.", "ky", "Sadyr Japarov",
    "Президент", "KGZ", "GOV" },
  { "Президенти Тоҷикистон Эмомалӣ Раҳмон омад.", "tg", "Emomali Rahmon", "Президенти", "TJK",
    "GOV" },
  { "O‘zbekiston Prezidenti Shavkat Mirziyoyev keldi.", "uz", "Shavkat Mirziyoyev", "Prezidenti",
    "UZB", "GOV" },
  { "Le président français Emmanuel Macron est à Paris.", "fr", "Emmanuel Macron", "président",
    "FRA", "GOV" },
  { "El presidente de Rusia, Vladímir Putin, llegó.", "es", "Vladimir Putin", "presidente", "RUS",
    "GOV" },
  { "国家主席习近平在北京。", "zh", "Xi Jinping", "President", "CHN", "GOV" },
  { "التقى الرئيس الروسي فلاديمير بوتين", "ar", "Vladimir Putin", "President", "RUS", "GOV" },
}
for _, case in ipairs(people) do
  local found = person(read(case[1], case[2], { date = "2025-06-01" }), case[3])
  t.eq({ found.office, found.country, found.sector }, { case[4], case[5], case[6] }, case[1])
end

-- The table of office holders goes by the item's date; what the text says wins.
local function tokayev(date, text)
  return person(read(text or "Kassym-Zhomart Tokayev spoke.", "en", { date = date }),
    "Kassym-Jomart Tokayev")
end
t.eq(tokayev("2018-05-01").office, "Chairman of the Senate")
t.eq(tokayev("2018-05-01").sector, "LEG")
t.eq(tokayev("2026-02-01T10:00:00Z").office, "President")
t.eq(tokayev(nil).office, "President", "no date: the last office")
t.eq(tokayev("2026-02-01", "Former Prime Minister Kassym-Jomart Tokayev spoke.").office,
  "Former Prime Minister")
t.eq(person(read("Kassym-Jomart Tokayev spoke.", "en", {}, { holders = false }),
  "Kassym-Jomart Tokayev").office, nil)

-- Later mentions: the family name, an initial, the office alone; other cases.
local item = read("Turkmen Foreign Minister Meret Orazov arrived. M. Orazov met Asan Tul. The "
  .. "foreign minister left. Orazov's "
  .. "plane waited.")
t.eq(#person(item, "Meret Orazov").variants, 3)
t.eq(person(item, "Meret Orazov").mentions, 3)
local joined
for _, m in ipairs(item.mentions) do
  if m.type == "office" and m.text == "foreign minister" then joined = m.name end
end
t.eq(joined, "Meret Orazov", "an office alone")
item = read("Ерлан Касымжанов прибыл. С Касымжановым говорил посол. Касымжанову ответили.", "ru")
t.eq(person(item, "Ерлан Касымжанов").mentions, 3)

-- Type, id and country of the first mention with a text.
local things = {
  { "The C5 + 1 format is old.", "en", "C5 + 1", "format", "C5+1", "IGO" },
  { "Саммит ШОС прошёл.", "ru", "ШОС", "organisation", "SCO", "IGO" },
  { "ШЫҰ отырысы өтті.", "kk", "ШЫҰ", "organisation", "SCO", "IGO" },
  { "саммит Шанхайской организации сотрудничества", "ru", "Шанхайской организации сотрудничества",
    "organisation", "SCO", "IGO" },
  { "The Ministry of Foreign Affairs of the Republic of Uzbekistan denied it.", "en",
    "Ministry of Foreign Affairs of the Republic of Uzbekistan", "organisation",
      "UZB foreign-ministry", "UZB" },
  { "It is the Kyrgyz Foreign Ministry.", "en", "Kyrgyz Foreign Ministry", "organisation",
    "KGZ foreign-ministry", "KGZ" },
  { "В Госдуме спорят.", "ru", "Госдуме", "organisation", "RUSDUMA", "RUS" },
  { "The White House said no.", "en", "White House", "organisation", "WHITEHOUSE", "USA" },
  { "The Iraqi security forces left.", "en", "Iraqi security forces", "organisation", "MIL",
    "IRQ" },
  { "Kazakhstan's Batken trip", "en", "Batken", "place", "KGZ", "KGZ" },
  { "Қарағанды облысында", "kk", "Қарағанды облысында", "place", "KAZ", "KAZ" },
  { "АҚШ-тың өкілі", "kk", "АҚШ-тың", "country", "USA", "USA" },
  { "在哈萨克斯坦", "zh", "哈萨克斯坦", "country", "KAZ", "KAZ" },
  { "dans l'Union européenne", "fr", "Union européenne", "organisation", "EUR", "EUR" },
}
for _, case in ipairs(things) do
  local found = {}
  for _, m in ipairs(read(case[1],
    case[2]).mentions) do if m.text == case[3] then found = m break end end
  t.eq({ found.type, found.id, found.country }, { case[4], case[5], case[6] }, case[1])
end

local ministry = read("Talks went on in Turkey, the Foreign Ministry said.", "en",
  { place = { name = "Astana", country = "KAZ" } }).mentions[2]
t.eq({ ministry.id, ministry.country, ministry.inferred }, { "KAZ foreign-ministry", "KAZ", true })

-- A country that acts is its government; one in which something is, is a place.
local roles = {}
for _, m in ipairs(read("Belarus denied it. They met in Belarus.").mentions) do
  roles[#roles + 1] = m.role or "place"
end
t.eq(roles, { "government", "place" })

-- What is none: sport, prepositions, words that a sentence begins with.
t.eq(#read("The head of the table was cold. May came. Will they come? Правда.").people, 0)
t.eq(#read("Поэтому суд решил, что во главе стола имени нет.", "ru").people, 0)

-- Options.
t.eq(#read("Kazakhstan, Kazakhstan, Kazakhstan", "en", {}, { max = 2 }).mentions, 2)
local function of_type(found, kind)
  local n = 0
  for _, m in ipairs(found.mentions) do if m.type == kind then n = n + 1 end end
  return n
end
t.eq(of_type(read("Students and rebels spoke.", "en", {}, { agents = true }), "agent"), 2)
t.eq(of_type(read("President Ivan Gul came. He spoke.", "en", {}, { pronouns = true }), "person"),
  2)
t.eq(of_type(read("он видел, как Брунгильда Зюс ушла", "ru", {}, { guess = false }), "person"), 0)
t.eq(of_type(read("он видел, как Брунгильда Зюс ушла", "ru"), "person"), 1)

-- No text, no language, odd bytes of text.
t.eq(read("", nil).mentions, {})
for _, odd in ipairs({ "А.Б.В.Г.Д.", "President of of of the", "«»«»", "I. V. , ,",
  "the President, the", "’s ’s", "President" }) do
  read(odd, "ru")
  read(odd, "en")
end
t.eq(actors.members("CSTO")[1], "RUS")
t.eq(actors.members("nobody"), nil)
-- Common words at the beginning of a sentence are no towns and houses whose stem is theirs.
local common = {
  { "ru", "Дело рассмотрят. Горы видны. Порты работают. Потому и ждут. Шахты закрыты." },
  { "ru", "Ровно год. Газ подорожал. Находка учёных. Рад видеть вас. Турки приехали. " },
  { "kk", "Қазан айында келеді. Алған сыйлық. Бостандық туралы жазды. Даму керек." },
  { "uz", "Қарши тараф келди. Qozon qaynadi." },
  { "en", "Time passed. Independent experts spoke. Oral hearings began. Hit songs were sung." },
}
for _, case in ipairs(common) do
  for _, m in ipairs(read(case[2], case[1]).mentions) do
    t.ok(m.type ~= "place" and m.type ~= "organisation", m.text .. " in " .. case[2])
  end
end
t.eq(#read("Основы экономической политики и критики; после премьеры пьесы.", "ru").mentions, 0,
  "policy is no politician, a first night no prime minister")
local towns = read("Встреча в Дели, в Порту, в Баку и в Газе; в Находке; в Шахтах не были.", "ru")
t.eq(#towns.mentions, 5, "towns that do not decline")


local ranked = require "ranked"
local function sorted(list, before)
  local out = {}
  for _, x in ipairs(ranked(list, function(x) return x[1] end, before)) do
    out[#out + 1] = x[1] .. x[2]
  end
  return table.concat(out, " ")
end
local list = { { 3, "a" }, { 1, "c" }, { 0, "b" }, { 1, "b" }, { 1 << 44, "z" }, { 1, "a" } }
t.eq(sorted(list), "0b 1c 1b 1a 3a 17592186044416z")
t.eq(sorted(list, function(a, b) return a[2] < b[2] end), "0b 1a 1b 1c 3a 17592186044416z")
t.eq(sorted({}), "")
local many = {}
for n = 1, 1 << 18 do many[n] = { n * 7919 % (1 << 18), n & 1 } end
many = ranked(many, function(x) return x[1] end)
local ascending = true
for n = 2, #many do ascending = ascending and many[n - 1][1] <= many[n][1] end
t.ok(ascending, "a long list")
t.done()
