-- Persons: a name beside an office, behind an honorific, of an office holder, or of a shape that
-- only names have; then one person for all the ways in which the text names him.
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

-- Whether token n may be part of a name.
local function usable_in(state)
  local list, over, own = state.list, state.laid.over, state.own
  return function(n)
    local token, unit = list[n], over[n]
    if not unit then return not state.function_word(n) end
    if unit.kind == "city" or unit.kind == "area" or unit.kind == "region"
      or unit.kind == "country" then
      return unit.i == unit.j and state.is_given(n) and (own.code ~= "kk" or (list[n + 1] ~= nil
        and list[n + 1].cap
        and list[n + 1].gap == " "))
    end
    if unit.kind == "organisation" then
      return unit.i == unit.j and state.is_given(n) and unit.row ~= nil and not unit.row.acronym
    end
    if unit.kind == "agent" or unit.kind == "portfolio" or unit.kind == "head"
      or unit.kind == "tail" then
      return token.cap and state.is_given(n)
    end
    if unit.kind == "office" or unit.kind == "rank" then
      return token.cap and not token.start and state.is_given(n)
    end
    return false
  end
end

-- Whether tokens i to j have the look of a person's name; the rule that says so.
local function looks(state, i, j, full)
  local list, code = state.list, state.own.code
  local cyrillic = code ~= "en" and code ~= "fr" and code ~= "es"
  for n = i, j do
    if list[n].upper and not list[n].text:find("^[IVX]+$") and not state.shouting then
      return nil
    end
  end
  local given = state.is_given(i)
  if given and full >= 2 then return "given" end
  if names.is_initial(list[i]) and full >= 1 and j > i then
    return (cyrillic or state.is_given(j) or #list[i].text == 1) and "initial" or nil
  end
  if not cyrillic then return nil end
  if full >= 2 then
    for n = i, j do
      if (not list[n].start or n > i) and (names.is_family(list[n], code) or state.is_given(n)) then
        if not list[i].start or given or names.is_family(list[j], code) then return "family" end
      end
    end
    if not state.config.guess or list[i].start or tokens.has_quote(list[i].gap) or full > 3 then
      return nil
    end
    for n = i, j do
      local text = list[n].text
      if text:find("^[%z\1-\127]+$") or state.own.body[state.own.stem(text)] then return nil end
      if code == "ru" and n < j then
        if narrow.fits(text, adjective) then return nil end
      end
    end
    return "capitals"
  end
  if tokens.opens_quote(list[i].gap) then return nil end
  if given and not state.is_word(i) and (code == "kk" or not list[i].start) then return "given" end
  if state.config.guess and not list[i].start and names.is_family(list[i], code)
    and #list[i].text >= 10 and not narrow.fits(list[i].text, of_places)
    and not list[i].text:find("^[%z\1-\127]")
    and not state.own.body[state.own.stem(list[i].text)] then return "family" end
  return nil
end

-- A run of capitals may hold more than the name: a word that begins the sentence before it, what
-- the name in the genitive owns behind it. The name's first and last token.
local function trim(state, i, j)
  local list, code = state.list, state.own.code
  if code ~= "kk" and code ~= "ru" then return i, j end
  while i < j and list[i].start and not state.is_given(i) and not names.is_initial(list[i])
    and (state.is_given(i + 1) or not names.is_family(list[j], code))
    and state.is_given(i + 1) do i = i + 1 end
  if code == "kk" then
    for n = i + 1, j - 1 do
      local cases = names.nominatives(list[n].text, code)
      if cases[2] and narrow.fits(list[n].text, genitive)
        and names.is_family(list[n], code) then
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
  local after = state.list[j + 1]
  return not after or offices.breaks(after.gap) or tokens.possessive(after.gap)
end

-- NAME "," OFFICE
local function office_behind(state, person)
  local list = state.list
  local n = person.j + 1
  local token = list[n]
  if not token or not (comma_gap[token.gap] or token.gap:find("^ ?%($")) then return end
  local start = n
  while list[n] and (list[n].text == "the" or list[n].text == "a" or list[n].text == "an") do
    n = n + 1
  end
  local unit = state.laid.over[n]
  if unit and (country_kinds[unit.kind] or unit.kind == "organisation") and unit.i == n
    and list[unit.j + 1]
    and (list[unit.j + 1].gap == " "
    or tokens.possessive(list[unit.j + 1].gap)) then n = unit.j + 1 end
  local phrase = offices.read(state, n)
  if not phrase or phrase.plural or n > start + 5 then return end
  local after = list[phrase.j + 1]
  if after and after.gap == " " and after.cap and announced(state, phrase.j + 1) then return end
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
    if j then person = groups.add(state, at, j, { rule = "counterpart" }) end
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

-- A function that gives the next token at or behind n that may begin a name, an office or a
-- counterpart: most begin none. It is asked from left to right; behind the last when there is none.
local function next_to_read(state)
  local begins, laid, i, k = state.list.begins, state.laid.list, 1, 1
  local none = state.list.count + 1
  return function(n)
    while begins[i] and begins[i] < n do i = i + 1 end
    while laid[k] and laid[k].i < n do k = k + 1 end
    return math.min(begins[i] or none, laid[k] and laid[k].i or none)
  end
end

local function read_all(state)
  local list, code = state.list, state.own.code
  local word = counterparts[code]
  local following = next_to_read(state)
  local n = following(1)
  while n <= list.count do
    local token = list[n]
    local unit = state.laid.starts[n]
    local step = n
    local phrase = unit and (unit.kind == "office" or unit.kind == "rank") and not state.phrases[n]
      and offices.read(state, n)
    if phrase then
      state.phrases[n] = phrase
      step = phrase.j
      local at = phrase.j + 1
      local next_token = list[at]
      if next_token and not phrase.plural then
        local gap = next_token.gap
        if gap == " " or gap == " \"" then
          local j = announced(state, at)
          if j then
            step = groups.add(state, at, j, { office = phrase, rule = "office" }).j
            state.used[phrase] = state.persons[#state.persons]
          end
        elseif comma_gap[gap] then
          local j = announced(state, at, 2)
          if j and (closed(state, j) or looks(state, at, j, 2)) then
            step = groups.add(state, at, j, { office = phrase, rule = "office," }).j
            state.used[phrase] = state.persons[#state.persons]
          end
        end
      elseif next_token and phrase.plural and next_token.gap == " " then
        local j, full = names.read(list, at, state.usable, 6)
        if j and (full >= 2 or looks(state, at, j, full)) then
          local person = groups.add(state, at, j, { office = phrase, rule = "office" })
          step = person.j
        end
      end
    elseif word and token.letter and not token.cap and token.text:sub(1, #word) == word then
      step = math.max(n, counterpart(state, n))
    elseif (honorifics[token.text] or code == "fr" and token.text == "M") and list[n + 1]
      and (list[n + 1].gap == " " or list[n + 1].gap == ". ") then
      local j = announced(state, n + 1)
      if j then step = groups.add(state, n + 1, j, { rule = "honorific", honorific = n }).j end
    elseif token.cap and token.letter and not state.taken[n] and not state.phrases[n] then
      local j, full = names.read(list, n, state.usable, 6)
      if j and j > n then
        local first, last = trim(state, n, j)
        full = full - (first - n) - (j - last)
        n, j = first, last
      end
      if j then
        local holder, first, alone
        for k = n, j do
          local h, f, a = holders.at(state, k)
          if h and f >= n and not (a and holder) then holder, first, alone = h, f, a end
        end
        local rule = holder and not (alone and full > 1) and "holder" or looks(state, n, j, full)
        if holder and alone and not state.config.holders then rule = looks(state, n, j, full) end
        if rule == "holder" and first > n and list[n].start and not state.is_given(n) then
          n = first
        end
        if rule then
          local person = groups.add(state, n, j, { rule = rule, holder = rule == "holder" and holder
            or nil })
          step = j
          office_behind(state, person)
          if person.office then step = math.max(step, person.office.j) end
        end
      end
    end
    if step == n and unit and unit.kind == "holder" then
      groups.add(state, unit.i, unit.j, { rule = "holder", holder = unit.holder })
      step = unit.j
    end
    n = following(math.max(step, n) + 1)
  end
end

-- Fills state.persons (each with its group) and state.phrases. state: see init.lua.
function people.find(state)
  state.persons, state.taken, state.phrases, state.used, state.in_phrase = {}, {}, {}, {}, {}
  state.usable = usable_in(state)
  function state.name_at(n) return names.is_family(state.list[n], state.own.code) end
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
