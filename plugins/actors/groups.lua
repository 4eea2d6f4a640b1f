-- One person for all the ways in which a text names him, with the office and country that follow.
local holders = require "holders"
local names = require "names"
local tokens = require "tokens"

local groups = {}

local country_kinds = { country = true, adj = true }

-- A mention of a person, tokens i to j.
function groups.add(state, i, j, fields)
  fields.i, fields.j = i, j
  fields.first, fields.last = state.list.firsts[i], state.list.lasts[j]
  fields.text = state.text:sub(fields.first, fields.last)
  state.persons[#state.persons + 1] = fields
  for n = i, j do state.taken[n] = fields end
  return fields
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

-- Names again, as one word, of those that the text has named: "Sarsenova said".
function groups.join_later(state)
  local list, code = state.list, state.own.code
  local index = {}
  for _, person in ipairs(state.persons) do
    person.words = words_of(state, person)
    for _, w in ipairs(person.words) do
      for _, form in ipairs(names.nominatives(w, code)) do index[form] = true end
    end
  end
  if next(index) == nil then return end
  local kinds, words, over = list.kinds, list.words, state.laid.over
  for _, n in ipairs(list.begins) do
    local unit, text = over[n], list.texts[n]
    if words[n].cap and kinds[n] == "letter" and not state.taken[n] and #text > 2
      and (not unit or unit.i == unit.j and (unit.kind == "head" or unit.kind == "tail"
      or unit.kind == "portfolio")) then
      for _, form in ipairs(names.nominatives(text, code)) do
        if index[form] then
          if state.function_word(n) then break end
          local i = n
          if n > 1 and names.is_initial(list, n - 1) and list.gaps[n]:find("^%.? ?$") then
            i = n - 1
          end
          local before = state.taken[i - 1]
          if before and before.rule == "again" and before.j == i - 1 and list.gaps[i] == " " then
            before.j, before.last = n, list.lasts[n]
            before.text = state.text:sub(before.first, before.last)
            state.taken[n] = before
            before.words = words_of(state, before)
          else
            local person = groups.add(state, i, n, { rule = "again" })
            person.words = words_of(state, person)
          end
          break
        end
      end
    end
  end
  table.sort(state.persons, function(a, b) return a.first < b.first end)
end

local LOOK = 16 -- groups, members and units looked at for one decision: what keeps the work linear

local function fits(state, person, group)
  if person.holder and group.holder then return person.holder == group.holder end
  for _, member in ipairs(group.names) do
    if same_name(state, person, member) then return true end
  end
  return false
end

-- Groups of mentions that are one person each.
function groups.of(state)
  local list, index = {}, {}
  local function keys_of(person)
    local keys = {}
    for _, word in ipairs(person.words) do
      for _, form in ipairs(names.nominatives(word, state.own.code)) do keys[#keys + 1] = form end
      keys[#keys + 1] = "=" .. names.latin(word)
    end
    if person.holder then keys[#keys + 1] = "@" .. person.holder.name end
    return keys
  end
  for _, person in ipairs(state.persons) do
    local keys = keys_of(person)
    local home
    for _, key in ipairs(keys) do
      local near = index[key] or {}
      for n = 1, math.min(#near, LOOK) do
        if fits(state, person, near[n]) and (not home or near[n].number < home.number) then
          home = near[n]
        end
      end
    end
    if not home then
      home = { number = #list + 1, names = {}, seen = {} }
      list[#list + 1] = home
    end
    home[#home + 1] = person
    home.holder = home.holder or person.holder
    person.group = home
    if not home.seen[person.text] and #home.names < LOOK then
      home.seen[person.text] = true
      home.names[#home.names + 1] = person
      for _, key in ipairs(keys) do
        index[key] = index[key] or {}
        if not home[key] then
          home[key] = true
          table.insert(index[key], home)
        end
      end
    end
  end
  return list
end

-- The country of an office that names none: the nearest country before it in the sentence, then in
-- the paragraph, then where the item is from.
function groups.nearest(state, token)
  local best, behind
  local laid, list = state.laid.list, state.list
  local sentence, para = tokens.sentence(list, token), tokens.para(list, token)
  local low, high = 1, #laid + 1
  while low < high do
    local middle = (low + high) // 2
    if laid[middle].i < token then low = middle + 1 else high = middle end
  end
  for k = low - 1, math.max(1, low - LOOK), -1 do
    local unit = laid[k]
    if unit.country and #unit.country == 3 and not unit.seat then
      local same_para = tokens.para(list, unit.i) == para
      if tokens.sentence(list, unit.i) == sentence then
        if unit.kind ~= "organisation" or unit.type == "ministry" then
          if not state.in_phrase[unit] then return unit.country end
          behind = behind or unit.country
        end
      elseif same_para and (country_kinds[unit.kind]
        or unit.kind == "city") then
        best = best or unit.country
      elseif not same_para then
        break
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
