-- What an item tells that can be compared with other items, whatever their language: actors,
-- places, events, numbers, dates, words of its key phrases and topics. Each has a key, a weight
-- before rarity counts, and its place in the text.
local concepts = require "concepts"
local names = require "names"
local numbers = require "numbers"
local remembered = require "remembered"
local scan = require "scan"

local evidence = {}

-- Weights by kind. Those of countries are low: they gate (see index.lua) rather than join. name is
-- a capitalised word that no stage knows: a project, a ship, a village; start is one that begins a
-- sentence, which counts where another item has it as a name.
local WEIGHT = { person = 0.6, place = 0.8, name = 1, body = 0.8, country = 0.3, pair = 0.7,
  event = 0.9, start = 0.6, number = 1, amount = 0.6, date = 0.7, word = 0.35, concept = 0.4,
  topic = 0.5 }
-- Kinds that share keys: the same word is a town to one language's tables and unknown to another's.
local SPACE = { person = "name", place = "name", start = "name" }
local EVERYDAY = 0.7 -- of a person who is in the news on any day, by office:
local everyday = { president = true, ["prime-minister"] = true, ["foreign-minister"] = true,
  head = true, ambassador = true, spokesperson = true }
local LEAD = 0.4 -- the share of the text whose evidence counts in full, in bytes between these
local LEAD_LEAST, LEAD_MOST = 240, 800
local LATER = 0.6 -- what stands behind it
local NAMES, WORDS, NUMBERS = 80, 40, 40 -- of an item at most

