-- Gives copies of one report the same story (the url of the first one seen) and marks
-- near-duplicates.
--
-- A text is a set of groups of four words that follow each other. Two texts are compared by the
-- share of the shorter one's groups that the other has too, so a copy cut in half is still a copy.
-- An index from group to texts keeps the cost linear: an item only meets those with which it shares
-- something.
local stories = { ordered = true } -- items must come one by one: they are compared with each other

local GROUP, MOST_GROUPS, MOST_TEXTS = 4, 600, 16

-- Texts: { url, story, seconds, size }; index: group -> numbers of texts
local texts, index = {}, {}
local loaded = false

local function groups_of(item)
  local words, set, list = {}, {}, {}
  for word in mine.text.fold(item.text or ""):gmatch("[%w\128-\255]+") do
    words[#words + 1] = word
  end
  for i = 1, math.min(#words - GROUP + 1, MOST_GROUPS) do
    local group = table.concat(words, " ", i, i + GROUP - 1)
    if not set[group] then
      set[group] = true
      list[#list + 1] = group
    end
  end
  return list
end

local function remember(item, groups)
  local number = #texts + 1
  texts[number] = { url = item.url, story = item.story or item.url, size = #groups,
    seconds = item.date and mine.time.parse(item.date) }
  for _, group in ipairs(groups) do
    local list = index[group]
    if not list then
      index[group] = { number }
    elseif #list < MOST_TEXTS then -- a phrase that stands everywhere tells nothing
      list[#list + 1] = number
    end
  end
end

local function load_recent(days)
  loaded = true
  if days == 0 then return end
  local since = mine.time.format(mine.time.now() - days * 86400)
  for item in mine.store.each { since = since } do remember(item, groups_of(item)) end
end

-- The text most like these groups that is not the item itself, and how much of the shorter one it
-- shares.
local function nearest(item, groups, days)
  local common, best, best_share = {}, nil, 0
  for _, group in ipairs(groups) do
    for _, number in ipairs(index[group] or {}) do common[number] = (common[number] or 0) + 1 end
  end
  local seconds = item.date and mine.time.parse(item.date)
  for number, n in pairs(common) do
    local other = texts[number]
    local share = n / math.min(#groups, other.size)
    local near = not seconds or not other.seconds
      or math.abs(seconds - other.seconds) <= (days + 1) * 86400
    if other.url ~= item.url and near
      and (share > best_share or share == best_share and number < best.number) then
      best, best_share = { text = other, number = number }, share
    end
  end
  return best and best.text, best_share
end

function stories.process(item, config)
  if not loaded then load_recent(config.days) end
  local groups = groups_of(item)
  local other, share = nearest(item, groups, config.days)
  item.story, item.duplicate_of = item.url, nil
  if other and share >= config.alike then
    item.story = other.story
    -- The first of a story stays its head when a later run meets its copies in the database.
    if share >= config.same and other.story ~= item.url then item.duplicate_of = other.story end
  end
  remember(item, groups)
  return item
end

return stories
