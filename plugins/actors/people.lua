-- Persons: a name beside an office, behind an honorific, of an office holder, or of a shape that only
-- names have; then one person for all the ways in which the text names him.
local names = require "names"
local offices = require "offices"
local tokens = require "tokens"
local vocabulary = require "vocabulary"

local people = {}

local honorifics = {}
for word in ("Mr Mrs Ms Dr Sir Lord Lady Madam Baroness Dame Miss господин госпожа господина господину господином "
  .. "госпожи госпоже Mme Mlle Señor Señora Sr Sra جناب"):gmatch("%S+") do
  honorifics[word] = true
end
local counterparts = { en = "counterpart", ru = "коллег", kk = "әріптес", fr = "homologue", es = "homólogo" }
local country_kinds = { country = true, adj = true }
local adjective = { "ая$", "ой$", "ую$", "[ыи]х$", "[ыи]ми$", "ого$", "ому$", "[ыи]е$", "ое$", "[ыи]м$", "ом$", "ий$", "ый$" }
local comma_gap = { [", "] = true, [" , "] = true, [" – "] = true, [" — "] = true, [" - "] = true }

-- The holder whose name ends at token n, its first token; alone when only the family name stands there.
local function holder_at(state, n)
  local list, code = state.list, state.own.code
  local by_word = vocabulary.holders().by_word
  local token = list[n]
  local best, first
  local one, many
  for _, form in ipairs(names.nominatives(token.text, code)) do
    for _, entry in ipairs(by_word[form] or {}) do
      local wanted, k, fits = entry.words, n, true
      for w = #wanted - 1, 1, -1 do
        k = k - 1
        local before = list[k]
        if not before or (list[k + 1].gap ~= " " and list[k + 1].gap ~= "-") then fits = false break end
        local ok = false
        for _, f in ipairs(names.nominatives(before.text, code)) do if f == wanted[w] then ok = true break end end
        if not ok then fits = false break end
      end
      if fits and (not first or k < first) then best, first = entry.holder, k end
      if #wanted > 1 then
        if one and one ~= entry.holder then many = true end
        one = entry.holder
      end
    end
    if best then break end
  end
  if best then return best, first, first == n and #token.text < 5 end
  if one and not many and #mine.text.fold(token.text) >= (token.text:find("[\208-\211]") and 10 or 5)
    and not state.is_given(n) and not state.is_word(n) then return one, n, true end
  return nil
end

-- Who in office on the day; with no day the last.
local function term_of(holder, day)
  local found
  for _, term in ipairs(holder.terms) do
    if not day or (term.from <= day and (not term.to or day <= term.to)) then
      if not day or not found or term.from > found.from then found = term end
    end
  end
  return found
end

-- Whether token n may be part of a name.
local function usable_in(state)
  local list, over, own = state.list, state.laid.over, state.own
  return function(n)
    local token, unit = list[n], over[n]
    if not unit then return not state.function_word(n) end
    if unit.kind == "city" or unit.kind == "area" or unit.kind == "region" or unit.kind == "country" then
      return unit.i == unit.j and state.is_given(n) and (own.code ~= "kk" or (list[n + 1] ~= nil and list[n + 1].cap
        and list[n + 1].gap == " "))
    end
    if unit.kind == "organisation" then
      return unit.i == unit.j and state.is_given(n) and unit.row ~= nil and not unit.row.acronym
    end
    if unit.kind == "agent" or unit.kind == "portfolio" or unit.kind == "head" or unit.kind == "tail" then
      return token.cap and state.is_given(n)
    end
    if unit.kind == "office" or unit.kind == "rank" then return token.cap and not token.start and state.is_given(n) end
    return false
  end
end

-- Whether tokens i to j have the look of a person's name; the rule that says so.
local function looks(state, i, j, full)
  local list, code = state.list, state.own.code
  local cyrillic = code ~= "en" and code ~= "fr" and code ~= "es"
  for n = i, j do
    if list[n].upper and not list[n].text:find("^[IVX]+$") and not state.shouting then return nil end
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
    if not state.config.guess or list[i].start or tokens.has_quote(list[i].gap) or full > 3 then return nil end
    for n = i, j do
      local text = list[n].text
      if text:find("^[%z\1-\127]+$") or state.own.body[state.own.stem(text)] then return nil end
      if code == "ru" and n < j then
        for _, tail in ipairs(adjective) do if text:find(tail) then return nil end end
      end
    end
    return "capitals"
  end
  if tokens.opens_quote(list[i].gap) then return nil end
  if given and not state.is_word(i) and (code == "kk" or not list[i].start) then return "given" end
  if state.config.guess and not list[i].start and names.is_family(list[i], code)
    and #list[i].text >= 10 and not list[i].text:find("[сц]к[иоаую]") and not list[i].text:find("^[%z\1-\127]")
    and not state.own.body[state.own.stem(list[i].text)] then return "family" end
  return nil
end

