-- Who acts in an item: persons with office, country and sector, organisations, formats, countries
-- and places, each with its bytes, the rule that found it and the line of the table that it leans
-- on.
local bodies = require "bodies"
local closed = require "closed"
local groups = require "groups"
local names = require "names"
local people = require "people"
local places = mine.use("places")
local ranked = require "ranked"
local roles = require "roles"
local tokens = require "tokens"
local units = require "units"
local vocabulary = require "vocabulary"

local actors = {}

local kind_type = { country = "country", adj = "country", city = "place", area = "place",
  region = "place" }

-- Whether the vocabulary has token n, folded, among the given names.
local function listed(list, own, n)
  local word = list.words[n]
  if not word then return own.given[names.fold(list.texts[n])] or false end
  if word.listed == nil then word.listed = own.given[names.fold(list.texts[n])] or false end
  return word.listed
end

-- Whether token n is no name: of the closed classes, or a capital that only begins a sentence, as
-- the word stands small elsewhere in the text.
local function function_words(list, own)
  local words, texts, starts = list.words, list.texts, list.starts
  return function(n)
    local word = words[n]
    local is_closed = word and word.closed
    if is_closed == nil or not word then
      is_closed = closed[names.fold(texts[n])] or false
      if word then word.closed = is_closed end
    end
    if not is_closed then
      return starts[n] and not listed(list, own, n)
        and tokens.is_small(list, names.fold(texts[n]))
    end
    if word and word.cap and not starts[n] then
      if #texts[n] <= 2 and own.code ~= "en" then return false end -- Ван И
      if listed(list, own, n) then return false end -- Марта, a name as well as a month
      local before = words[n - 1]
      if before and before.cap and list.gaps[n] == " " and listed(list, own, n - 1) then
        return false -- Theresa May
      end
    end
    return true
  end
end

local function state_of(item, config, text)
  local own = vocabulary.of(item.language or "en")
  local list = tokens.read(text, own.code)
  local words, texts = list.words, list.texts
  local state = { text = text, list = list, own = own, config = config,
    day = item.date and item.date:sub(1, 10) or nil }
  function state.is_given(n)
    local word = words[n]
    if not word or not word.cap then return false end
    local given = word.given
    if given == nil then
      given = names.is_given(texts[n], own, own.code)
      word.given = given
    end
    return given
  end
  function state.is_word(n) -- a name that is also a word
    for _, form in ipairs(names.nominatives(texts[n], own.code)) do
      if own.words[form] then return true end
    end
    return false
  end
  state.function_word = function_words(list, own)
  state.laid = units.lay(list, text, own)
  local place = item.place
  state.home = place and place.country or item.countries and item.countries[1] or nil
  return state
end

local function mention_of(state, unit)
  local written = state.text:sub(unit.first, unit.last)
  local kind = kind_type[unit.kind] or "organisation"
  if unit.type == "format" then kind = "format" end
  local id, inferred = unit.id, nil
  -- the Foreign Ministry: that of the item's home
  if unit.type == "ministry" and not unit.country then
    unit.country = state.home or groups.nearest(state, unit.i)
    inferred = unit.country and true or nil
  end
  if kind == "organisation" and (unit.type == "ministry") and unit.country then
    id = unit.country .. " " .. unit.id
  end
  local name = unit.form
  if kind == "country" then name = places.name(unit.id)
  elseif unit.type == "ministry" or unit.rule then name = written end
  return { type = kind, text = written, name = name, id = id or nil, first = unit.first,
    last = unit.last,
    country = unit.country, inferred = inferred, sector = unit.sector, kind = unit.type,
      adjective = (unit.kind == "adj"
      or unit.adjective) or nil,
    role = roles.acts(state, unit) and "government" or nil, basis = unit.basis, rule = unit.rule
      or (unit.row and "table") or "places" }
end

local function person_mention(person)
  local group = person.group
  return { type = "person", text = person.text, name = group.name, id = group.id,
    first = person.first, last = person.last,
    office = group.office, country = group.country, sector = group.sector, rule = person.rule,
    basis = group.office_basis }
end

local function office_mention(state, phrase)
  local group = phrase.group or state.used[phrase] and state.used[phrase].group
  return { type = "office", text = state.text:sub(phrase.first, phrase.last), first = phrase.first,
    last = phrase.last,
    office = phrase.text, id = phrase.id, country = phrase.country or group
      and group.country, sector = phrase.sector,
    name = group and group.name or nil, person = group and group.id or nil, plural = phrase.plural
      or nil, rule = "office",
    core = phrase.core, basis = phrase.basis }
end

local LONG = 0xffff -- bytes of mentions that rank alike

local function rank(mention)
  return mention.first << 16 | LONG - math.min(mention.last - mention.first, LONG)
end

local function longest_first(a, b)
  if a.last ~= b.last then return a.last > b.last end
  return a.type < b.type
end

function actors.process(item, config)
  local text = item.text or ""
  if not item.countries then item = places.process(item, { max = 12 }) end
  local state = state_of(item, config, text)
  local found = {}
  people.find(state)
  for _, person in ipairs(state.persons) do found[#found + 1] = person_mention(person) end
  for _, phrase in pairs(state.phrases) do found[#found + 1] = office_mention(state, phrase) end
  local inside = {}
  for _, unit in ipairs(bodies.find(state)) do
    if not state.taken[unit.i] then
      found[#found + 1] = mention_of(state, unit)
      inside[unit] = true
    end
  end
  for _, unit in ipairs(state.laid.list) do
    if (kind_type[unit.kind] or (config.agents and unit.kind == "agent")) and not inside[unit]
      and not state.taken[unit.i] then
      local mention = mention_of(state, unit)
      if unit.kind == "agent" then
        mention.type, mention.sector, mention.id = "agent", unit.id, unit.id
      end
      found[#found + 1] = mention
    end
  end
  if config.pronouns then
    for _, mention in ipairs(roles.pronouns(state)) do found[#found + 1] = mention end
  end
  found = ranked(found, rank, longest_first)
  item.mentions = table.move(found, 1, math.min(#found, config.max), 1, {})
  item.people = actors.people(state)
  if not places.reads(item.language) then places.weigh(item, 12) end
  return item
end

-- One record a person: { id, name, variants, office, country, sector, mentions }.
function actors.people(state)
  local list = {}
  for _, group in ipairs(state.groups) do
    list[#list + 1] = { id = group.id, name = group.name, variants = group.variants,
      office = group.office,
      country = group.country, sector = group.sector, mentions = #group,
        basis = group.office_basis }
  end
  return list
end

-- The states of an organisation or format: actors.members("SCO") --> { "CHN", "RUS", ... }
local members
function actors.members(id)
  if not members then
    members = {}
    for line in assert(mine.run.asset("members.tsv")):gmatch("[^\n]+") do
      local key, list = line:match("^([^#\t]+)\t(.+)$")
      if key then
        members[key] = {}
        for code in list:gmatch("%S+") do table.insert(members[key], code) end
      end
    end
  end
  return members[id]
end

return actors
