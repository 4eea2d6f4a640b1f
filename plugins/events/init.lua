-- Codes the events of an item: who did what to whom, when and where, in the terms of PLOVER 2.0.
--
-- Adds to the item: events, a list of { type, of, mode, source, target, context, date, basis,
-- place, status, evidence, first, last, rule, score }. Actors come from item.mentions (the stage
-- actors or, of countries alone, the stage places); when there are none, places is asked.
local coder = require "coder"
local context_of = require "context"
local lexicon = require "lexicon"
local sentence = require "sentence"
local set = require "set"
local words = require "words"

local events = {}

local state_like = { AGREE = true, CONSULT = true, SUPPORT = true, CONCEDE = true, AID = true,
  REQUEST = true, ACCUSE = true, REJECT = true, THREATEN = true, SANCTION = true, COOPERATE = true }
local not_a_state = { EUR = true, UNO = true, IGO = true, NGO = true, ISM = true, IMG = true,
  MNC = true }

-- Whether an item is sport: its topics say so, or its words do.
local function is_foreign_to_desk(item, own, config)
  if item.diplomatic == false then return true end
  local topic = item.topics and item.topics[1]
  if topic and topic.label == "not-diplomatic" and topic.score >= 0.5 then return true end
  if config.sport == 0 then return false end
  local text = (item.title or "") .. "\n" .. item.text
  local hits = own.phrases:find(text) or {}
  local most = #(own.may_be_sport:find(text) or {})
  for _, hit in ipairs(hits) do if hit.id == "sport" then most = most + 1 end end
  if most < config.sport then return false end
  local seen, count = {}, 0
  local function see(key, class)
    if class == "sport" and not seen[key] then
      seen[key], count = true, count + 1
    end
  end
  local found = mine.text.words(text, { columns = true })
  for _, word in ipairs(found and found.text or {}) do
    local known = own.word(word)
    for n = 1, known and #known.classes or 0 do see(known.key, known.classes[n]) end
  end
  for _, hit in ipairs(hits) do see(hit.text, hit.id) end
  return count >= config.sport
end

-- Countries of actors that have none of their own: of a place in the sentence, else of anybody in
-- it, else of the item.
local function home_of(s, item, context)
  for _, want in ipairs({ "located", "any" }) do
    for _, group in ipairs(s.groups) do
      if (want == "any" or group.located) and not group.pronoun and group.actors[1].country then
        return group.actors[1].country
      end
    end
  end
  local last = context:last()
  return last and last[1] and last[1].country
    or item.place and item.place.country or item.countries and item.countries[1]
end

local function actor_list(actors, kind, home, bare)
  local out, seen = {}, {}
  for _, a in ipairs(actors or {}) do
    local country = a.country or home
    if country then
      local sector = not_a_state[country] and a.sector ~= "MIL" and "" or a.sector
        or (state_like[kind] and not not_a_state[country] and not bare and "GOV") or ""
      if not seen[country .. sector] then
        seen[country .. sector] = true
        out[#out + 1] = { country = country, sector = sector }
      end
    end
  end
  return out
end

local weak_end = set [[the a an of to in on at for with by and or from that as before after its
  their his her в на с и о от для по к за]]

-- From the trigger to the end of what it speaks of, in bytes of the item.
local function evidence(s, t)
  local first = t.i
  if t.marks.FUTURE then first = math.min(first, t.marks.FUTURE.i) end
  if t.passive or s.language == "kk" then
    local group = t.target_group or t.source_group
    if group and group.last < t.i and t.i - group.first <= 10 and s.clause_of[group.first]
      == t.clause then
      first = math.min(first, group.first)
    end
  end
  local last = math.max(t.object or t.j, t.reach or t.j, t.j)
  if t.target_group and t.target_group.first > t.j and t.target_group.last - t.j <= 14 then
    last = math.max(last, t.target_group.last)
  end
  last = math.max(last, math.min(t.j + 8, s.clauses[t.clause].last))
  while last > t.j and weak_end[s.keys[last]] do last = last - 1 end
  return s.firsts[first], s.lasts[last]
end

local function when(s, t, item)
  local best, distance
  s.dates = s.dates or mine.text.dates(s.text, { reference = item.date and item.date:sub(1, 10),
    language = item.language }) or {}
  for _, date in ipairs(s.dates) do
    if date.value and (#date.value > 4 or date.basis == "written" and not s.text:find("^[–-]%d",
      date.last + 1)) then
      local away = math.abs(date.first - s.firsts[t.i])
      if s.clause_of[words.at(s, date.first)] ~= t.clause then away = away + 60 end
      if not best or away < distance then best, distance = date, away end
    end
  end
  if best then return best.value:sub(1, 10), "text: " .. best.text end
  if item.date and not t.scheduled then return item.date:sub(1, 10), "item.date" end
  return nil
