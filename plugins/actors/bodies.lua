-- Organisations beyond the tables: a ministry with its country, and what the words of kinds.tsv
-- make of the words beside them (Central Bank, министерство по делам ..., Қаржы ... агенттігі).
local narrow = require "narrow"
local tokens = require "tokens"
local units = require "units"

local bodies = {}

local adjective = narrow.patterns { "[ыио]й$", "[аяо][яе]$", "ого$", "его$", "[ыи]м$", "[оеу]му?$",
  "ой$", "ую$", "[ое]м$", "ей$" }
local genitive = narrow.patterns { "[аяы]$" }
local possessive = narrow.patterns { "[дтн][ыі]ң$" }
local country_kinds = { country = true, adj = true }
local small_en = { of = true, ["for"] = true, ["and"] = true, the = true, on = true, ["to"] = true,
  ["in"] = true }
local small_ru = { ["по"] = true, ["и"] = true, ["при"] = true, ["в"] = true, ["на"] = true,
  ["за"] = true, ["имени"] = true }

local of_states = { the = true, Republic = true, of = true, Kingdom = true, Federation = true }

local function closes(gap)
  if gap == " " then return false end
  return gap:find("[%.,;:!?%(%)\n]") ~= nil or tokens.has_quote(gap) or tokens.has_dash(gap)
end

local function unit_of(state, i, j, fields)
  local list = state.list
  fields.i, fields.j, fields.kind = i, j, "organisation"
  fields.first, fields.last = list.firsts[i], list.lasts[j]
  return fields
end

-- A ministry, parliament, army ... with the country beside it.
local function with_country(state, unit)
  local list, over, code = state.list, state.laid.over, state.own.code
  if unit.type == "igo" or unit.type == "format" or unit.type == "media" or unit.type == "company"
    or unit.type == "ngo" or unit.type == "rebels" or unit.type == "igo-body"
    or unit.type == "club" then return end
  local n = unit.j + 1
  if code == "en" and list.texts[n] == "of" then
    local k = n + 1
    while k < n + 4 and of_states[list.texts[k]] do k = k + 1 end
    local of = over[k]
    if of and of.kind == "country" and of.i == k then
      unit.j, unit.last, unit.country = of.j, of.last, of.country
      over[k] = unit
    elseif of and of.kind == "adj" and (list.texts[of.j + 1] == "Republic"
      or list.texts[of.j + 1] == "Federation") then
      unit.j, unit.last, unit.country = of.j + 1, list.lasts[of.j + 1], of.country
    end
  elseif code == "ru" and list.texts[n] and list.gaps[n] == " " then
    local k = n
    if list.texts[k] == "Республики" or list.texts[k] == "республики" then k = k + 1 end
    local of = over[k]
    if of and of.kind == "country" and list.gaps[k] == " " then
      unit.j, unit.last, unit.country = of.j, of.last, of.country
    elseif of and of.kind == "adj" and list.texts[of.j + 1] == "Федерации" then
      unit.j, unit.last, unit.country = of.j + 1, list.lasts[of.j + 1], of.country
    end
  end
  local before = unit.i > 1 and over[unit.i - 1]
  if before and country_kinds[before.kind] and list.gaps[unit.i] == " " and not unit.row_country
    and (code == "en" or code == "kk" or code == "ru" and before.kind == "adj"
    and tokens.is_capital(list, before.i) == false) then
    unit.country = unit.country or before.country
    if code ~= "ru" then
      unit.i, unit.first = before.i, list.firsts[before.i]
    end
  end
end

