-- What the plugin actors finds in annotated texts, a JSON line a record, for the scorers of
-- scripts/dev/eval.
-- Usage: minehost run --format none -q --allow read:FILE scripts/dev/actors.lua FILE SCHEME
-- SCHEME: re3d, nerel, kaznerd (how the set draws its spans), names (person, place, org alone),
-- people.
local actors = mine.use("actors")
local file, scheme = mine.run.args[1], mine.run.args[2]
local config = { holders = true, agents = false, guess = true, max = 100000,
  pronouns = scheme == "re3d" } -- which marks them

-- Sets of news mark an office with its body and the name apart; re3d marks "the US Secretary of
-- State John Kerry" as one person, articles included.
local function article_before(text, first)
  local before = text:sub(math.max(1, first - 4), first - 1)
  return before:find("^[Tt]he $") and 4 or (before:find(" [Tt]he $") or before:find("\n[Tt]he $"))
    and 4 or 0
end

local spans = {}

function spans.re3d(item, put)
  local text, office_end = item.text, {}
  for _, m in ipairs(item.mentions) do
    if m.type == "office" and not m.plural then office_end[m.last] = m end
  end
  local joined = {}
  for _, m in ipairs(item.mentions) do
    if m.type == "person" then
      local first = m.first
      local office = office_end[m.first - 2]
      if office and office.person == m.id then
        joined[office] = true
        first = office.first
      end
      if m.rule ~= "pronoun" then put(first, m.last, "person") end
    end
  end
  for _, m in ipairs(item.mentions) do
    if m.type == "office" and not m.plural and not joined[m] and (m.person
      or text:find("^%u", m.core)) then
      put(m.first - article_before(text, m.first), m.last, "person")
    elseif m.role then put(m.first - article_before(text, m.first), m.last, "org")
    elseif m.type == "country" and not m.adjective or m.type == "place" then
      put(m.first, m.last, "place")
    elseif m.type == "country" then put(m.first, m.last, m.text:sub(-1) == "s" and "org"
      or "people")
    elseif m.rule == "pronoun" then put(m.first, m.last, m.type == "person" and "person" or "org")
    elseif m.type == "organisation" or m.type == "format" then
      put(m.first - article_before(text, m.first), m.last, "org")
    end
  end
  for _, date in ipairs(mine.text.dates(text, { language = "en" })) do
    put(date.first, date.last, "date")
  end
end

-- adjectives: московский is a town; offices: false where the set's offices are not scored; areas:
-- parts of the world are places.
local function plain(adjectives, offices, areas)
  return function(item, put)
    for _, m in ipairs(item.mentions) do
      local kind = m.type == "person" and "person" or m.type == "office" and "office"
        or (m.type == "organisation" or m.type == "format") and "org" or "place"
      local wanted = kind ~= "place" or (not m.adjective or adjectives) and (areas
        or m.kind ~= "area")
      if kind == "office" and not offices then wanted = false end
      if wanted then put(kind == "office" and m.core or m.first, m.last, kind) end
    end
  end
end
spans.nerel, spans.kaznerd, spans.names = plain(true, true, false), plain(false, false, false),
  plain(false, false, true)

local function entities(item)
  local list = {}
  local function put(first, last, kind) list[#list + 1] = { first = first, last = last,
    type = kind } end
  spans[scheme](item, put)
  table.sort(list, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    return a.last > b.last
  end)
  local kept, last = {}, 0
  for _, e in ipairs(list) do
    if e.first > last then -- the outermost
      last = e.last
      local start = utf8.len(item.text, 1, e.first - 1)
      kept[#kept + 1] = { start = start, ["end"] = start + utf8.len(item.text, e.first, e.last),
        type = e.type }
    end
  end
  return kept
end

-- Where countries and towns are named, inside of other mentions too.
local function countries(item)
  local list = {}
  for _, m in ipairs(item.mentions) do
    if m.type == "country" or m.type == "place" then
      local start = utf8.len(item.text, 1, m.first - 1)
      list[#list + 1] = { start = start, ["end"] = start + utf8.len(item.text, m.first, m.last),
        type = "place" }
    end
  end
  return list
end

for line in assert(mine.run.read(file)):gmatch("[^\n]+") do
  local record = mine.json.decode(line)
  if scheme == "people" then
    local article = mine.text.plain(record.text)
    local item = { title = article.title, text = article.text, language = record.lang
      or mine.text.language(record.text),
      date = article.date, place = article.place and { name = article.place } }
    actors.process(item, config)
    mine.run.say(mine.json.encode({ id = record.id, people = item.people }) .. "\n")
  else
    local item = { text = record.text, language = record.lang }
    actors.process(item, config)
    mine.run.say(mine.json.encode({ id = record.id, entities = entities(item),
      countries = countries(item) }) .. "\n")
  end
end