-- A run of capitals may hold more than the name: a word that begins the sentence before it, what the
-- name in the genitive owns behind it. The name's first and last token.
local function trim(state, i, j)
  local list, code = state.list, state.own.code
  if code ~= "kk" and code ~= "ru" then return i, j end
  while i < j and list[i].start and not state.is_given(i) and not names.is_initial(list[i])
    and (state.is_given(i + 1) or not names.is_family(list[j], code)) and state.is_given(i + 1) do i = i + 1 end
  if code == "kk" then
    for n = i + 1, j - 1 do
      local cases = names.nominatives(list[n].text, code)
      if cases[2] and (list[n].text:find("[нтд][ыі]ң$") or list[n].text:find("[тдн][аеыі]н?$")) and names.is_family(list[n], code) then
        return i, n
      end
    end
  end
  return i, j
end

local function add(state, i, j, fields)
  fields.i, fields.j = i, j
  fields.first, fields.last = state.list[i].first, state.list[j].last
  fields.text = state.text:sub(fields.first, fields.last)
  state.persons[#state.persons + 1] = fields
  for n = i, j do state.taken[n] = fields end
  return fields
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
  while list[n] and (list[n].text == "the" or list[n].text == "a" or list[n].text == "an") do n = n + 1 end
  local unit = state.laid.over[n]
  if unit and (country_kinds[unit.kind] or unit.kind == "organisation") and unit.i == n and list[unit.j + 1]
    and (list[unit.j + 1].gap == " " or tokens.possessive(list[unit.j + 1].gap)) then n = unit.j + 1 end
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
  local from = list[n + 1] and (list[n + 1].text == "from" or list[n + 1].text == "из") and over[n + 2]
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
    if j then person = add(state, at, j, { rule = "counterpart" }) end
  end
  if not person then
    local previous = state.persons[#state.persons]
    if previous and n - previous.j <= 4 and list[previous.j + 1].gap == ", " and not previous.office then
      person = previous
    end
  end
  if person then
    person.like, person.country = last_person, country
    person.variant = state.text:sub(list[math.max(1, n - (before and 2 or 1))].first, list[at - 1].last)
    return person.j >= n and person.j or at - 1
  end
  return n
end

local function read_all(state)
  local list, code = state.list, state.own.code
  local word = counterparts[code]
  local n = 1
  while n <= #list do
    local token = list[n]
    local unit = state.laid.starts[n]
    local step = n
    local phrase = unit and (unit.kind == "office" or unit.kind == "rank") and not state.phrases[n] and offices.read(state, n)
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
            step = add(state, at, j, { office = phrase, rule = "office" }).j
            state.used[phrase] = state.persons[#state.persons]
          end
        elseif comma_gap[gap] then
          local j = announced(state, at, 2)
          if j and (closed(state, j) or looks(state, at, j, 2)) then
            step = add(state, at, j, { office = phrase, rule = "office," }).j
            state.used[phrase] = state.persons[#state.persons]
          end
        end
      elseif next_token and phrase.plural and next_token.gap == " " then
        local j, full = names.read(list, at, state.usable, 6)
        if j and (full >= 2 or looks(state, at, j, full)) then
          local person = add(state, at, j, { office = phrase, rule = "office" })
          step = person.j
        end
      end
    elseif word and token.letter and not token.cap and token.text:sub(1, #word) == word then
      step = math.max(n, counterpart(state, n))
    elseif (honorifics[token.text] or code == "fr" and token.text == "M") and list[n + 1] and (list[n + 1].gap == " " or list[n + 1].gap == ". ") then
      local j = announced(state, n + 1)
      if j then step = add(state, n + 1, j, { rule = "honorific", honorific = n }).j end
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
          local h, f, a = holder_at(state, k)
          if h and f >= n and not (a and holder) then holder, first, alone = h, f, a end
        end
        local rule = holder and not (alone and full > 1) and "holder" or looks(state, n, j, full)
        if holder and alone and not state.config.holders then rule = looks(state, n, j, full) end
        if rule == "holder" and first > n and list[n].start and not state.is_given(n) then n = first end
        if rule then
          local person = add(state, n, j, { rule = rule, holder = rule == "holder" and holder or nil })
          step = j
          office_behind(state, person)
          if person.office then step = math.max(step, person.office.j) end
        end
      end
    end
    if step == n and unit and unit.kind == "holder" then
      add(state, unit.i, unit.j, { rule = "holder", holder = unit.holder })
      step = unit.j
    end
    n = math.max(step, n) + 1
  end
end

-- Family name and all words of a person's name, for joining.
local function words_of(state, person)
  local list, words = state.list, {}
  for n = person.i, person.j do
    if list[n].cap and not names.is_initial(list[n]) then words[#words + 1] = list[n].text end
  end
  return words
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
local function join_later(state)
  local list, code = state.list, state.own.code
  local index = {}
  for _, person in ipairs(state.persons) do
    person.words = words_of(state, person)
    for _, w in ipairs(person.words) do
      for _, form in ipairs(names.nominatives(w, code)) do index[form] = true end
    end
  end
  for n, token in ipairs(list) do
    local unit = state.laid.over[n]
    if token.cap and token.letter and not state.taken[n] and #token.text > 2
      and (not unit or unit.i == unit.j and (unit.kind == "head" or unit.kind == "tail" or unit.kind == "portfolio"))
      and not state.function_word(n) then
      for _, form in ipairs(names.nominatives(token.text, code)) do
        if index[form] then
          local i = n
          if n > 1 and names.is_initial(list[n - 1]) and list[n].gap:find("^%.? ?$") then i = n - 1 end
          local before = state.taken[i - 1]
          if before and before.rule == "again" and before.j == i - 1 and list[i].gap == " " then
            before.j, before.last = n, token.last
            before.text = state.text:sub(before.first, before.last)
            state.taken[n] = before
            before.words = words_of(state, before)
          else
            local person = add(state, i, n, { rule = "again" })
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
local function groups_of(state)
  local groups, index = {}, {}
  local function keys_of(person)
    local keys = {}
    for _, word in ipairs(person.words) do
      for _, form in ipairs(names.nominatives(word, state.own.code)) do keys[#keys + 1] = form end
      keys[#keys + 1] = "=" .. mine.text.latin(word)
    end
    if person.holder then keys[#keys + 1] = "@" .. person.holder.name end
    return keys
  end
  for _, person in ipairs(state.persons) do
    local keys = keys_of(person)
    local home
    for _, key in ipairs(keys) do
      local list = index[key] or {}
      for n = 1, math.min(#list, LOOK) do
        if fits(state, person, list[n]) and (not home or list[n].number < home.number) then home = list[n] end
      end
    end
    if not home then
      home = { number = #groups + 1, names = {}, seen = {} }
      groups[#groups + 1] = home
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
  return groups
end

-- The country of an office that names none: the nearest country before it in the sentence, then in the
-- paragraph, then where the item is from.
local function nearest(state, token)
  local best, behind
  local laid = state.laid.list
  local low, high = 1, #laid + 1
  while low < high do
    local middle = (low + high) // 2
    if laid[middle].i < token then low = middle + 1 else high = middle end
  end
  for k = low - 1, math.max(1, low - LOOK), -1 do
    local unit = laid[k]
    if unit.country and #unit.country == 3 and not unit.seat then
      local at = state.list[unit.i]
      if at.sentence == state.list[token].sentence then
        if unit.kind ~= "organisation" or unit.type == "ministry" then
          if not state.in_phrase[unit] then return unit.country end
          behind = behind or unit.country
        end
      elseif at.para == state.list[token].para and (country_kinds[unit.kind] or unit.kind == "city") then
        best = best or unit.country
      elseif at.para ~= state.list[token].para then
        break
      end
    end
  end
  return behind or best or state.home
end

-- Whether somebody has ever held the office of a phrase: President Tokayev.
local function held(holder, phrase)
  if not phrase then return false end
  for _, term in ipairs(holder.terms) do
    for _, id in ipairs(phrase.ids) do
      if term.id == id and (not phrase.country or phrase.country == term.country) then return true end
    end
  end
  return false
end

local function describe(state, group)
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
        local holder, first, alone = holder_at(state, n)
        if holder and first >= person.i and (not alone or held(holder, person.office)) then group.holder = holder end
      end
    end
  end
  group.variants = variants
end

local function settle(state, group)
  local office, person_with
  for _, person in ipairs(group) do
    if person.office and not (office and not person.office.several) then
      if not office or person.office.several and not office.several then office, person_with = person.office, person end
    end
  end
  local term = group.holder and state.config.holders and term_of(group.holder, state.day)
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
    group.country = office.country or term and term.country or nearest(state, person_with.office.i)
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

-- Fills state.persons (each with its group) and state.phrases. state: see init.lua.
function people.find(state)
  state.persons, state.taken, state.phrases, state.used, state.in_phrase = {}, {}, {}, {}, {}
  state.usable = usable_in(state)
  function state.name_at(n) return names.is_family(state.list[n], state.own.code) end
  read_all(state)
  for _, phrase in pairs(state.phrases) do
    for _, unit in ipairs(phrase.inside) do state.in_phrase[unit] = true end
  end
  join_later(state)
  state.groups = groups_of(state)
  for _, group in ipairs(state.groups) do describe(state, group) end
  for _, group in ipairs(state.groups) do settle(state, group) end
  -- an office alone is the person who was named with it
  local by_office = {}
  for _, group in ipairs(state.groups) do
    local id = group.office_id
    if id then
      by_office[id] = by_office[id] or {}
      if #by_office[id] < LOOK then table.insert(by_office[id], group) end
    end
  end
  for _, phrase in pairs(state.phrases) do
    if not phrase.country and not phrase.plural then
      phrase.country, phrase.weak = nearest(state, phrase.i), true
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
