-- Gives an item its topics: { { label, score }, ... }, best first, with basis.topics naming the
-- words that spoke, and says whether it is diplomatic news at all: diplomatic, diplomatic_score and
-- basis.diplomatic with the telling words.
--
-- Two witnesses for the topics. Key words (keywords.tsv) are sure of little and say why; a
-- classifier learned from training.tsv has an opinion on everything. Neither is trusted alone. The
-- gate is a second classifier over the same texts, with two labels.
local tsv = require "tsv"

local topics = {}

local SHARP = 1.5

local OTHER = "not-diplomatic"

-- Languages with few training texts: their key words do not train the classifiers of all, which
-- would shift what those think of the rest, but a gate of their own.
local FEW = { ky = true, tg = true, uz = true }

-- Key words that speak for diplomacy by themselves: a library is opened without any.
local SURE = { ["agreements-treaties"] = true, ["border-territory"] = true,
  ["conflict-ceasefire"] = true, ["meetings-visits"] = true, ["organisations-formats"] = true,
  ["regional-cooperation"] = true, ["sanctions-restrictions"] = true,
  ["statements-protests"] = true }

-- { classifier, gate, keywords = { language -> matcher } }, made once and kept for later runs; and
-- the gate of the languages with few training texts, once an item asks for it
local known, gate_of_few

local function side(label) return label == OTHER and "other" or "diplomatic" end

