-- minehost run plugins/quotes/test/test_quotes.lua: invented people and events
local t = require "t"
local quotes = mine.use("quotes")
local config = { reported = true, acts = false, beliefs = false, max = 100 }

-- A text, and whom it leans on as "kind: to".
local cases = {
  { "Output fell, Reuters reports.", "outlet: Reuters" },
  { "Output fell, the Daily Courier newspaper reported.", "outlet: Daily Courier" },
  { "The road is open, Steppe.example reports.", "outlet: Steppe.example" },
  { "The road is open, the press service of the ministry said.",
    "institution: press service of the ministry" },
  { "“Yes,” said Foreign Minister Anna Bek.", "official: Anna Bek" },
  { "“Yes,” said Anna Bek, a former minister.", "person: Anna Bek" },
  { "“Yes,” said Anna Bek, who keeps bees.", "person: Anna Bek" },
  { "The spokesman of the party, Anna Bek, came. “Yes,” Bek said.", "official: Anna Bek" },
  { "The deal is off, a source familiar with the talks said.",
    "anonymous: a source familiar with the talks" },
  { "Two officials said on condition of anonymity that it is off.",
    "anonymous: Two officials" },
  { "The delegate of the north said that they would not sign.", "official: delegate of the north" },
  { "The minister believes that all is well. She thanked them.", "" },
  { "Визит завершён, сообщает ТАСС.", "outlet: ТАСС" },
  { "Визит завершён, передаёт агентство «Степь».", "outlet: Степь" },
  { "Визит завершён, сообщил неназванный источник в правительстве.",
    "anonymous: неназванный источник в правительстве" },
  { "По данным Министерства энергетики, добыча выросла.", "institution: Министерства энергетики" },
  { "«Да», – заявил посол Тимур Каримов.", "official: Тимур Каримов" },
  { "Жиын өтті, деп хабарлайды «Дала хабары» агенттігі.", "outlet: Дала хабары" },
  { "«Иә», – деді министр Асқар Бекенов.", "official: Асқар Бекенов" },
  { "«Ооба», — деди министр Бакыт Осмонов.", "official: Бакыт Осмонов" },
  { "«Ҳа», – гуфт вазири тандурустӣ Рустам Шарипов.", "official: Рустам Шарипов" },
  { "«Ha», — dedi tashqi ishlar vaziri Botir Aliyev.", "official: Botir Aliyev" },
}
for _, case in ipairs(cases) do
  local item = quotes.process({ text = case[1] }, config)
  local got = {}
  for i, entry in ipairs(item.attribution) do
    got[i] = entry.kind .. ": " .. entry.to
    t.eq(item.text:sub(entry.first, entry.last), entry.text, "passage of " .. case[1])
  end
  t.eq(table.concat(got, "; "), case[2], case[1])
end

-- names that other stages found win, with what they know
local item = quotes.process({
  text = "“Yes,” Bek said.",
  mentions = {
    { type = "person", first = 12, last = 14, name = "Anna Bek", id = "bek", office = "judge" },
  },
}, config)
t.eq(item.quotes[1].speaker, "Anna Bek")
t.eq(item.quotes[1].id, "bek")
t.eq(item.attribution[1].kind, "official")

-- what is kept
local text = "Anna Bek thanked Ali. Anna Bek hopes it is over. Anna Bek said it is late. "
  .. "“Go now,” said Anna Bek."
local function kept(options) return #quotes.process({ text = text }, options).quotes end
t.eq(kept(config), 2)
t.eq(kept { reported = false, max = 100 }, 1)
t.eq(kept { reported = true, acts = true, beliefs = true, max = 100 }, 4)
t.eq(kept { reported = true, acts = true, beliefs = true, max = 1 }, 1)

-- sources that the page names beside its text
item = quotes.process({
  text = "All is well.", source_credit = "Steppe Herald",
  byline = { "Reported by Ann Lee, citing Kyodo wire copy, 12.11.2025" },
}, config)
t.eq(item.attribution[1].to, "Steppe Herald")
t.eq(item.attribution[1].basis, "source_credit")
t.eq(item.attribution[#item.attribution].to, "Kyodo")
t.eq(item.attribution[#item.attribution].kind, "outlet")
t.eq(quotes.process({}, config).quotes, mine.json.array {})
t.done()
