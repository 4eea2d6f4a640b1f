-- One person for all the ways in which a text names him, with the office and country that follow.
local holders = require "holders"
local names = require "names"
local tokens = require "tokens"

local groups = {}

local country_kinds = { country = true, adj = true }

-- A mention of a person, tokens i to j: by which rule, with which office phrase, of which holder.
function groups.add(state, i, j, rule, office, holder)
  local list, persons, taken = state.list, state.persons, state.taken
  local first, last = list.firsts[i], list.lasts[j]
  -- all fields at once, those too that come later: a table that grows is made several times
  local person = { i = i, j = j, first = first, last = last, text = state.text:sub(first, last),
    rule = rule, office = office, holder = holder, words = nil, group = nil, changes = nil }
  persons[#persons + 1] = person
  for n = i, j do taken[n] = person end
  return person
end

-- Family name and all words of a person's name, for joining.
local function words_of(state, person)
  local list, found = state.list, {}
  for n = person.i, person.j do
    local word = list.words[n]
    if word and word.cap and not word.initial then found[#found + 1] = list.texts[n] end
  end
  return found
end

local function same_name(state, a, b)
  local code = state.own.code
  local x, y = a.words, b.words
  if #x == 0 or #y == 0 then return false end
  if #x == 1 or #y == 1 then
    local one, other = #x == 1 and x[1] or y[1], #x == 1 and y or x
    if names.same(one, other[#other], code) then return true end
    for n = 1, #other - 1 do if names.same(one, other[n], code) then return true end end
    return false
  end
  if not names.same(x[#x], y[#y], code) then return false end
  return names.same(x[1], y[1], code)
end

-- Whether token n has a capital and a nominative that is in the index. Of a word that has only one
-- it is kept at the word, as `form`: the question is asked of every capital of a text.
local function is_named(list, n, code, index)
  local word = list.words[n]
  if not word.cap then return false end
  local forms = names.nominatives(list.texts[n], code)
  word.form = not forms[2] and forms[1] or nil
  for k = 1, #forms do if index[forms[k]] then return true end end
  return false
end

local parts = { head = true, tail = true, portfolio = true }

-- Whether token n, which has a capital, is free to be a name again.
local function is_free(state, n)
  local unit = state.laid.over[n]
  return not state.taken[n] and #state.list.texts[n] > 2 and state.list.kinds[n] == "letter"
    and (not unit or unit.i == unit.j and parts[unit.kind]) and not state.function_word(n)
end

-- Token n names somebody again.
local function again(state, n)
  local list, i = state.list, n
  if n > 1 and names.is_initial(list, n - 1) and list.gaps[n]:find("^%.? ?$") then i = n - 1 end
  local before = state.taken[i - 1]
  if before and before.rule == "again" and before.j == i - 1 and list.gaps[i] == " " then
    before.j, before.last = n, list.lasts[n]
    before.text = state.text:sub(before.first, before.last)
    state.taken[n] = before
    before.words = words_of(state, before)
  else
    local person = groups.add(state, i, n, "again")
    person.words = words_of(state, person)
  end
end

local function by_first(a, b) return a.first < b.first end

-- Names again, as one word, of those that the text has named: "Sarsenova said".
function groups.join_later(state)
  local list, code, persons = state.list, state.own.code, state.persons
  local index = {}
  for k = 1, #persons do
    local person = persons[k]
    person.words = words_of(state, person)
    for _, word in ipairs(person.words) do
      local forms = names.nominatives(word, code)
      for m = 1, #forms do index[forms[m]] = true end
    end
  end
  if next(index) == nil then return end
  local words, begins = list.words, list.begins
  for k = 1, #begins do
    local n = begins[k]
    local form = words[n].form
    if (form and index[form] or not form and is_named(list, n, code, index))
      and is_free(state, n) then
      again(state, n)
    end
  end
  table.sort(persons, by_first)
end

local LOOK = 16 -- groups, members and units looked at for one decision: what keeps the work linear

local function fits(state, person, group)
  if person.holder and group.holder then return person.holder == group.holder end
  local members = group.names
  for n = 1, #members do
    if same_name(state, person, members[n]) then return true end
  end
  return false
end

-- Calls with(index, key) for each key of a person: the nominatives of each
-- word, how the word is written in Latin letters, and who it is, if that is known.
local function each_key(person, code, index, with)
  for _, word in ipairs(person.words) do
    local forms = names.nominatives(word, code)
    for k = 1, #forms do with(index.forms, forms[k]) end
    with(index.latin, names.latin(word))
  end
  if person.holder then with(index.holders, person.holder.name) end
end

-- Groups of mentions that are one person each.
function groups.of(state)
  local list, code = {}, state.own.code
  local index = { forms = {}, latin = {}, holders = {} }
  local person, home
  -- the last person of a text; how often what a group is known by has changed
  local last, changes = {}, 0

  local function look(by_key, key)
    local near = by_key[key]
    for n = 1, near and math.min(#near, LOOK) or 0 do
      local group = near[n]
      if group.tried ~= person and (not home or group.number < home.number) then
        group.tried = person
        if fits(state, person, group) then home = group end
      end
    end
  end

  local function enter(by_key, key)
    local near = by_key[key]
    if not near then
      by_key[key] = { home }
      return
    end
    local count = #near
    if count >= LOOK then return end
    for n = 1, count do if near[n] == home then return end end
    near[count + 1] = home
  end

  for k = 1, #state.persons do
    person, home = state.persons[k], nil
    local same = last[person.text]
    if same and same.changes == changes and same.holder == person.holder then
      home = same.group
    else
      each_key(person, code, index, look)
    end
    if not home then
      home = { number = #list + 1, names = {}, seen = {} }
      list[#list + 1] = home
    end
    home[#home + 1] = person
    if not home.holder and person.holder then home.holder, changes = person.holder, changes + 1 end
    person.group = home
    if not home.seen[person.text] and #home.names < LOOK then
      home.seen[person.text] = true
      home.names[#home.names + 1] = person
      each_key(person, code, index, enter)
      changes = changes + 1
    end
    person.changes, last[person.text] = changes, person
  end
  return list
end

-- The country of an office that names none: the nearest country before it in the sentence, then in
-- the paragraph, then where the item is from.
function groups.nearest(state, token)
  local best, behind
  local laid, list = state.laid.list, state.list
  local sentence, para = list.sentence_starts[tokens.sentence(list, token)], nil
  local low, high = 1, #laid + 1
  while low < high do
    local middle = (low + high) // 2
    if laid[middle].i < token then low = middle + 1 else high = middle end
  end
  for k = low - 1, math.max(1, low - LOOK), -1 do
    local unit = laid[k]
    if unit.country and #unit.country == 3 and not unit.seat then
      if unit.i >= sentence then
        if unit.kind ~= "organisation" or unit.type == "ministry" then
          if not state.in_phrase[unit] then return unit.country end
          behind = behind or unit.country
        end
      else
        para = para or list.para_starts[tokens.para(list, token)]
        if unit.i < para then break end
        if country_kinds[unit.kind] or unit.kind == "city" then best = best or unit.country end
      end
    end
  end
  return behind or best or state.home
end

function groups.describe(state, group)
  local longest, variants, seen = nil, {}, {}
  for _, person in ipairs(group) do
    if not longest or #person.words > #longest.words then longest = person end
    if not seen[person.text] then
      seen[person.text] = true
      variants[#variants + 1] = person.text
    end
  end
  group.name = longest.text
  -- the nominative, when the text has it: the shortest of the full forms
  for _, person in ipairs(group) do
    if #person.words == #longest.words and #person.text < #group.name and person.i ~= longest.i then
      group.name = person.text
    end
  end
  if not group.holder then
    for _, person in ipairs(group) do
      for n = person.i, person.j do
        local holder, first, alone = holders.at(state, n)
        if holder and first >= person.i and (not alone or holders.held(holder, person.office)) then
          group.holder = holder
        end
      end
    end
  end
  group.variants = variants
end

function groups.settle(state, group)
  local office, person_with
  for _, person in ipairs(group) do
    if person.office and not (office and not person.office.several) then
      if not office or person.office.several and not office.several then
        office, person_with = person.office, person
      end
    end
  end
  local term = group.holder and state.config.holders and holders.term(group.holder, state.day)
  if group.holder then
    group.name = group.holder.name
    group.id = group.holder.name
  end
  for _, person in ipairs(group) do
    if not office and person.like then
      local like = person.like.office
      if like then
        group.office, group.sector, group.office_id = like.text, like.sector, like.id
        group.country = person.country
        group.office_basis = "counterpart"
        office = like
      end
    end
  end
  if group.office_basis ~= "counterpart" and office then
    group.office, group.sector, group.office_id = office.text, office.sector, office.id
    group.country = office.country or term and term.country or groups.nearest(state,
      person_with.office.i)
    group.office_basis = office.basis
  end
  if not office and term then
    group.office, group.sector, group.office_id = term.office, term.sector, term.id
    group.country, group.office_basis = term.country, term.basis
  elseif not office and group.holder and not term then
    group.country = group.country or group.holder.terms[#group.holder.terms].country
  end
  if office and not office.country and group.country then office.country = group.country end
  group.id = group.id or mine.text.latin(group.name)
end

groups.LOOK = LOOK
return groups