end

local function where(s, t, item)
  if not s.towns then -- first: of the sentence; by clause: the first of each
    s.towns = { by_clause = {} }
    for _, group in ipairs(s.groups) do
      local city, clause = group.city, s.clause_of[group.first]
      if city and (group.located or group.before == "to" or group.before == "в") then
        local name = city.name or city.text
        s.towns.first = s.towns.first or name
        s.towns.by_clause[clause] = s.towns.by_clause[clause] or name
      end
    end
  end
  return s.towns.by_clause[t.clause] or s.towns.first
    or item.place and not item.place.first and item.place.name or nil
end

-- Whether the sentence speaks of what was long ago.
local function is_past(s)
  if s.past == nil then
    s.past = false
    for _, token in pairs(s.live) do if token.class.past then s.past = true end end
  end
  return s.past
end

local function status_of(s, t, date, item)
  if t.scheduled then return "scheduled" end
  if is_past(s) then return "past" end
  if date and item.date and #date <= 7 and date < item.date:sub(1, #date) then return "past" end
  if date and item.date and #date == 10 and date:sub(1, 7) < item.date:sub(1, 7) then
    return "past" end
  return "reported"
end

local function contexts_of(s, t)
  local out, seen = {}, {}
  for _, name in ipairs(t.row.context) do
    seen[name] = true
    out[#out + 1] = name
  end
  s.contexts = s.contexts or lexicon.contexts(s.text)
  for _, name in ipairs(s.contexts) do
    if not seen[name] then
      seen[name] = true
      out[#out + 1] = name
    end
  end
  return out
end

local function row_of(s, t, item, context)
  local home = home_of(s, item, context)
  local source, target = actor_list(t.source, t.kind, home), actor_list(t.target, t.kind, home,
    t.placed)
  if #source == 0 and (#target == 0 or t.row.s) then return nil end
  if t.kind == "PROTEST" and #target == 0 and home then target = { { country = home,
    sector = "GOV" } } end
  local date, basis = when(s, t, item)
  local first, last = evidence(s, t)
  return { type = t.kind, of = t.of_kind, mode = t.mode, source = source, target = target,
    context = contexts_of(s, t), date = date, basis = basis, place = where(s, t, item),
    status = status_of(s, t, date, item), evidence = s.text:sub(first, last),
    first = s.shift + first, last = s.shift + last, rule = t.row.rule,
    score = math.floor(t.score * 100 + 0.5) / 100 }
end

