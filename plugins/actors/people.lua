-- Persons: a name beside an office, behind an honorific, of an office holder, or of a shape that
-- only names have; then one person for all the ways in which the text names him.
local candidates = require "candidates"
local groups = require "groups"
local heralds = require "heralds"
local holders = require "holders"
local names = require "names"
local narrow = require "narrow"
local offices = require "offices"
local tokens = require "tokens"

local people = {}

local honorifics, counterparts = heralds.honorifics, heralds.counterparts
local country_kinds = { country = true, adj = true }
local adjective = narrow.patterns { "ая$", "ой$", "ую$", "[ыи]х$", "[ыи]ми$", "ого$", "ому$",
  "[ыи]е$", "ое$", "[ыи]м$", "ом$", "[иы]й$" }
local of_places = narrow.patterns { "[сц]к[иоаую]" }
local genitive = narrow.patterns { "[нтд][ыі]ң$", "[ғқгк][ае]$", "[тд][ае]н?$", "[нтд][ыі]$",
  "[мбп]ен$" }
local comma_gap = { [", "] = true, [" , "] = true, [" – "] = true, [" — "] = true, [" - "] = true }

local of_place = { city = true, area = true, region = true, country = true }
local of_word = { agent = true, portfolio = true, head = true, tail = true }
local of_office = { office = true, rank = true }

-- Whether token n, which has a capital, may be part of a name.
local function usable_in(state)
  local list, over, own = state.list, state.laid.over, state.own
  local function_word, is_given = state.function_word, state.is_given
  return function(n)
    local unit = over[n]
    if not unit then return not function_word(n) end
    if not is_given(n) then return false end
    local kind = unit.kind
    if of_place[kind] then
      return unit.i == unit.j and (own.code ~= "kk" or (list[n + 1] ~= nil and list[n + 1].cap
        and list[n + 1].gap == " "))
    end
    if kind == "organisation" then
      return unit.i == unit.j and unit.row ~= nil and not unit.row.acronym
    end
    return of_word[kind] or of_office[kind] and not list.starts[n] or false
  end
end

-- Whether words i to j, of a language whose names have endings that tell, look like a name.
local function looks_family(state, i, j, full)
  local list, code = state.list, state.own.code
  local texts, start = list.texts, list.starts[i]
  local given = state.is_given(i)
  for n = i, j do
    if (not start or n > i) and (names.is_family(texts[n], code) or state.is_given(n))
      and (not start or given or names.is_family(texts[j], code)) then
      return "family"
    end
  end
  if not state.config.guess or start or tokens.has_quote(list.gaps[i]) or full > 3 then
    return nil
  end
  for n = i, j do
    local text = texts[n]
    if text:find("^[%z\1-\127]+$") or state.own.is_body(text) then return nil end
    if code == "ru" and n < j and narrow.fits(text, adjective) then return nil end
  end
  return "capitals"
end

