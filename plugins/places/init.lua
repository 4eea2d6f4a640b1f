-- Finds countries, their people, capitals and seats of power, as countries.tsv writes them.
--
-- Adds to the item: mentions (each with its bytes in the text and the country), countries (codes,
-- weightiest first) and place (the first town named: in news that is mostly where it happened).
local tsv = require "tsv"
local endings = require "endings"

local places = {}

local type_of = { name = "country", adj = "country", city = "place", metonym = "organisation" }
local not_a_state = { EUR = true, UNO = true }

-- { names = { code -> English name }, codes, matcher }, of the table when first needed: a job that
-- never names this stage pays nothing
local known

local LETTER = "[%z\1-\127\194-\244][\128-\191]*"

-- US, U.S., АҚШ: two letters or more and all of them capitals.
local function is_acronym(stem)
  local letters = 0
  for letter in stem:gmatch(LETTER) do
    if endings.is_capital(letter) then letters = letters + 1
    elseif letter ~= "." then return false end
  end
  return letters > 1
end

local function make()
  local entries, names, codes = {}, {}, {}
  for _, field in ipairs(tsv.rows(mine.run.asset("countries.tsv"), 4, "countries.tsv")) do
    local kind, id, form, language, flags = field[1], field[2], field[3], field[4], field[5] or ""
    local stem = form:match("^[^~*]+")
    local row = {
      kind = kind, id = id, form = form, stem = stem, basis = "countries.tsv:" .. field.line,
      seat = flags:find("seat", 1, true), person = flags:find("person", 1, true),
      capital = endings.is_capital(stem), acronym = is_acronym(stem),
    }
    if kind == "name" and language == "en" and not names[id] then
      names[id], codes[#codes + 1] = form, id
    end
    for _, written in ipairs(endings.expand(form, language)) do
      entries[#entries + 1] = { written, id = row, capital = row.capital }
      if language == "en" then -- Kazakhstan's is one word
        entries[#entries + 1] = { written .. "'s", id = row, capital = row.capital }
      end
    end
  end
  return { names = names, codes = table.concat(codes, " "), matcher = mine.text.matcher(entries) }
end

local function load_table() known = assert(mine.text.compiled("countries.tsv", make)) end

-- Whether the capitalised words around a name show that it is somebody's: Michael Jordan, Georgia
-- Smith.
local not_names = " In At On To For From With Of The And But By While As "
local function is_person(text, first, last)
  local before = text:sub(math.max(1, first - 40), first - 1):match("(%u[%w'’-]+) $")
  if before and not not_names:find(" " .. before .. " ", 1, true) then return true end
  return text:find("^ %u%l", last + 1) ~= nil
end

-- The matcher has seen to the first letter: "Turkey" is no turkey. US is no us, letter by letter.
local function as_written(row, text, first, last)
  if not row.acronym then return true end
  return text:sub(first, last):gsub("%.", ""):sub(1, #row.stem) == row.stem:gsub("%.", "")
    or text:sub(first, first + #row.stem - 1) == row.stem
end

-- The matches in text that count. The matcher gives the longest phrase at each place, so that New
-- Mexico hides Mexico, and where two rows are written alike, the first that fits is taken.
-- That of a text is kept until the next: stages ask one after another.
local LONG = 256 -- bytes of what is a text and no title
local asked, answer
local function find(text)
  if text == asked then return answer end
  local kept, last = {}, 0
  for _, hit in ipairs(known.matcher:find(text)) do
    local row = hit.id
    if hit.first > last and as_written(row, text, hit.first, hit.last) then
      last = hit.last
      local person = row.person and is_person(text, hit.first, hit.last)
      if row.kind ~= "not" and not person then
        kept[#kept + 1] = { row = row, first = hit.first, last = hit.last }
      end
    end
  end
  if #text >= LONG then asked, answer = text, kept end
  return kept
end

-- What the table finds in a text, for other plugins: list of { first, last, kind, id, form, seat,
-- basis }.
function places.find(text)
  if not known then load_table() end
  local list = {}
  for _, hit in ipairs(find(text)) do
    list[#list + 1] = { first = hit.first, last = hit.last, kind = hit.row.kind, id = hit.row.id,
      form = hit.row.form, seat = hit.row.seat ~= nil, basis = hit.row.basis }
  end
  return list
end

-- The English name of a code, for people: places.name("KAZ") --> "Kazakhstan"
function places.name(id)
  if not known then load_table() end
  return known.names[id] or id
end

-- The codes that have a name, parted by blanks.
function places.codes()
  if not known then load_table() end
  return known.codes
end

-- Whether the table has names in the language. The rest is left to other stages.
local languages = { en = true, ru = true, kk = true }
function places.reads(language) return languages[language] == true end

-- Geneva, where everybody meets, in whatever language another stage has read it.
local function is_seat(name)
  local hit = name and find(name)[1]
  return hit ~= nil and hit.row.seat
end

-- Sets countries: those of the table in title and text, and those of mentions by other stages where
-- the table has found nothing, weightiest first; and place, where there is none yet.
function places.weigh(item, max)
  if not known then load_table() end
  local weight, named, order, seen = {}, {}, {}, {}

  local function count(id, points)
    if not weight[id] then
      weight[id], named[id] = 0, #order
      order[#order + 1] = id
    end
    weight[id] = weight[id] + points
  end

  -- What stands in the title is the matter. "Talks in Geneva" say little about Switzerland.
  for _, hit in ipairs(find(item.title or "")) do
    if not hit.row.seat then count(hit.row.id, 3) end
  end
  for _, hit in ipairs(find(item.text or "")) do
    seen[hit.first] = true
    if not hit.row.seat then count(hit.row.id, 1) end
  end
  for _, m in ipairs(item.mentions or {}) do
    local town = m.kind == "city"
    local counts = m.type == "country" or m.kind == "region" or town and not is_seat(m.name)
    if m.country and counts and not seen[m.first] then
      count(m.country, 1)
    end
    if town and not item.place then
      item.place = { name = m.text, country = m.country, first = m.first, last = m.last }
    end
  end
  table.sort(order, function(a, b)
    if weight[a] ~= weight[b] then return weight[a] > weight[b] end
    return named[a] < named[b]
  end)
  item.countries = table.move(order, 1, math.min(#order, max), 1, {})
end

function places.process(item, config)
  if not known then load_table() end
  local text, mentions, given = item.text or "", item.mentions or {}, {}
  for _, m in ipairs(mentions) do -- by another stage: it is not said twice
    if m.type == "country" or m.kind == "city" then given[m.first] = m.last end
  end
  if item.place and not item.place.country then -- from a dateline, which is not in the text
    local hit = find(item.place.name)[1]
    if hit then item.place.country = hit.row.id end
  end
  for _, hit in ipairs(find(text)) do
    local row = hit.row
    local mention = {
      type = not_a_state[row.id] and "organisation" or type_of[row.kind],
      text = text:sub(hit.first, hit.last), first = hit.first, last = hit.last,
      id = row.id, country = row.id,
      name = row.kind == "city" and row.form:gsub("[~*]", "") or places.name(row.id),
      rule = "table", basis = row.basis,
    }
    if given[hit.first] ~= hit.last then mentions[#mentions + 1] = mention end
    if row.kind == "city" and not item.place then
      item.place = { name = mention.text, country = row.id, first = hit.first, last = hit.last }
    end
  end
  item.mentions = mentions
  places.weigh(item, config.max)
  return item
end

return places
