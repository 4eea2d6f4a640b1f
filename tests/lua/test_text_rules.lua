-- mine.text: names, dictionaries, rules.
local t = require "t"
local mine = require "mine"
local text = mine.text

-- names
local key, forms = text.name_key("Касым-Жомарта Токаева")
t.eq(key, "kasim jomart tokaev")
t.eq(forms[3], mine.json.array { "", "a" })
t.eq(text.same_name("Kassym-Jomart Tokayev", "Касым-Жомарта Токаева"), "same")
t.eq(text.same_name("Ivanov", "Ivanova"), "kin")
t.eq(text.same_name("Aliyev", "Alimov"), "other")
t.eq((text.name_key("")), "")
t.fails("bad_encoding", text.name_key("\xFF"))
t.raises(text.name_key, "string", 5)

-- names in a matcher
local people = text.matcher { { "Shavkat Mirziyoyev", name = true, id = 1 } }
t.eq(people:find("с Шавкатом Мирзиёевым")[1].id, 1)
t.eq(#people:find("Shavkata Mirziyoyev"), 0)

-- dictionaries
local tsv = "@type country\nKazakhstan*\t\tKAZ\tcapital=Astana; sector=GOV\nChina\t\tCHN\n"
  .. "@type office\npresident\nminister\n@flags name\n@type person\nEmomali Rahmon\t\tQ1\n"
local options = { cache = false }
local dictionary = assert(text.dictionary({ name = "a.tsv", text = tsv }, options))
local s = "Эмомалӣ Раҳмон met the president of Kazakhstan"
local hits = dictionary:find(s)
t.eq(#hits, 3)
t.eq(hits[1].type, "person")
t.eq(hits[1].id, "Q1")
t.eq(hits[1].file, "a.tsv")
t.eq(hits[1].line, 9)
t.eq(hits[2].id, nil)
t.eq(hits[3].attributes, { capital = "Astana", sector = "GOV" })
t.eq(s:sub(hits[3].first, hits[3].last), "Kazakhstan")
t.has(tostring(dictionary), "5 phrases")

-- kept and mapped: the second one finds the same
for _ = 1, 3 do
  local files = { { name = "a.tsv", text = tsv }, { text = "Oman\tcountry" } }
  local kept <close> = assert(text.dictionary(files))
  t.eq(kept:find(s), hits)
  t.eq(kept:find("Oman")[1].file, "text")
end
local other = assert(text.dictionary { name = "b.tsv", text = tsv })
t.eq(other:find("China")[1].file, "b.tsv")

-- what is wrong in files is said with its place
local _, err = text.dictionary({ name = "a.tsv", text = "a\n\tb\n" })
t.eq(err.code, "parse")
t.has(err.message, "a.tsv:2: the form is empty")
t.fails("not_found", text.dictionary("nothing-there.tsv"))
t.raises(text.dictionary, "no file below", "../a.tsv")
t.raises(text.dictionary, "a file is its name", { 5 })
t.raises(text.dictionary, "a file is its name", { name = "x" })
t.raises(text.dictionary, "did you mean 'cache'", { text = "a" }, { cach = true })

-- rules
local source = [[
@types COUNTRY OFFICE PERSON
@language en
visit = COUNTRY:source OFFICE? CAP{0,3} (paid|pays) a|an [official|state] visit to
  COUNTRY:target => type=CONSULT; mode=visit
talks = COUNTRY:source ["," COUNTRY:source]{0,3} and COUNTRY:source hold talks
meet = PERSON:who ..2 met
]]
local rules = assert(text.rules({ name = "desk.rules", text = source }, { types = dictionary }))
t.has(tostring(rules), "3 rules")
s = "Kazakhstan President Olim Rahimi paid a state visit to China. Kazakhstan and China hold talks."
hits = rules:find(s, { language = "en" })
t.eq(#hits, 2)
t.eq(hits[1].name, "visit")
t.eq(hits[1].attributes, { type = "CONSULT", mode = "visit" })
t.eq(hits[1].file, "desk.rules")
t.eq(hits[1].line, 3)
t.eq(hits[1].captures.target[1].text, "China")
t.eq(hits[1].captures.target[1].match.id, "CHN")
t.eq(hits[2].attributes, {})
t.eq(#hits[2].captures.source, 2)
t.eq(s:sub(hits[2].first, hits[2].last), "Kazakhstan and China hold talks")
t.eq(#rules:find(s), 2) -- the language is guessed
t.eq(#rules:find(s, { language = "ru" }), 0)

-- kept and mapped: the same, with the types of whatever matcher
for _, cache in ipairs { true, true, false } do
  local again <close> = assert(text.rules({ name = "desk.rules", text = source },
    { types = dictionary, cache = cache }))
  t.eq(tostring(again), tostring(rules))
  t.eq(again:find(s, { language = "en" }), hits)
end
t.raises(text.rules, "cache", { text = "r = a" }, { cache = 1 })

-- spans of the caller
local mine_alone = assert(text.rules { name = "x", text = "@types PERSON\nmeet = PERSON:who met" })
s = "Olim Rahimi met them."
local given = { { first = 1, last = 11, type = "person", id = { 7 } } }
hits = mine_alone:find(s, { matches = given })
t.eq(#hits, 1)
t.ok(hits[1].captures.who[1].match == given[1])
t.eq(#mine_alone:find(s), 0)
given = { { first = 1, last = 99 } }
t.raises(mine_alone.find, "outside of the text", mine_alone, s, { matches = given })
t.raises(mine_alone.find, "match 1 is no table", mine_alone, s, { matches = { 1 } })
t.raises(mine_alone.find, "unknown option", mine_alone, s, { match = given })
t.fails("bad_encoding", mine_alone:find("\xFF"))

-- mistakes in rules
_, err = text.rules { name = "x.rules", text = "r = a\nq = (a b" }
t.eq(err.code, "parse")
t.has(err.message, "x.rules:2:5: no ')' ends what begins here\n  q = (a b\n      ^")
t.raises(text.rules, "mine.text.matcher", { text = "r = a" }, { types = {} })

dictionary:close()
t.raises(rules.find, "closed", rules, "x")
rules:close()
rules:close()
t.raises(rules.find, "closed", rules, "x")
t.done()
