local t = require "t"
local mine = require "mine"
local text = mine.text

-- language
t.eq((text.language("The ministers met on Thursday.")), "en")
local code, score, script = text.language("Министрлер бейсенбі күні кездесті.")
t.eq(code, "kk")
t.ok(score > 0.5 and score <= 1)
t.eq(script, "Cyrl")
t.eq((text.language("")), "und")
t.raises(text.language, "string", 12)
t.fails("bad_encoding", text.language("\xFF\xFE"))

-- sentences and words
local s = "Mr. Grey came. А. Смаилов келді."
local list = text.sentences(s)
t.eq(#list, 2)
t.eq(list[2].text, "А. Смаилов келді.")
t.eq(s:sub(list[2].first, list[2].last), list[2].text)
t.eq(text.sentences(""), mine.json.array {})
s = "<p>Tom &amp; Ann met\nhere <b>today</b>.</p>\n12\n<p>She left."
list = text.sentences(s, { clean = true })
t.eq(#list, 2)
t.eq(list[1].text, "Tom & Ann met here today.")
t.eq(s:sub(list[1].first, list[1].last), "Tom &amp; Ann met\nhere <b>today</b>.")
t.eq(list[2].text, "She left.")
t.eq(s:sub(list[2].first, list[2].last), "She left.")
t.eq(text.sentences("", { clean = true }), mine.json.array {})
t.raises(text.sentences, "clean", "x", { cleen = true })
t.eq(#text.words("Two words."), 2)
t.eq(#text.words("Two words.", { all = true }), 4)
t.eq(text.words("a 12")[2], { text = "12", first = 3, last = 4, kind = "number" })
t.raises(text.words, "al", "x", { al = true })
t.eq(text.words("a 12!", { columns = true, all = true }), {
  text = { "a", " ", "12", "!" }, first = { 1, 2, 3, 5 }, last = { 1, 2, 4, 5 },
  kind = { "letter", "other", "number", "other" },
})
t.eq(text.words("", { columns = true }), { text = {}, first = {}, last = {}, kind = {} })
t.eq(text.words("(a  b c-d.", { columns = true, gaps = true }), {
  text = { "a", "b", "c", "d" }, first = { 2, 5, 7, 9 }, last = { 2, 5, 7, 9 },
  kind = { "letter", "letter", "letter", "letter" },
  gap = { "(", "  ", " ", "-" }, apart = { 1, 2, 4 },
})
do
  local found = text.words("Ann saw Bo: Ann", { columns = true,
    known = { Ann = { 1 }, saw = false, bo = true } })
  t.eq(found.known, { { 1 }, false, false, { 1 } })
  t.eq(found.marked, { 1, 4 })
  t.eq(found.new, { 3 })
  t.eq(found.gap, nil)
  local proxy = setmetatable({}, { __index = function() error("asked") end })
  t.eq(text.words("a b", { columns = true, known = proxy }).new, { 1, 2 })
end
t.raises(text.words, "known", "x", { columns = true, known = 1 })
do -- more words than stand on the stack at once
  local long = ("one  two 3 "):rep(3000)
  local found = text.words(long, { columns = true, gaps = true, known = { two = true } })
  local last = #long - 1
  t.eq({ #found.text, #found.first, #found.last, #found.kind, #found.gap, #found.known },
    { 9000, 9000, 9000, 9000, 9000, 9000 })
  t.eq({ #found.apart, #found.marked, #found.new }, { 3001, 3000, 6000 })
  for _, n in ipairs({ 1, 4093, 4096, 4099, 8191, 8194, 8998 }) do
    local first = (n - 1) // 3 * 11 + 1
    local at = (n - 1) % 3 + 1
    t.eq(found.text[n], ({ "one", "two", "3" })[at])
    t.eq(found.first[n], first + ({ 0, 5, 9 })[at])
    t.eq(long:sub(found.first[n], found.last[n]), found.text[n])
    t.eq(found.gap[n], ({ n == 1 and "" or " ", "  ", " " })[at])
    t.eq(found.known[n], at == 2)
  end
  t.eq(found.last[9000], last)
end

-- keys
t.eq(text.fold("Été ЁЛКА"), "ete елка")
t.eq(text.latin("Тоқаев"), text.latin("Tokayev"))
t.ok(text.latin("Asanov") ~= text.latin("Usenov"))
t.eq(text.stem("meetings", "en"), "meet")
t.eq(text.stem("Қазақстанда", "kk"), text.stem("Қазақстанның", "kk"))
t.raises(text.stem, "language", "x", "English")

-- dates
s = "Today, on March 5, they meet. In June 2021 they met."
list = text.dates(s)
t.eq(list[2].value, "2022-03-05")
t.eq(list[2].basis, "after")
t.eq(list[2].support, 3)
t.eq(list[1].value, nil)
t.eq(s:sub(list[2].first, list[2].last), "March 5")
t.eq(text.dates("вчера", { reference = "2025-01-01" })[1].value, "2024-12-31")
t.eq(text.dates("3/4/2025", { month_first = true })[1].value, "2025-03-04")
t.eq(text.dates("3-5 мая 2025 г.")[1].ends, "2025-05-05")
t.eq(text.dates("3 мая 2025 г.")[1].ends, nil)
local stamp = { reference = "2025-01-01T10:00:00Z", alone = true }
t.eq(text.dates("15 min", stamp)[1].value, "2025-01-01T09:45:00")
t.eq(#text.dates("15 min", { reference = stamp.reference }), 0)
local ago = text.dates("a year ago", { reference = "2025-01-01" })[1]
t.eq(ago.value .. " " .. ago.precision .. " " .. ago.basis, "2024 year relative")
t.raises(text.dates, "reference", "x", { reference = "soon" })

-- summary and plain
local page = [[
Home » Politics

Two sides agree on a bridge

EASTPORT, 14 May 2024. The ministers of both sides signed an agreement on a bridge on Tuesday.

The bridge will cross the river near the old harbour and carry trains as well as cars.

source: northgazette

Translate
]]
local plain = text.plain(page)
t.eq(plain.title, "Two sides agree on a bridge")
t.eq(plain.sections, mine.json.array { "Home", "Politics" })
t.eq(plain.source_credit, "northgazette")
t.eq(plain.place, "EASTPORT")
t.eq(plain.date, "2024-05-14")
t.eq(plain.date_basis, "dateline")
t.eq(#plain.paragraphs, 2)
local p = plain.paragraphs[2]
t.eq(plain.text:sub(p.first, p.last), page:sub(p.source, p.source + p.last - p.first))
t.eq(plain.lines[1].kind, "breadcrumb")
local summary = text.summary(plain.text, { sentences = 1, title = plain.title })
t.eq(summary.text, "The ministers of both sides signed an agreement on a bridge on Tuesday.")
t.eq(summary.sentences[1].index, 2)
t.eq(summary.of, 3)
t.raises(text.summary, "sentences", "x", { sentences = 0 })
t.raises(text.summary, "did you mean 'sentences'", "x", { sentence = 1 })

-- matcher
local matcher = text.matcher {
  "ministry",
  { "Kazakhstan*", id = "KAZ" },
  { "министр иностранных дел", stem = "ru", id = { office = "FM" } },
  { "Токаев", latin = true, id = 7 },
}
s = "Тоқаев met in Kazakhstan the ministry"
list = matcher:find(s)
t.eq(#list, 3)
t.eq(list[1].id, 7)
t.eq(list[2].id, "KAZ")
t.eq(list[3].entry, 1)
t.eq(s:sub(list[2].first, list[2].last), "Kazakhstan")
t.eq(matcher:find("с министром иностранных дел", { language = "ru" })[1].id.office, "FM")
t.eq(#matcher:find("с министром иностранных дел"), 0)
t.has(tostring(matcher), "4 phrases")
t.raises(text.matcher, "no words", { "..." })
t.raises(text.matcher, "unknown key", { { "a", stems = "ru" } })
t.raises(text.matcher, "entry 2", { "a", 7 })
matcher:close()
matcher:close()
t.raises(matcher.find, "closed", matcher, "x")

-- classifier
for _, model in ipairs { "bayes", "linear", "both" } do
  for _, features in ipairs { "words", "chars" } do
    local c = text.classifier { model = model, features = features }
    t.ok(c:train("sport", "The team won the match after a late goal"))
    t.ok(c:train("talks", "The ministers signed the treaty after talks"))
    local got = c:predict("a goal in the match")
    t.eq(got.label, "sport")
    t.eq(#got.labels, 2)
    t.ok(#got.why > 0)
    t.eq(#c:predict("a goal in the match", { why = false }).why, 0)
    local saved = c:save()
    local again = text.classifier { model = saved }
    t.near(again:predict("a goal in the match").score, got.score, 1e-6)
    t.fails("unsupported", again:train("sport", "one more"))
    local other = text.classifier()
    t.ok(other:load(saved))
    t.eq(other:predict("a treaty").label, "talks")
    t.fails("corrupt", other:load((saved:gsub('"cost":1', '"cost":2'))))
    t.eq(other:predict("a treaty").label, "talks")
    t.eq(mine.json.decode(saved:match("[^\n]+")).model, model)
  end
end
local c = text.classifier()
t.eq(c:train_lines('{"label":"sport","title":"Late goal","text":"wins the match"}\n\n'
  .. '{"label":"talks","text":"ministers signed the treaty"}\n'), 2)
t.fails("parse", c:train_lines("{"))
t.fails("parse", c:train_lines('{"label":"sport"}'))
t.eq(c:train_lines('{"kind":1,"lead":"weather"}', { label = "kind", text = "lead" }), 1)
local why = c:explain("The goal of the treaty", { label = "sport", other = "talks", max = 3 })
t.eq(why.label, "sport")
t.eq(why.other, "talks")
t.ok(#why.features <= 3)
t.eq(type(why.rest), "number")
local weight = {}
why = c:explain("The goal of the treaty", { label = "sport", other = "talks", max = 99 })
for _, f in ipairs(why.features) do
  weight[f.feature] = f.weight
end
t.ok(weight.goal > 0 and weight.treaty < 0, "each word speaks for its label")
t.eq(c:explain("goal").label, "sport")
t.fails("not_found", c:explain("goal", { label = "opera" }))
t.fails("usage", text.classifier():explain("goal"))
t.fails("parse", text.classifier { model = "{" })
t.eq(text.classifier():predict("x").label, nil)
t.raises(text.classifier, "features", { features = "letters" })
t.raises(text.classifier, "model", { model = "forest" })
t.raises(text.classifier, "cost", { cost = -1 })
t.raises(c.explain, "max", c, "x", { max = 0 })
c:close()
t.raises(c.predict, "closed", c, "x")

-- key phrases
s = "The Council of Northland adopted a border protocol on Friday. The border protocol was drafted "
  .. "by the Council of Northland."
list = text.keyphrases(s, { language = "en", title = "Border protocol" })
t.eq(list[1].text, "Council of Northland")
t.eq({ list[1].count, list[1].name, list[1].score }, { 2, true, 1.0 })
t.eq(s:sub(list[1].first, list[1].last), list[1].text)
t.eq({ list[2].text, list[2].name }, { "border protocol", false })
t.eq(#text.keyphrases(s, { count = 1 }), 1)
t.eq(text.keyphrases(""), mine.json.array {})
t.raises(text.keyphrases, "count", s, { count = 0 })
t.raises(text.keyphrases, "language", s, { language = "English" })
t.fails("bad_encoding", text.keyphrases("\xFF"))

-- what two texts differ in
local old = "The councils met in Eastport on Monday. They agreed to open 3 bridges before the "
  .. "winter. The weather was fine that day."
local new = "Ferrymen protest. The councils met in Eastport on Monday. They agreed to open "
  .. "5 bridges before the winter."
local got = text.similarity(old, new)
t.ok(got.copy and got.share > 0.7 and got.jaccard < got.share)
t.eq({ #got.added, got.added[1].text }, { 1, "Ferrymen protest." })
t.eq({ #got.removed, got.removed[1].text }, { 1, "The weather was fine that day." })
t.eq(#got.changed, 1)
t.has(got.changed[1].from.text, "open 3 bridges")
t.has(got.changed[1].to.text, "open 5 bridges")
t.eq(new:sub(got.changed[1].to.first, got.changed[1].to.last), got.changed[1].to.text)
t.eq(text.similarity("", "").share, 0.0)
t.fails("bad_encoding", text.similarity("a", "\xFF"))
t.eq(text.added(old, new)[1].text, got.added[1].text)
t.eq(text.added(old, new)[1].first, got.added[1].first)
t.eq(#text.added(new, new), 0)
t.fails("bad_encoding", text.added("a", "\xFF"))
t.raises(text.similarity, "string", "a", 7)

-- an index of copies
local copies = text.copies()
t.eq(copies:add(old), 1)
t.eq(copies:add("A late goal decided the match in front of a full house on Sunday."), 2)
list = copies:find(new)
t.eq({ #list, list[1].id }, { 1, 1 })
t.near(list[1].share, got.share, 1e-9)
t.eq(copies:find("Nothing of this kind."), mine.json.array {})
t.eq(#copies:find(new, { share = 0.99 }), 0)
t.raises(copies.find, "share", copies, new, { share = 2 })
t.fails("bad_encoding", copies:add("\xFF"))
t.has(tostring(copies), "2 texts")
copies:close()
copies:close()
t.raises(copies.add, "closed", copies, "x")

-- fingerprints
local long = ("The ministers met in the capital and spoke of water, energy and the border. "):rep(3)
t.eq(math.type(text.simhash(long)), "integer")
t.eq(text.simhash(long), text.simhash(long:upper()))
t.eq(text.simhash("..."), 0)
t.ok(text.distance(text.simhash(long), text.simhash("A late goal decided the match")) > 3)
t.eq(text.distance(0, -1), 64)
t.raises(text.distance, "number", "a", 1)

t.eq(text.country_names("kk").CHN, "Қытай")
t.eq(text.country_names("en").KOS, "Kosovo")
t.raises(text.country_names, "no tag", "")
t.raises(text.country_names, "BCP 47", "not a tag")
t.raises(text.simhash, "string", 7)
t.done()