-- Whether tokens i to j have the look of a person's name; the rule that says so.
local function looks(state, i, j, full)
  local list, code = state.list, state.own.code
  local words, texts = list.words, list.texts
  local cyrillic = code ~= "en" and code ~= "fr" and code ~= "es"
  for n = i, j do
    local word = words[n]
    if word and word.upper and not texts[n]:find("^[IVX]+$") and not state.shouting then
      return nil
    end
  end
  local given = state.is_given(i)
  if given and full >= 2 then return "given" end
  if j > i and full >= 1 and names.is_initial(list, i) then
    return (cyrillic or state.is_given(j) or #texts[i] == 1) and "initial" or nil
  end
  if not cyrillic then return nil end
  if full >= 2 then return looks_family(state, i, j, full) end
  if tokens.opens_quote(list.gaps[i]) then return nil end
  local start = list.starts[i]
  if given and not state.is_word(i) and (code == "kk" or not start) then return "given" end
  if state.config.guess and not start and names.is_family(list.texts[i], code)
    and #texts[i] >= 10 and not narrow.fits(texts[i], of_places)
    and not texts[i]:find("^[%z\1-\127]")
    and not state.own.is_body(texts[i]) then return "family" end
  return nil
end

-- A run of capitals may hold more than the name: a word that begins the sentence before it, what
-- the name in the genitive owns behind it. The name's first and last token.
local function trim(state, i, j)
  local list, code = state.list, state.own.code
  if code ~= "kk" and code ~= "ru" then return i, j end
  local texts, starts, is_given = list.texts, list.starts, state.is_given
  while i < j and starts[i] and is_given(i + 1) and not is_given(i)
    and not names.is_initial(list, i) do
    i = i + 1
  end
  if code == "kk" then
    for n = i + 1, j - 1 do
      local text = texts[n]
      if names.nominatives(text, code)[2] and narrow.fits(text, genitive)
        and names.is_family(text, code) then
        return i, n
      end
    end
  end
  return i, j
end

-- A name at token n that an office or honorific announces: one word is enough.
local function announced(state, n, least)
  local j, full = names.read(state.list, n, state.usable, 6)
  if not j or full < (least or 1) then return nil end
  return j
end

local function closed(state, j)
  local gap = state.list.gaps[j + 1]
  return not gap or offices.breaks(gap) or tokens.possessive(gap)
end

local articles = { the = true, a = true, an = true }

-- NAME "," OFFICE
local function office_behind(state, person)
  local list, start = state.list, person.j + 1
  local texts, gaps = list.texts, list.gaps
  local gap = gaps[start]
  if not gap or gap == " " or not (comma_gap[gap] or gap:find("^ ?%($")) then return end
  local n = start
  while articles[texts[n]] do n = n + 1 end
  local unit = state.laid.over[n]
  if unit and (country_kinds[unit.kind] or unit.kind == "organisation") and unit.i == n then
    local after = gaps[unit.j + 1]
    if after and (after == " " or tokens.possessive(after)) then n = unit.j + 1 end
  end
  local phrase = offices.read(state, n)
  if not phrase or phrase.plural or n > start + 5 then return end
  local k = phrase.j + 1
  local word = list.words[k]
  if gaps[k] == " " and word and word.cap and announced(state, k) then return end
  person.office = phrase
  state.phrases[phrase.i] = phrase
  state.used[phrase] = person
end

-- his Turkish counterpart, Kemal Aydıner; Farrukh Nazarzoda, his counterpart from Tajikistan
local function counterpart(state, n)
  local list, over = state.list, state.laid.over
  local before = over[n - 1]
  local from = list[n + 1] and (list[n + 1].text == "from" or list[n + 1].text == "из")
    and over[n + 2]
  local country = before and country_kinds[before.kind] and before.country
    or from and country_kinds[from.kind] and from.country or nil
  local last_person
  for k = #state.persons, math.max(1, #state.persons - 64), -1 do
    if state.persons[k].office then last_person = state.persons[k] break end
  end
  local at = (from and country_kinds[from.kind]) and from.j + 1 or n + 1
  local person
  if list[at] and (list[at].gap == " " or list[at].gap == ", ") then
    local j = announced(state, at, list[at].gap == ", " and 2 or 1)
    if j then person = groups.add(state, at, j, "counterpart") end
  end
  if not person then
    local previous = state.persons[#state.persons]
    if previous and n - previous.j <= 4 and list[previous.j + 1].gap == ", "
      and not previous.office then
      person = previous
    end
  end
  if person then
    person.like, person.country = last_person, country
    person.variant = state.text:sub(list[math.max(1, n - (before and 2
      or 1))].first, list[at - 1].last)
    return person.j >= n and person.j or at - 1
  end
  return n
end

-- A person behind the phrase, if one is named there; the last token that was read.
local function behind_office(state, phrase)
  local list, at = state.list, phrase.j + 1
  local gap = list.gaps[at]
  if not gap then return phrase.j end
  if phrase.plural then
    if gap ~= " " then return phrase.j end
    local j, full = names.read(list, at, state.usable, 6)
    if not j or not (full >= 2 or looks(state, at, j, full)) then return phrase.j end
    return groups.add(state, at, j, "office", phrase).j
  end
  local j, rule
  if gap == " " or gap == " \"" then
    j, rule = announced(state, at), "office"
  elseif comma_gap[gap] then
    j, rule = announced(state, at, 2), "office,"
    if j and not (closed(state, j) or looks(state, at, j, 2)) then j = nil end
  end
  if not j then return phrase.j end
  local person = groups.add(state, at, j, rule, phrase)
  state.used[phrase] = person
  return person.j
end

-- The holder whose name is among tokens i to j, its first token, whether only the family name
-- stands there.
local function holder_in(state, i, j)
  local holder, first, alone
  for k = i, j do
    local h, f, a = holders.at(state, k)
    if h and f >= i and not (a and holder) then holder, first, alone = h, f, a end
  end
  return holder, first, alone
end

-- A person whose name begins with the capital of token n and whom nothing announces; the last
-- token that was read, the first of the name.
local function of_capitals(state, n)
  local list, step = state.list, n
  local j, full = names.read(list, n, state.usable, 6)
  if not j then return step, n end
  if j > n then
    local first, last = trim(state, n, j)
    full = full - (first - n) - (j - last)
    n, j = first, last
  end
  local holder, first, alone = holder_in(state, n, j)
  local rule = holder and not (alone and full > 1) and "holder" or looks(state, n, j, full)
  if holder and alone and not state.config.holders then rule = looks(state, n, j, full) end
  if rule == "holder" and first > n and list.starts[n] and not state.is_given(n) then
    n = first
  end
  if rule then
    local person = groups.add(state, n, j, rule, nil, rule == "holder" and holder or nil)
    step = j
    office_behind(state, person)
    if person.office then step = math.max(step, person.office.j) end
  end
  return step, n
end

-- What begins at token n, which has a capital or announces somebody; as of_capitals.
local function of_word_at(state, n)
  local list, code = state.list, state.own.code
  local text, letter = list.texts[n], list.kinds[n] == "letter"
  local counter = counterparts[code]
  if not list.words[n].cap then
    if counter and letter and text:sub(1, #counter) == counter then
      return math.max(n, counterpart(state, n)), n
    end
  end
  if honorifics[text] or code == "fr" and text == "M" then
    local gap = list.gaps[n + 1]
    if gap == " " or gap == ". " then
      local j = announced(state, n + 1)
      if not j then return n, n end
      return groups.add(state, n + 1, j, "honorific").j, n
    end
  end
  if list.words[n].cap and letter and not state.taken[n] and not state.phrases[n] then
    return of_capitals(state, n)
  end
  return n, n
end

-- The units that an office phrase or a person begins with, from the left.
local function announcing(laid)
  local found, count = {}, 0
  for k = 1, #laid do
    local unit = laid[k]
    local kind = unit.kind
    if of_office[kind] or kind == "holder" then
      count = count + 1
      found[count] = unit
    end
  end
  return found
end

-- Reads from left to right where a name, an office or a counterpart may begin: most tokens begin
-- none.
local function read_all(state)
  local begins, announced_by = candidates.of(state), announcing(state.laid.list)
  local words, none, i, k = state.list.words, state.list.count + 1, #begins, 1
  local next_word, next_unit = begins[i] or none, announced_by[1] and announced_by[1].i or none
  while true do
    local n = next_word < next_unit and next_word or next_unit
    if n >= none then return end
    local unit = next_unit == n and announced_by[k] or nil
    local step, first = n, n
    local phrase = unit and of_office[unit.kind] and not state.phrases[n]
      and offices.read(state, n)
    if phrase then
      state.phrases[n] = phrase
      step = behind_office(state, phrase)
    elseif words[n] then
      step, first = of_word_at(state, n)
    end
    if step == first and unit and unit.kind == "holder" then
      groups.add(state, unit.i, unit.j, "holder", nil, unit.holder)
      step = unit.j
    end
    local behind = (step > first and step or first) + 1
    while next_word < behind do
      i = i - 1
      next_word = begins[i] or none
    end
    while next_unit < behind do
      k = k + 1
      next_unit = announced_by[k] and announced_by[k].i or none
    end
  end
end

-- Fills state.persons (each with its group) and state.phrases. state: see init.lua.
function people.find(state)
  state.persons, state.taken, state.phrases, state.used, state.in_phrase = {}, {}, {}, {}, {}
  state.usable = usable_in(state)
  function state.name_at(n) return names.is_family(state.list.texts[n], state.own.code) end
  read_all(state)
  for _, phrase in pairs(state.phrases) do
    for _, unit in ipairs(phrase.inside) do state.in_phrase[unit] = true end
  end
  groups.join_later(state)
  state.groups = groups.of(state)
  for _, group in ipairs(state.groups) do groups.describe(state, group) end
  for _, group in ipairs(state.groups) do groups.settle(state, group) end
  -- an office alone is the person who was named with it
  local by_office = {}
  for _, group in ipairs(state.groups) do
    local id = group.office_id
    if id then
      by_office[id] = by_office[id] or {}
      if #by_office[id] < groups.LOOK then table.insert(by_office[id], group) end
    end
  end
  for _, phrase in pairs(state.phrases) do
    if not phrase.country and not phrase.plural then
      phrase.country, phrase.weak = groups.nearest(state, phrase.i), true
    end
    if not state.used[phrase] and not phrase.plural then
      local one, many
      for _, group in ipairs(by_office[phrase.id] or {}) do
        if (group.country == phrase.country or phrase.weak) then
          many = one and true or many
          one = group
        end
      end
      if one and not many then
        phrase.group = one
        if phrase.weak then phrase.country = one.country end
      end
    end
  end
  return state.groups
end

return people