local function new_bag(text)
  return { lead = math.max(LEAD_LEAST, math.min(LEAD_MOST, #text * LEAD)),
     weight = {}, keys = {}, kind = {}, text = {}, list = {}, topics = {} }
end

-- Keeps one piece of evidence; the same told again counts once, at its best.
local function put(bag, kind, value, share, first, last, text)
  local key = (SPACE[kind] or kind) .. ":" .. value
  local position = first == nil and 1 or first <= bag.lead and 1 or LATER
  local weight = WEIGHT[kind] * share * position
  local known = bag.weight[key]
  if known then
    if weight > known then bag.weight[key] = weight end
    if bag.kind[key] == "start" then bag.kind[key] = kind end
    return
  end
  local n = #bag.keys + 1
  text = text or value
  bag.weight[key], bag.kind[key], bag.text[key], bag.keys[n] = weight, kind, text, key
  bag.list[n] = { key = key, kind = kind, first = first, last = last, text = text }
end

-- Whether one of the ranges, which begin one behind the other, holds first to last: a function that
-- is asked from left to right.
local function cover(list)
  local i, reach = 1, 0
  return function(first, last)
    local range = list[i]
    while range and range.first <= first do
      if range.last > reach then reach = range.last end
      i = i + 1
      range = list[i]
    end
    return reach >= last
  end
end

local function by_first(a, b) return a.first < b.first end

-- Puts what begins one behind the other into order: most lists are one or two runs in order.
local function sort_by_first(list)
  local second
  for i = 2, #list do
    if list[i].first < list[i - 1].first then
      if second then return table.sort(list, by_first) end
      second = i
    end
  end
  if not second then return end
  local a, b, merged, stop = 1, second, {}, #list
  for i = 1, stop do
    if b > stop or a < second and list[a].first <= list[b].first then
      merged[i], a = list[a], a + 1
    else
      merged[i], b = list[b], b + 1
    end
  end
  table.move(merged, 1, stop, 1, list)
end

-- Words of a passage as names.
local function put_name(bag, kind, share, item, first, last)
  local words = item.words
  local from, to = names.inside(words, first, last)
  for i = from, to do
    local bones = scan.bones(words, i)
    if bones then
      put(bag, kind, bones, share, words.first[i], words.last[i], words.text[i])
    end
  end
end

-- Persons (by id) whom the item gives an office that is in the news every day.
local function everyday_persons(item)
  local found = {}
  for _, m in ipairs(item.mentions or {}) do
    if m.type == "office" and m.person and everyday[m.id] then found[m.person] = true end
  end
  return found
end

local plain_bodies = { GOV = true, MIL = true, COP = true, LEG = true, JUD = true, agency = true }

-- What is no state acts by its own name.
local joint = { IGO = true, NGO = true, ISM = true, MNC = true, IMG = true }

-- Whether an id tells one body, and not any government or army.
function evidence.is_body(id) return #id > 1 and not plain_bodies[id] end

-- Actors and places as the stages actors and places left them, and the weight of each country.
local function from_mentions(bag, item)
  local text, countries, taken, daily = item.text, {}, {}, everyday_persons(item)
  local function see(country, first, points)
    if first > bag.lead then points = points * LATER end
    countries[country] = (countries[country] or 0) + points
  end
  for _, m in ipairs(item.mentions or {}) do
    local first, last = m.first, m.last
    if first and last and last <= #text then
      if m.type == "person" then
        put_name(bag, "person", daily[m.id] and EVERYDAY or 1, item, first, last)
      elseif m.type == "place" then
        if not m.adjective and m.kind ~= "area" then
          put_name(bag, "place", 1, item, first, last)
        end
      elseif (m.type == "organisation" or m.type == "format") and m.id
        and evidence.is_body(m.id) then
        put(bag, "body", m.id, 1, first, last, m.text)
        if joint[m.country] or m.type == "format" then see(m.id, first, 1) end
      end
      if m.country and #m.country == 3 and not joint[m.country] then
        see(m.country, first, m.type == "country" and 1 or 0.6)
      end
      taken[#taken + 1] = m
    end
  end
  if not item.mentions then
    for i, country in ipairs(item.countries or {}) do countries[country] = 1 / i end
  end
  for code, weight in pairs(countries) do countries[code] = math.sqrt(weight) end
  sort_by_first(taken)
  return countries, taken
end

-- The countries that the item is about, weightiest first, and every pair of the first three.
local function put_countries(bag, countries)
  local order = {}
  for country in pairs(countries) do order[#order + 1] = country end
  table.sort(order, function(a, b)
    if countries[a] ~= countries[b] then return countries[a] > countries[b] end
    return a < b
  end)
  local top = {}
  for i, country in ipairs(order) do
    local share = math.min(1, countries[country] / countries[order[1]])
    put(bag, "country", country, share)
    if i <= 3 and share >= 0.3 then top[#top + 1] = country end
  end
  local pairs_of = #top * (#top - 1) / 2
  for i = 1, #top do
    for j = i + 1, #top do
      local x, y = top[i], top[j]
      if x > y then x, y = y, x end
      put(bag, "pair", x .. "+" .. y, 1 / math.sqrt(pairs_of))
    end
  end
  return order
end

local function dyad(row)
  local list, seen = {}, {}
  for _, side in ipairs { row.source or {}, row.target or {} } do
    for _, actor in ipairs(side) do
      if actor.country and not seen[actor.country] then
        seen[actor.country] = true
        list[#list + 1] = actor.country
      end
    end
  end
  table.sort(list)
  return table.concat(list, "+"), #list
end

local function from_events(bag, item)
  for _, row in ipairs(item.events or {}) do
    local parties, n = dyad(row)
    if n > 1 then
      put(bag, "event", row.type .. " " .. parties, row.status == "past" and 0.5 or 1, row.first,
        row.last, row.evidence)
    end
  end
end

-- Days that the text names; that of the item itself says little.
local function from_dates(bag, item, dates)
  for _, date in ipairs(dates) do
    if date.value and #date.value >= 10 then
      local day = date.value:sub(1, 10)
      local own = item.date and item.date:sub(1, 10) == day
      put(bag, "date", day, own and 0.5 or 1, date.first, date.last, date.text)
    end
  end
end

local function from_numbers(bag, item, dates)
  local all = numbers.find(item.text, item.words, item.language, dates)
  for i = 1, math.min(#all, NUMBERS) do
    local n = all[i]
    local share = n.digits >= 3 and 1 or n.digits == 2 and 0.7 or 0.4
    if not n.unit and n.value < 100 then share = share / 2 end
    put(bag, "number", numbers.key(n), share, n.first, n.last, n.text)
    if n.unit then
      put(bag, "amount", numbers.key(n) .. " " .. n.unit, share, n.first, n.last, n.text)
    end
  end
  return all
end

-- Capitalised words that no stage knows: projects, ships, villages. Returns the keys of those that
-- count as names.
local function from_capitals(bag, item, taken, dates)
  local n, named = 0, {}
  local is_taken, is_date = cover(taken), cover(dates)
  local words = item.words
  local texts, firsts, lasts = words.text, words.first, words.last
  for k, i in ipairs(words.capitals) do
    local word, first, last = texts[i], firsts[i], lasts[i]
    if #word > 3 and not is_taken(first, last) and not is_date(first, last) then
      local start = scan.begins(words, i)
      put(bag, start and "start" or "name", words.bones[k], 1, first, last, word)
      if not start then named[names.key(word)] = true end
      n = n + 1
      if n >= NAMES then break end
    end
  end
  return named
end

local stems = {} -- language -> word -> stem
local function stem_of(word, language)
  stems[language] = stems[language] or remembered(function(w)
    return mine.text.latin(mine.text.stem(w, language)) or ""
  end)
  return stems[language](word)
end

-- Words of the key phrases and of the title, by stem and in Latin letters: Uzbek in both scripts,
-- and loans in several languages, are one.
-- named: keys of words that are names; those of offices and countries (taken) are added.
local function from_words(bag, item, taken, named)
  local texts, kinds = item.words.text, item.words.kind
  local first, last
  for _, range in ipairs(taken) do
    if range.first ~= first or range.last ~= last then -- one passage may be several mentions
      first, last = range.first, range.last
      local from, to = names.inside(item.words, first, last)
      for i = from, to do
        if kinds[i] == "letter" then named[names.key(texts[i])] = true end
      end
    end
  end
  local language = (item.language or ""):match("^%l%l%l?") or ""
  local phrases = {}
  for _, phrase in ipairs(item.keywords or {}) do
    phrases[#phrases + 1] = type(phrase) == "table" and phrase.text or phrase
  end
  if not item.keywords then
    for _, phrase in ipairs(mine.text.keyphrases(item.text,
      { count = 10, title = item.title, language = language }) or {}) do
      phrases[#phrases + 1] = phrase.text
    end
  end
  phrases[#phrases + 1] = item.title
  local n, words = 0, names.words(table.concat(phrases, "\n"))
  for i, word in ipairs(words.text) do
    if words.kind[i] == "letter" and #word > 3 and not numbers.is_measure(word)
      and not named[names.key(word)] then
      local stem = stem_of(word, language)
      if #stem >= 4 then
        put(bag, "word", stem:sub(1, 7), math.min(1, #stem / 6), nil, nil, word)
        n = n + 1
        if n >= WORDS then break end
      end
    end
  end
end

-- What happened, in the words of several languages.
local function from_concepts(bag, item)
  local persons = {} -- Азамат is a name and a citizen
  for _, m in ipairs(item.mentions or {}) do
    if m.type == "person" then persons[#persons + 1] = m end
  end
  for _, hit in ipairs(concepts.find(item.title or "")) do
    put(bag, "concept", hit.concept, 1, nil, nil, hit.text)
  end
  sort_by_first(persons)
  local is_person = cover(persons)
  for _, hit in ipairs(concepts.find(item.text)) do
    if not is_person(hit.first, hit.last) then
      put(bag, "concept", hit.concept, 1, hit.first, hit.last, hit.text)
    end
  end
end

-- The evidence of an item: { weight, kind, text = by key, keys = list, list = { key, kind, text,
-- first, last }, countries = code -> weight, order = their codes, weightiest first }.
function evidence.of(item)
  local text = item.text or ""
  local bag = new_bag(text)
  local whole = { text = text, title = item.title, language = item.language, date = item.date,
    mentions = item.mentions, events = item.events, countries = item.countries,
    keywords = item.keywords, words = scan.words(text, item.language) }
  local dates = mine.text.dates(text, { reference = item.date and item.date:sub(1, 10),
    language = (item.language or ""):match("^%l%l") }) or {}
  local countries, taken = from_mentions(bag, whole)
  bag.order = put_countries(bag, countries)
  from_events(bag, whole)
  from_numbers(bag, whole, dates)
  from_dates(bag, whole, dates)
  local named = from_capitals(bag, whole, taken, dates)
  from_words(bag, whole, taken, named)
  from_concepts(bag, whole)
  for _, topic in ipairs(item.topics or {}) do
    if topic.label ~= "not-diplomatic" then
      put(bag, "topic", topic.label, topic.score or 0.5)
      bag.topics[topic.label] = topic.score or 0.5
    end
  end
  bag.countries = countries
  return bag
end

return evidence
