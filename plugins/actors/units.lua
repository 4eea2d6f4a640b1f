-- Lays what the tables and the plugin places find over the tokens: units that do not overlap, the
-- longest first from the left.
--
-- A unit: i, j (tokens), kind (country, adj, city, area, office, rank, organisation, ministry ...),
-- row (of a table), id, country, basis.
local names = require "names"
local ranked = require "ranked"
local remembered = require "remembered"
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

function units.quoted(list, i) return tokens.opens_quote(list.gaps[i]) end

-- Whether the words stand as the row writes them: an acronym in capitals, a word of the language
-- that is also a paper's or a party's name in quotation marks.
local function fits(row, list, i, j, language)
  local text = list.texts[i]
  local cap = list.words[i] and list.words[i].cap
  if row.acronym then
    local form = row.form:gsub("^=", "")
    local letters = form:match("^[^%s%-.+]+")
    if not form:find("%.") and text:sub(1, #letters) ~= letters then return false end
    if not cap then return false end
  end
  if of_words[row.type] and i == j and not row.acronym and language ~= "en"
    and text:find("[\208-\211]") then
    return units.quoted(list, i)
  end
  if row.type == "company" and i == j and text:find("[\208-\211]") then
    return cap and not list.starts[i]
  end
  return true
end

-- The first token at or behind a hit, and the last that the hit covers, nil if it covers none.
-- from: the first of another hit, before this one most times.
local function covered(list, hit, from)
  local firsts, last = list.firsts, hit.last
  local i = tokens.at(list, hit.first, from)
  if i > list.count or firsts[i] > last then return i end
  local j = i
  while j < list.count and firsts[j + 1] <= last do j = j + 1 end
  return i, j
end

local bare = remembered(function(form) return (form:gsub("[~=*]", "")) end)
local basis_of = remembered(function(basis) return "places/" .. basis end)

local function from_places(list, text, into)
  local from = 1
  for _, hit in ipairs(places.find(text)) do
    local i, j = covered(list, hit, from)
    from = i
    if j then
      local kind = hit.kind == "name" and "country" or hit.kind
      local metonym = kind == "metonym"
      into[#into + 1] = { i = i, j = j, first = list.firsts[i], last = list.lasts[j],
        kind = metonym and "organisation" or kind, type = metonym and "agency" or nil, id = hit.id,
        country = hit.id, seat = hit.seat, form = bare(hit.form), basis = basis_of(hit.basis) }
    end
  end
end

-- Of forms that share a stem (елші, елшісі) the one that stands in the text comes first.
local function as_written(row, text)
  row.folded = row.folded or mine.text.fold(row.form)
  return row.folded == names.fold(text) and 0 or 1
end

local of_country = { city = true, region = true, country = true, adj = true }

local function from_tables(list, text, own, into)
  local from = 1
  for _, hit in ipairs(own.matcher:find(text, { language = own.code })) do
    local row = hit.id
    local i, j = covered(list, hit, from)
    from = i
    if j and fits(row, list, i, j, own.code) then
      local kind = organisations[row.type] and "organisation" or row.type
      local cityadj = kind == "cityadj"
      if cityadj then kind = "city" end
      into[#into + 1] = { i = i, j = j, first = list.firsts[i], last = list.lasts[j], kind = kind,
        id = row.id, row = row, type = row.type, holder = row.holder
          and vocabulary.holder(row.holder),
        form = row.nominative or bare(row.form), basis = row.basis, sector = row.sector,
        exact = as_written(row, hit.text), adjective = cityadj or nil,
        country = row.country or (of_country[kind] and row.id or nil) }
    end
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

local LONGEST = 4095 -- words of a unit that are told apart here

-- Units from the left, of those that begin together the longest first, then by the order of kinds.
local function rank(unit)
  local words = unit.j - unit.i
  if words > LONGEST then words = LONGEST end
  return unit.i << 18 | LONGEST - words << 6 | (order[unit.kind] or 9) << 2 | (unit.exact or 2)
end

local function by_table(a, b)
  if a.basis ~= b.basis then return a.basis < b.basis end
  return a.form < b.form
end

-- Whether a longer one begins inside unit n: "Кыргызстан, Жогорку Кенеш".
local function has_longer(found, n)
  local unit = found[n]
  local i, j = unit.i, unit.j
  for m = n + 1, math.min(n + 6, #found) do
    local other = found[m]
    if other.i > j then return false end
    if other.i > i and other.j > j and other.j - other.i > j - i then return true end
  end
  return false
end

-- starts[i]: the unit that begins at token i; over[i]: the one that covers it.
function units.lay(list, text, own)
  local found = {}
  from_places(list, text, found)
  from_tables(list, text, own, found)
  if own.code == "kk" then for _, unit in ipairs(found) do lengthen(list, unit) end end
  found = ranked(found, rank, by_table)
  local starts, over, chosen, last = {}, {}, {}, 0
  for n, unit in ipairs(found) do
    if unit.i > last and not has_longer(found, n) then
      last = unit.j
      starts[unit.i] = unit
      chosen[#chosen + 1] = unit
      for k = unit.i, unit.j do over[k] = unit end
    end
  end
  return { starts = starts, over = over, list = chosen }
end

return units
