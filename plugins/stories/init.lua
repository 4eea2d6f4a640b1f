-- Puts items that tell of one thing into one story, across outlets and languages, says what joined
-- them and what each adds, and marks near-duplicates.
--
-- Two ways lead into a story. Copies: the share of the shorter text's groups of two words that
-- another has (mine.text.copies). Evidence: actors, places, numbers, days, events and key phrases
-- that two items share, the rarer the heavier (evidence.lua, index.lua); for that a stage before
-- this one has to leave mentions.
local evidence = require "evidence"
local index = require "index"
local novel = require "novel"
local numbers = require "numbers"
local scan = require "scan"

local stories = { ordered = true } -- items must come one by one: they are compared with each other

-- Texts by the number that the index of copies gave them: remembered items.
local copies, texts = mine.text.copies(), {}
local memory -- the stories, when first needed

local BASIS = 12 -- pieces of evidence that an item names, heaviest first

local function seconds_of(item) return item.date and mine.time.parse(item.date) end

local function round(number) return math.floor(number * 1000 + 0.5) / 1000 end

-- What is remembered of an item: its evidence without the list of passages.
local function remember(item, bag, with_text)
  local kept = { url = item.url, key = item.key or item.url, language = item.language,
    text = with_text and item.text or nil, duplicate_of = item.duplicate_of, seconds = bag.seconds,
    bag = { weight = bag.weight, keys = bag.keys, kind = bag.kind, countries = bag.countries,
      order = bag.order, topics = bag.topics, seconds = bag.seconds, text = bag.text } }
  local story = memory:add(kept, item.story or item.url)
  story.speakers = story.speakers or {}
  for _, quote in ipairs(item.quotes or {}) do
    local key = novel.speaker(quote.speaker)
    if key then story.speakers[key] = true end
  end
  local id = copies:add(item.text or "")
  if id then texts[id] = kept end -- else not UTF-8, or too long to be compared
end

local function bag_of(item)
  local bag = evidence.of(item)
  bag.seconds = seconds_of(item)
  return bag
end

local function load_recent(config)
  memory = index.new(config.days)
  if config.days == 0 then return end
  local since = mine.time.format(mine.time.now() - config.days * 86400)
  for item in mine.store.each { since = since, order = "oldest" } do
    if item.url then remember(item, bag_of(item), false) end
  end
end

-- The text most like this one that is not the item itself, and how much of the shorter one it
-- shares.
local function nearest(item, seconds, config)
  for _, found in ipairs(copies:find(item.text or "", { share = config.alike }) or {}) do
    local other = texts[found.id]
    local near = not seconds or not other.seconds
      or math.abs(seconds - other.seconds) <= (config.days + 1) * 86400
    if other.url ~= item.url and near then return other, found.share end
  end
end

-- The shared evidence, heaviest first, as the item and the one that it was compared with write it.
local function basis_rows(bag, other, shared)
  local rows, by_key = mine.json.array {}, {}
  for _, piece in ipairs(bag.list) do by_key[piece.key] = piece end
  table.sort(shared, function(a, b)
    if a.points ~= b.points then return a.points > b.points end
    return a.key < b.key
  end)
  for i = 1, math.min(#shared, BASIS) do
    local piece = by_key[shared[i].key]
    rows[i] = { kind = piece.kind, key = piece.key, text = piece.text, first = piece.first,
      last = piece.last, other = other.bag.text[piece.key], weight = round(shared[i].points) }
  end
  return rows
end

-- Whether the item was looked at in an earlier run and has not changed since: then it stays as it
-- is.
local function settled(item)
  local stored = mine.store.get(item.key or item.url)
  if not stored or not stored.story or stored.text ~= item.text or stored.title ~= item.title then
    return false
  end
  for _, field in ipairs { "story", "duplicate_of", "story_basis", "new" } do
    item[field] = stored[field]
  end
  return true
end

local function join(item, bag, config)
  local other, share = nearest(item, bag.seconds, config)
  if other and (share >= config.same or index.may_be_one(bag, other.bag)) then
    -- The first of some copies stays it when a later run meets the others in the database.
    local first = other.duplicate_of or other.url
    if share >= config.same and first ~= item.url then item.duplicate_of = first end
    item.story_basis = { with = other.url, by = "copy", share = round(share) }
    return other.story
  end
  local found = item.mentions and memory:find(bag, item.url, config.evidence)
  if not found then return nil end
  item.story_basis = { with = found.item.url, by = "evidence", score = round(found.score),
    evidence = basis_rows(bag, found.item, found.shared) }
  return found.story
end

function stories.process(item, config)
  if not item.url then return item end -- nothing that a story could be named by
  if not memory then load_recent(config) end
  local known = memory.by_url[item.url]
  if known and not known.text and settled(item) then return item end
  item.duplicate_of, item.story_basis, item.new = nil, nil, nil
  local bag = bag_of(item)
  memory:remove(item.url)
  local story = join(item, bag, config)
  if known then story = known.story end -- once in a story, a page stays in it
  item.story = story and story.head or item.url
  if story and #story.items > 0 and item.story ~= item.url then
    item.new = novel.of(item, bag, story)
  elseif item.story == item.url then
    item.story_basis = nil
  end
  remember(item, bag, true)
  return item
end

-- The numbers of a text as values with units, for other plugins: list of { value, unit, digits,
-- text, first, last }. mine.use("stories").numbers("1,8 млрд долларов", "ru")[1].value --> 1.8e9
function stories.numbers(text, language)
  return numbers.find(text, scan.words(text, language), language,
    mine.text.dates(text, { language = language }) or {})
end

return stories
