-- Lays what the tables and the plugin places find over the tokens: units that do not overlap, the
-- longest first from the left.
--
-- A unit: i, j (tokens), kind (country, adj, city, area, office, rank, organisation, ministry ...),
-- row (of a table), id, country, basis.
local names = require "names"
local tokens = require "tokens"
local vocabulary = require "vocabulary"
local places = mine.use("places")

local units = {}

local order = { holder = 0, office = 1, rank = 2, organisation = 3, country = 4, adj = 4, city = 5,
  area = 5, region = 5,
  head = 6, tail = 6, agent = 7, portfolio = 8 }
local organisations = { igo = true, ["igo-body"] = true, format = true, ministry = true,
  agency = true,
  ngo = true, party = true, rebels = true, media = true, company = true, club = true }
-- Правда, Свобода: words of the language
local of_words = { media = true, party = true, club = true }

function units.quoted(list, i) return tokens.opens_quote(list[i].gap) end

-- Whether the words stand as the row writes them: an acronym in capitals, a word of the language
-- that is also a paper's or a party's name in quotation marks.
local function fits(row, list, i, j, language)
  local token = list[i]
  if row.acronym then
    local form = row.form:gsub("^=", "")
    local letters = form:match("^[^%s%-.+]+")
    if not form:find("%.") and token.text:sub(1, #letters) ~= letters then return false end
    if not token.cap then return false end
  end
  if of_words[row.type] and i == j and not row.acronym and language ~= "en"
    and token.text:find("[\208-\211]") then
    return units.quoted(list, i)
  end
  if row.type == "company" and i == j and token.text:find("[\208-\211]") then
    return token.cap and not token.start
  end
  return true
end

local function candidate(list, hit, kind, fields)
  local i = tokens.at(list, hit.first)
  local firsts = list.firsts
  if not firsts[i] or firsts[i] > hit.last then return nil end
  local j = i
  while firsts[j + 1] and firsts[j + 1] <= hit.last do j = j + 1 end
  fields.i, fields.j, fields.kind = i, j, kind
  fields.first, fields.last = firsts[i], list.lasts[j]
  return fields
end

local function from_places(list, text, into)
  for _, hit in ipairs(places.find(text)) do
    local kind = hit.kind == "name" and "country" or hit.kind
    if kind == "metonym" then kind = "organisation" end
    local unit = candidate(list, hit, kind, { id = hit.id, country = hit.id, seat = hit.seat,
      form = hit.form:gsub("[~*]", ""), basis = "places/" .. hit.basis })
    if unit and hit.kind == "metonym" then unit.type = "agency" end
    into[#into + 1] = unit
  end
end

-- Of forms that share a stem (елші, елшісі) the one that stands in the text comes first.
local function as_written(row, text)
  row.folded = row.folded or mine.text.fold(row.form)
  return row.folded == names.fold(text) and 0 or 1
end

local function from_tables(list, text, own, into)
  for _, hit in ipairs(own.matcher:find(text, { language = own.code })) do
    local row = hit.id
    local kind = organisations[row.type] and "organisation" or row.type
    local cityadj = kind == "cityadj"
    if cityadj then kind = "city" end
    local unit = candidate(list, hit, kind, { id = row.id, row = row, type = row.type,
      holder = row.holder and vocabulary.holder(row.holder),
      form = row.nominative or row.form:gsub("[~=*]", ""), basis = row.basis,
      sector = row.sector, exact = as_written(row, hit.text),
      adjective = cityadj or nil, country = row.country or ((kind == "city" or kind == "region"
        or kind == "country" or kind == "adj") and row.id or nil) })
    if unit and fits(row, list, unit.i, unit.j, own.code) then into[#into + 1] = unit end
  end
end

-- Kazakh writes endings behind a hyphen (АҚШ-тың), says Республикасы behind a country, облысы
-- behind a region, and makes adjectives of places by -лық.
local kk_hyphen = {}
for ending in ("ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті да де та те дан "
  .. "ден тан тен нан нен мен бен пен "
  .. "дағы дегі тағы тегі ға"):gmatch("%S+") do kk_hyphen[ending] = true end
local kk_adjective = { "лық$", "лік$", "дық$", "дік$", "тық$", "тік$", "лықтар", "дықтар",
  "тықтар" }
local kk_behind = { ["Республика"] = true, ["облыс"] = true, ["Облыс"] = true }
local kk_sides = { ["Солтүстік"] = true, ["Оңтүстік"] = true, ["Шығыс"] = true, ["Батыс"] = true }

local function lengthen(list, unit)
  if unit.kind ~= "country" and unit.kind ~= "city" and unit.kind ~= "region"
    and unit.kind ~= "organisation" then
    return
  end
  local after = list[unit.j + 1]
  if after and after.gap == "-" and kk_hyphen[after.text] then
    unit.j, unit.last = unit.j + 1, after.last
    after = list[unit.j + 1]
  end
  if unit.kind == "organisation" then return end
  for _, tail in ipairs(kk_adjective) do
    if list[unit.j].text:find(tail) and not unit.form:find(tail) then unit.kind = "adj" end
  end
  if after and after.gap == " " then
    for stem in pairs(kk_behind) do
      if after.text:sub(1, #stem) == stem then
        unit.j, unit.last = unit.j + 1, after.last
        if stem ~= "Республика" then
          unit.kind = "region"
          if unit.i > 1 and kk_sides[list[unit.i - 1].text] and list[unit.i].gap == " " then
            unit.i, unit.first = unit.i - 1, list[unit.i - 1].first
          end
        end
        break
      end
    end
  end
end

-- starts[i]: the unit that begins at token i; over[i]: the one that covers it.
function units.lay(list, text, own)
  local found = {}
  from_places(list, text, found)
  from_tables(list, text, own, found)
  if own.code == "kk" then for _, unit in ipairs(found) do lengthen(list, unit) end end
  table.sort(found, function(a, b)
    if a.i ~= b.i then return a.i < b.i end
    if a.j ~= b.j then return a.j > b.j end
    local x, y = order[a.kind] or 9, order[b.kind] or 9
    if x ~= y then return x < y end
    if a.exact ~= b.exact then return (a.exact or 2) < (b.exact or 2) end
    if a.basis ~= b.basis then return a.basis < b.basis end
    return a.form < b.form
  end)
  local laid = { starts = {}, over = {}, list = {} }
  local last = 0
  for n, unit in ipairs(found) do
    local longer = false -- a longer one that begins inside: "Кыргызстан, Жогорку Кенеш"
    for m = n + 1, math.min(n + 6, #found) do
      local other = found[m]
      if other.i > unit.i and other.i <= unit.j and other.j > unit.j
        and other.j - other.i > unit.j - unit.i then longer = true end
    end
    if unit.i > last and not longer then
      last = unit.j
      laid.starts[unit.i] = unit
      laid.list[#laid.list + 1] = unit
      for k = unit.i, unit.j do laid.over[k] = unit end
    end
  end
  return laid
end

return units
