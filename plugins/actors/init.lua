-- Who acts in an item: persons with office, country and sector, organisations, formats, countries
-- and places, each with its bytes, the rule that found it and the line of the table that it leans
-- on.
local bodies = require "bodies"
local closed = require "closed"
local groups = require "groups"
local names = require "names"
local people = require "people"
local places = mine.use("places")
local roles = require "roles"
local tokens = require "tokens"
local units = require "units"
local vocabulary = require "vocabulary"

local actors = {}

local kind_type = { country = "country", adj = "country", city = "place", area = "place",
  region = "place" }

-- Whether token n is no name: of the closed classes, or a capital that only begins a sentence, as
-- the word stands small elsewhere in the text.
local function function_words(list, own)
  local cache = {}
  return function(n)
    local token = list[n]
    local found = cache[token.text]
    if not found then
      local folded = names.fold(token.text)
      local given = own.given[folded] or false
      found = { closed = closed[folded] or false, given = given,
        small = not given and tokens.is_small(list, folded) }
      cache[token.text] = found
    end
    if found.closed and token.cap and not token.start then
      if #token.text <= 2 and own.code ~= "en" then return false end -- Ван И
      if found.given then return false end -- Марта, a name as well as a month
      local before = list[n - 1]
      if before and before.cap and token.gap == " " and own.given[names.fold(before.text)] then
        return false -- Theresa May
      end
    end
    return found.closed or (token.start and found.small)
  end
end

local function state_of(item, config, text)
  local own = vocabulary.of(item.language or "en")
  local list = tokens.read(text, own.code)
  local state = { text = text, list = list, own = own, config = config,
    day = item.date and item.date:sub(1, 10) or nil }
  local given = {}
  function state.is_given(n)
    local known = given[n]
    if known == nil then
      known = list[n].cap and names.is_given(list[n], own, own.code)
      given[n] = known
    end
    return known
  end
  function state.is_word(n) -- a name that is also a word
    for _, form in ipairs(names.nominatives(list[n].text, own.code)) do
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
  table.sort(found, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    if a.last ~= b.last then return a.last > b.last end
    return a.type < b.type
  end)
  item.mentions = table.move(found, 1, math.min(#found, config.max), 1, {})
  item.people = actors.people(state)
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