-- Latin script: a run of capitals that holds a word such as Committee.
local function english(state, unit)
  local list, over = state.list, state.laid.over
  local function part(n)
    local kind = list.kinds[n]
    if not kind or kind ~= "letter" and not list.texts[n]:find("^%d+$") then return false end
    local at = over[n]
    if at and (at.kind == "office" or at.kind == "rank") then return false end
    return tokens.is_capital(list, n)
  end
  if not tokens.is_capital(list, unit.i) then return nil end
  local i, j = unit.i, unit.j
  while i > 1 and not closes(list.gaps[i]) and i > unit.i - 6 do
    if part(i - 1) and not (list.starts[i - 1] and not over[i - 1]
      and i == 2) then i = i - 1
    elseif i > 2 and (list.texts[i - 1] == "and" or list.texts[i - 1] == "&") and part(i - 2)
      and not closes(list.gaps[i - 1]) and not over[i - 2] then i = i - 2
    else break end
  end
  local stop = j
  local n = j + 1
  while list.texts[n] and not closes(list.gaps[n]) and n < j + 9 do
    if part(n) then stop, n = n, n + 1
    elseif small_en[list.texts[n]] and (n > stop + 1 or list.texts[n] == "of"
      or list.texts[n] == "for" or list.texts[n] == "on") then n = n + 1
    else break end
    if n > stop + 3 then break end
  end
  while i < unit.i and (list.texts[i] == "The" or list.texts[i] == "A" or (list.starts[i]
    and state.function_word(i))) do
    i = i + 1
  end
  if i == j and stop == j then return nil end
  local country
  for k = i, stop do
    local at = over[k]
    if at and country_kinds[at.kind] then country = country or at.country end
  end
  return unit_of(state, i, stop, { type = "organisation", form = nil, sector = unit.sector,
    country = country,
    basis = unit.basis, rule = "kind" })
end

-- Russian: adjectives, the head, then the genitive or a name in quotation marks.
local function russian(state, unit)
  local list, over, own = state.list, state.laid.over, state.own
  local i, j, named = unit.i, unit.j, false
  while i > 1 and list.gaps[i] == " " and i > unit.i - 3 do
    local text = list.texts[i - 1]
    local at = over[i - 1]
    if at and at.kind ~= "adj" and at.kind ~= "city" and at.kind ~= "portfolio" then break end
    if not narrow.fits(text, adjective) then break end
    if not (tokens.is_capital(list, i - 1) or own.is_body(text) or at) then break end
    if tokens.is_capital(list, i - 1) and list.starts[i - 1] and not own.is_body(text)
      and not at then
      break
    end
    if tokens.is_capital(list, i - 1) and not list.starts[i - 1] then named = true end
    i = i - 1
  end
  local country
  local n, stop = j + 1, j
  if list.texts[n] and units.quoted(list, n) then
    local close = n
    while list.texts[close + 1] and close < n + 7 and not tokens.has_quote(list.gaps[close + 1]) do
      close = close + 1
    end
    if close < n + 7 then
      return unit_of(state, n, close, { type = "organisation", sector = unit.sector,
        basis = unit.basis, rule = "quoted",
        head = unit })
    end
  end
  while list.texts[n] and not closes(list.gaps[n]) and n < j + 9 do
    local at, text = over[n], list.texts[n]
    if state.taken[n] then break end
    if at and (at.kind == "office" or at.kind == "rank" or at.kind == "agent") and at.i == n then
      if at.kind ~= "office" or n > stop + 1 or not narrow.fits(text, genitive) then break end
      stop, n = at.j, at.j + 1
    elseif at and at.i == n and (country_kinds[at.kind] or at.kind == "city" or at.kind == "region"
      or at.kind == "organisation"
      or at.kind == "portfolio" or at.kind == "area") then
      if country_kinds[at.kind] then country = country or at.country end
      stop, n, named = at.j, at.j + 1, true
    elseif not at and list.kinds[n] == "letter" and not small_ru[text] and (own.is_body(text)
      or (tokens.is_capital(list, n) and not state.is_given(n) and not state.name_at(n))) then
      if tokens.is_capital(list, n) then named = true end
      stop, n = n, n + 1
    elseif small_ru[text] and n <= stop + 1 then
      n = n + 1
    else
      break
    end
  end
  if not named and not (unit.row and unit.row.alone) then return nil end
  return unit_of(state, i, stop, { type = "organisation", sector = unit.sector, country = country,
    basis = unit.basis,
    rule = "kind" })
end