-- The rows of one sentence, strongest first.
local function sentence_rows(s, item, config, context)
  local rows = {}
  for _, t in ipairs(coder.code(s, context)) do
    local row = row_of(s, t, item, context)
    if row and row.score >= config.min_score then rows[#rows + 1] = row end
  end
  table.sort(rows, function(a, b)
    if a.score ~= b.score then return a.score > b.score end
    return a.first < b.first
  end)
  return table.move(rows, 1, math.min(#rows, config.per_sentence), 1, {})
end

local function countries_key(row)
  local list = {}
  for _, a in ipairs(row.source) do list[#list + 1] = a.country end
  local mutual = row.type == "CONSULT" or row.type == "AGREE" or row.type == "COOPERATE"
    or #row.target == 0 or row.type == "SUPPORT" and row.mutual
  if not mutual then list[#list + 1] = ">" end
  for _, a in ipairs(row.target) do list[#list + 1] = a.country end
  if mutual then table.sort(list) end
  local unique, last = {}, nil
  for _, code in ipairs(list) do
    if code ~= last then unique[#unique + 1] = code end
    last = code
  end
  return table.concat(unique, " ")
end

-- What rows with one country for a part have in common with those that say less.
local function part_key(row, part)
  return table.concat({ row.type, row.of or "", row.status, part, row[part][1].country }, "|")
end

local told_by_source = set "SANCTION CONSULT AID"

-- The row that says with both parties what row says with one; by_part: part_key -> first such row.
local function told_in_part(by_part, row)
  if #row.source > 0 and #row.target > 0 or #row.source > 1 then return nil end
  local part = #row.target == 0 and "source" or "target"
  if part == "source" and not told_by_source[row.type] then return nil end
  return by_part[part_key(row, part)]
end

-- The same act told again is one row: the first telling stays, contexts are joined.
local function merge(rows)
  local out, by_key, by_part = {}, {}, {}
  for _, row in ipairs(rows) do
    local past = row.status == "past" and (row.date or "past") or ""
    local many = row.mode == "multilateral" and row.status == "scheduled" and row.mode or ""
    local key = table.concat({ row.type, row.of or "", countries_key(row), past, many }, "|")
    local known = by_key[key] or told_in_part(by_part, row)
    if not known then
      by_key[key] = row
      out[#out + 1] = row
      for _, part in ipairs { "source", "target" } do
        local name = #row[part] == 1 and part_key(row, part)
        if name then by_part[name] = by_part[name] or row end
      end
    else
      if row.score > known.score then known.score = row.score end
      if known.mode == "" then known.mode = row.mode end
      local seen = {}
      for _, name in ipairs(known.context) do seen[name] = true end
      for _, name in ipairs(row.context) do
        if not seen[name] then known.context[#known.context + 1] = name end
      end
    end
  end
  return out
end

-- Last words of the names of organisations of two words and more -> country.
local function names_of(mentions)
  local names = {}
  for _, m in ipairs(mentions) do
    local word = m.type == "organisation" and m.country and #m.country == 3
      and m.text and m.text:match(" (%u[%a]+)$")
    if word then names[mine.text.fold(word)] = names[mine.text.fold(word)] or m.country end
  end
  return names
end

local function each_paragraph(text, use)
  local position = 1
  while position <= #text do
    local last = text:find("\n", position, true) or #text + 1
    if last > position then use(text:sub(position, last - 1), position - 1) end
    position = last + 1
  end
end

-- "The ministers of Peru and Chile": one office of two countries says less than the two.
local function spans_another(m, places)
  for _, place in ipairs(sentence.between(places, m.first, m.last)) do
    if place.last <= m.last and place.country ~= m.country then return true end
  end
  return false
end

-- The text with blanks for the mark where it ends a word: text:gsub("(%a)'s%f[%A]", "%1  "), which
-- looks at each letter.
local function blank(text, mark)
  local at, from, parts = text:find(mark, 1, true), 1, {}
  while at do
    local stop = at + #mark
    if at > from and text:find("^%a", at - 1) and not text:find("^%a", stop) then
      parts[#parts + 1] = text:sub(from, at - 1)
      parts[#parts + 1] = (" "):rep(#mark)
      from = stop
    end
    at = text:find(mark, stop, true)
  end
  return from == 1 and text or table.concat(parts) .. text:sub(from)
end

-- The mentions of the item and the countries that no mention names: those of "Norway's minister",
-- where the whole is an office, or of an item that no stage has looked at.
local function with_places(item)
  local given, list = item.mentions or {}, {}
  local plain = blank(blank(item.text, "'s"), "’s")
  local found = mine.use("places").process({ text = plain, language = item.language }, { max = 12 })
  local places = sentence.index(found.mentions)
  for _, m in ipairs(given) do
    if not (m.type == "office" and spans_another(m, places)) then list[#list + 1] = m end
  end
  for _, place in ipairs(found.mentions) do
    if #given > 0 then place.adjective = place.type ~= "place" end
    list[#list + 1] = place
  end
  item.countries = item.countries or found.countries
  return list
end

-- Whether one of the triggers is more than a mark of others ("will", "not").
local function names_an_act(hits)
  for i = 1, #hits do
    if not lexicon.is_mark[hits[i].id.type] then return true end
  end
  return false
end

function events.process(item, config)
  local text = item.text or ""
  item.events = {}
  local language = item.language or mine.text.language(text)
  local own = lexicon.of(language)
  if not own or text == "" then return item end
  local foreign = is_foreign_to_desk(item, own, config)
  if foreign and item.countries then return item end
  local mentions = with_places(item)
  if foreign then return item end
  local rows, context, names, open = {}, context_of.new(), names_of(mentions), false
  local index = sentence.index(mentions)
  each_paragraph(text, function(paragraph, shift)
    open = false
    for _, part in ipairs(mine.text.sentences(paragraph) or {}) do
      local hits, s = own.triggers:find(part.text), nil
      if hits and names_an_act(hits) then
        s, open = sentence.read(part.text, shift + part.first - 1, own, index, names, open)
      else -- nothing happens in it
        open = sentence.goes_on(part.text, open)
        context:wait(function()
          return (sentence.read(part.text, shift + part.first - 1, own, index, names, false))
        end)
      end
      if s then
        s.hits = hits
        local found = sentence_rows(s, item, config, context)
        table.sort(found, function(a, b) return a.first < b.first end)
        for _, row in ipairs(found) do rows[#rows + 1] = row end
      end
    end
  end)
  if config.merge then rows = merge(rows) end
  item.events = mine.json.array {}
  for i = 1, math.min(#rows, config.max) do
    local row = rows[i]
    -- lists stay lists when they are empty
    for _, name in ipairs { "source", "target", "context" } do mine.json.array(row[name]) end
    item.events[i] = row
  end
  return item
end

return events
