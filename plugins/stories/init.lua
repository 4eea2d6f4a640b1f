-- Gives copies of one report the same story (the url of the first one seen) and marks
-- near-duplicates.
--
-- Two texts are compared by the share of the shorter one's groups of two words that the other has
-- too, so a copy cut in half is still a copy, and one in the other script as well. The index
-- (mine.text.copies) only compares those that are likely to have something in common.
local stories = { ordered = true } -- items must come one by one: they are compared with each other

-- Texts: { url, story, seconds } by the number that the index gave them.
local copies, texts = mine.text.copies(), {}
local loaded = false

local function seconds_of(item) return item.date and mine.time.parse(item.date) end

local function remember(item)
  local id = copies:add(item.text or "")
  if not id then return end -- not UTF-8, or too long to be compared
  texts[id] = { url = item.url, story = item.story or item.url, seconds = seconds_of(item) }
end

local function load_recent(days)
  loaded = true
  if days == 0 then return end
  local since = mine.time.format(mine.time.now() - days * 86400)
  for item in mine.store.each { since = since } do remember(item) end
end

-- The text most like this one that is not the item itself, and how much of the shorter one it
-- shares.
local function nearest(item, config)
  local seconds = seconds_of(item)
  for _, found in ipairs(copies:find(item.text or "", { share = config.alike }) or {}) do
    local other = texts[found.id]
    local near = not seconds or not other.seconds
      or math.abs(seconds - other.seconds) <= (config.days + 1) * 86400
    if other.url ~= item.url and near then return other, found.share end
  end
end

function stories.process(item, config)
  if not loaded then load_recent(config.days) end
  local other, share = nearest(item, config)
  item.story, item.duplicate_of = item.url, nil
  if other then
    item.story = other.story
    -- The first of a story stays its head when a later run meets its copies in the database.
    if share >= config.same and other.story ~= item.url then item.duplicate_of = other.story end
  end
  remember(item)
  return item
end

return stories