-- Kazakh: the words before the head, from the first capital on.
local function kazakh(state, unit)
  local list, over, own = state.list, state.laid.over, state.own
  local best, small = nil, 0
  local n = unit.i
  while n > 1 and unit.i - n < 8 do
    local gap = list.gaps[n]
    if tokens.has_quote(gap) and not best then -- « Астана » орталығы
      local k = n - 1
      while k > 1 and n - k < 6 and not tokens.has_quote(list.gaps[k]) do k = k - 1 end
      if tokens.has_quote(list.gaps[k]) then
        return unit_of(state, k, n - 1, { type = "organisation", sector = unit.sector,
          basis = unit.basis, rule = "quoted",
          head = unit })
      end
      break
    end
    if not (gap == " " or gap == "-" or gap == " , ") then break end
    n = n - 1
    local token, at = list[n], over[n]
    if not token.letter or state.taken[n] or (at and (at.kind == "office"
      or at.kind == "rank")) then
      break
    end
    if gap == " , " and not (own.is_body(token.text)) then break end
    if token.cap then
      if best and narrow.fits(token.text, possessive) and not (at and country_kinds[at.kind])
        and not own.is_body(token.text) then
        break
      end
      if token.start and state.function_word(n) then break end
      best, small = n, 0
    elseif own.is_body(token.text) or token.text == "және" or token.text == "мен" then
      small = small + 1
    else
      break
    end
    if small > 5 then break end
  end
  if not best then
    if not (unit.row and unit.row.alone and tokens.is_capital(list, unit.i)) then return nil end
    best = unit.i
  end
  local country
  for k = best, unit.i do
    local at = over[k]
    if at and country_kinds[at.kind] then country = country or at.country end
  end
  return unit_of(state, best, unit.j, { type = "organisation", sector = unit.sector,
    country = country, basis = unit.basis,
    rule = "kind" })
end

-- Those who act for a country: the Iraqi government, security forces of Iraq, the Asad regime.
local function agents_of(state, unit)
  local list, over, code = state.list, state.laid.over, state.own.code
  if code ~= "en" then return nil end
  local i, country, before = unit.i, nil, over[unit.i - 1]
  local n = unit.i - 1
  if n >= 1 and not before and not closes(list.gaps[unit.i]) and list.kinds[n] == "letter"
    and not tokens.is_capital(list, n) and over[n - 1]
    and list.gaps[n] == " " and state.own.is_body(list.texts[n])
    and not small_en[list.texts[n]] then n, before = n - 1, over[n - 1] end
  if before and country_kinds[before.kind] and (list.gaps[before.j + 1] == " "
    or tokens.possessive(list.gaps[before.j + 1]))
    and (before.kind == "adj" or list.gaps[before.j + 1] ~= " " or before.j - before.i == 0)
    and not state.taken[before.i] then
    i, country = before.i, before.country
  elseif before and before.kind == "organisation" and list.gaps[before.j + 1] == " " then
    i, country = before.i, before.country
  elseif n == unit.i - 1 and n >= 1 and state.taken[n] and list.gaps[unit.i] == " "
    and unit.sector == "GOV" then
    i = state.taken[n].i
    country = state.taken[n].group and state.taken[n].group.country
  end
  local j = unit.j
  local of = list.texts[j + 1] == "of" and list.texts[j + 2]
  if not country and i == unit.i and of then
    local k = j + 2
    while k < j + 6 and (list.texts[k] == "the" or list.texts[k] == "Republic"
      or list.texts[k] == "of") do
      k = k + 1
    end
    local land = over[k]
    if land and land.kind == "country" then j, country = land.j, land.country end
  end
  if i == unit.i and j == unit.j then return nil end
  return unit_of(state, i, j, { type = "agent", id = unit.id, sector = unit.id, country = country,
    basis = unit.basis,
    rule = "agents" })
end

local readers = { en = english, fr = english, es = english, ru = russian, kk = kazakh }

-- The organisations of the text as units, from left to right, not overlapping.
function bodies.find(state)
  local read, found, last = readers[state.own.code], {}, 0
  for _, unit in ipairs(state.laid.list) do
    local made
    if unit.kind == "organisation" then
      with_country(state, unit)
      made = unit
      if state.own.code == "en" and unit.i == unit.j and unit.row and not unit.row.acronym then
        made = unit
      end
    elseif read and (unit.kind == "head" or unit.kind == "tail") then
      made = read(state, unit)
    elseif unit.kind == "agent" then
      made = agents_of(state, unit)
    end
    if made then
      if made.i <= last then
        local before = found[#found]
        if before and made.j - made.i > before.j - before.i
          and made.first <= before.first then found[#found] = made
          last = made.j end
      else
        found[#found + 1] = made
        last = made.j
      end
    end
  end
  return found
end

return bodies