local function make()
  local classifier = mine.text.classifier { priors = "even" }
  local gate = mine.text.classifier { priors = "even" }
  local entries, keywords = {}, {}
  local function learn(label, text)
    assert(classifier:train(label, text))
    assert(gate:train(side(label), text))
  end
  for _, row in ipairs(tsv.rows(mine.run.asset("training.tsv"), 2, "training.tsv")) do
    learn(row[1], row[2])
  end
  for _, row in ipairs(tsv.rows(mine.run.asset("keywords.tsv"), 4, "keywords.tsv")) do
    local label, form, language, weight = row[1], row[2], row[3], tonumber(row[4])
    if not weight then error("keywords.tsv: " .. form .. " has no weight", 0) end
    local own = entries[language] or {}
    entries[language] = own
    local keyword = { number = #own + 1, label = label, form = form, weight = weight,
      rule = "keywords.tsv:" .. row.line }
    own[#own + 1] = { form, id = keyword }
    -- the words are examples too
    if not FEW[language] then learn(label, (form:gsub("%*", ""))) end
  end
  for language, own in pairs(entries) do keywords[language] = mine.text.matcher(own) end
  return { classifier = classifier, gate = gate, keywords = keywords }
end

-- As the gate in make(), with what there is of the languages of FEW.
local function make_gate()
  local gate = mine.text.classifier { priors = "even" }
  for _, row in ipairs(tsv.rows(mine.run.asset("training.tsv"), 2, "training.tsv")) do
    assert(gate:train(side(row[1]), row[2]))
  end
  for _, row in ipairs(tsv.rows(mine.run.asset("keywords.tsv"), 4, "keywords.tsv")) do
    local label, form = row[1], row[2]:gsub("%*", "")
    local speaks = SURE[label] or label == OTHER
    if speaks or not FEW[row[3]] then assert(gate:train(side(label), form)) end
  end
  for _, row in ipairs(tsv.rows(mine.run.asset("training-gate.tsv"), 2, "training-gate.tsv")) do
    assert(gate:train(row[1], row[2]))
  end
  return gate
end

local function gate_for(language)
  if not FEW[language] then return known.gate end
  if not gate_of_few then
    gate_of_few = assert(mine.text.compiled({ "training.tsv", "keywords.tsv", "training-gate.tsv" },
      make_gate))
  end
  return gate_of_few
end

local function load_tables()
  known = assert(mine.text.compiled({ "training.tsv", "keywords.tsv" }, make))
end

local EVIDENCE = 5 -- key words that a topic names, with their place in the text

-- A hit in title and text as item.topics shows it: bytes of the text, none for the title's.
local function evidence_of(hit, row, shift)
  local inside = hit.first > shift
  return { text = hit.text, rule = row.rule, first = inside and hit.first - shift or nil,
    last = inside and hit.last - shift or nil, weight = row.weight }
end

local function heavier(a, b)
  if a.weight ~= b.weight then return a.weight > b.weight end
  return (a.first or 0) < (b.first or 0)
end

-- label -> share of the evidence, label -> the words, label -> where they stand. A word in the
-- title weighs three times, one in the first lines twice; repeating it adds less and less, or the
-- longest text would win.
local function by_keywords(title, text, language)
  local matcher = known.keywords[language]
  local share, words, places, total = {}, {}, {}, 0
  if not matcher then return share, words, places end
  local whole, times, rows, first = title .. "\n" .. text, {}, {}, {}
  for _, hit in ipairs(matcher:find(whole)) do
    local place = hit.first <= #title and 3 or hit.first <= #title + 400 and 2 or 1
    local number = hit.id.number
    times[number], rows[number] = (times[number] or 0) + place, hit.id
    first[number] = first[number] or evidence_of(hit, hit.id, #title + 1)
  end
  for number, n in pairs(times) do
    local row = rows[number]
    local points = row.weight * (1 + math.log(n))
    share[row.label] = (share[row.label] or 0) + points
    words[row.label] = words[row.label] or {}
    table.insert(words[row.label], row.form)
    places[row.label] = places[row.label] or {}
    table.insert(places[row.label], first[number])
  end
  -- Sharpened, because one strong topic should stand out from many faint ones.
  for label, points in pairs(share) do
    share[label] = points ^ SHARP
    total = total + points ^ SHARP
  end
  for label, points in pairs(share) do share[label] = points / total end
  for _, list in pairs(places) do table.sort(list, heavier) end
  return share, words, places
end

-- What the classifiers read: the title and the first bytes of the text, where news says what it is
-- about.
local function beginning(title, text, bytes)
  if #text > bytes then text = text:sub(1, utf8.offset(text, 0, bytes + 1) - 1) end
  return title .. "\n" .. text
end

-- score of "diplomatic", and the words that speak most for the answer
local function by_gate(gate, text, limit)
  local why = gate:explain(text, { label = "diplomatic", other = "other", max = 12 })
  local odds, words = why.rest, {}
  for _, feature in ipairs(why.features) do odds = odds + feature.weight end
  local score = 1 / (1 + math.exp(-odds))
  for _, feature in ipairs(why.features) do
    local speaks = (feature.weight > 0) == (score >= limit)
    if speaks and #words < 5 then words[#words + 1] = feature.feature end
  end
  return math.floor(score * 1000 + 0.5) / 1000, words
end

local function likelier(a, b)
  if a.score ~= b.score then return a.score > b.score end
  return a.label < b.label
end

function topics.process(item, config)
  if not known then load_tables() end
  local title, text = item.title or "", item.text or ""
  local start = beginning(title, text, config.read)
  local share, words, places = by_keywords(title, text, item.language)
  local part = next(share) and config.keywords or 0 -- nothing found: the classifier decides alone

  local list = known.classifier:predict(start, { why = false }).labels
  for _, guess in ipairs(list) do
    local score = part * (share[guess.label] or 0) + (1 - part) * guess.score
    guess.score = math.floor(score * 1000 + 0.5) / 1000
  end
  table.sort(list, likelier)

  item.topics = { list[1] }
  for i = 2, math.min(#list, config.max) do
    if list[i].score >= config.min_score then item.topics[i] = list[i] end
  end
  for _, topic in ipairs(item.topics) do
    local found = places[topic.label]
    topic.evidence = found and table.move(found, 1, math.min(#found, EVIDENCE), 1, {}) or nil
  end
  local best = words[list[1].label] or {}
  table.sort(best)
  item.basis = item.basis or {}
  item.basis.topics = #best > 0 and "keywords: " .. table.concat(best, ", ") or "classifier"

  local score, telling = by_gate(gate_for(item.language), start, config.gate)
  item.diplomatic, item.diplomatic_score = score >= config.gate, score
  local why = #telling > 0 and ": " .. table.concat(telling, ", ") or ""
  item.basis.diplomatic = "classifier" .. why
  if config.drop and not item.diplomatic then
    return nil, "not diplomatic (" .. score .. ")"
  end
  return item
end

return topics
