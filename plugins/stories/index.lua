-- The stories of the window: which evidence they hold, how rare it is, and which of them an item
-- belongs to.
--
-- A story is found through the evidence that it shares with the item, rarest first: what more than
-- a few stories hold finds nothing, it only adds weight. So an item costs what it shares, whatever
-- the number of stories, and memory grows with the items of the window alone.
local index = {}
index.__index = index

local DAY = 86400
local PRIOR = 40 -- stories that are thought to be known before the first: rarity needs a crowd
local COMMON = 24 -- in more stories than this, evidence finds no story ...
local COMMON_SHARE = 0.02 -- ... and in a larger share of them than this
local VISITS = 1500 -- stories counted, rarest evidence first
local SAME_COUNTRIES = 0.6
local CANDIDATES = 10 -- stories looked at closely
local MEMBERS = 8 -- their items compared: the first and the latest

-- days: how long a story is remembered after its latest item.
function index.new(days)
  return setmetatable({ days = days, stories = {}, holders = {}, count = 0, by_url = {},
    newest = nil, pruned = 0, changes = 0 }, index)
end

-- How rare a key is: 1 for what no story holds, towards 0 for what all hold.
local function rarity(self, key)
  local holders = self.holders[key]
  local n = holders and holders.n or 0
  return math.log((self.count + PRIOR) / (n + 1)) / math.log(self.count + PRIOR)
end

-- The weight of all evidence of an item. It changes slowly with the number of stories, so what was
-- summed up is kept for a while.
local function total(self, bag)
  if bag.total and self.count <= bag.counted * 1.1 + 4 then return bag.total end
  local sum = 0
  for _, key in ipairs(bag.keys) do sum = sum + bag.weight[key] * rarity(self, key) end
  bag.total, bag.counted = sum, self.count
  return sum
end

-- What is no state.
local joint = { EUR = true, UNO = true }
local function is_state(code) return #code == 3 and code:find("^%u+$") and not joint[code] end

local function cosine(a, b, counts)
  local dot, aa, bb, both = 0, 0, 0, 0
  for _, country in ipairs(a.order) do
    if counts(country) then
      local weight, theirs = a.countries[country], b.countries[country] or 0
      dot, aa = dot + weight * theirs, aa + weight * weight
      if theirs > 0 then both = both + 1 end
    end
  end
  for _, country in ipairs(b.order) do
    if counts(country) then bb = bb + b.countries[country] ^ 2 end
  end
  if aa == 0 or bb == 0 then return nil, 0 end
  return dot / math.sqrt(aa * bb), both
end

-- How alike the countries of two items are, 0..1: those of states where both name some (one bank
-- lends to many), else of all; 1 when one names none. And how many states they share.
local function same_countries(a, b)
  local states, both = cosine(a, b, is_state)
  local all = cosine(a, b, function() return true end)
  if states and all then return math.min(states, all), both end
  return all or 1, both
end

-- Whether two items may be of one story as far as the countries go: short reports of like matters
-- in two pairs of countries share many words.
function index.may_be_one(a, b) return same_countries(a, b) >= SAME_COUNTRIES end

-- What counts as one witness. Countries do only when three are the same.
local witness = { person = "actor", body = "actor", place = "place", name = "name",
  number = "number", amount = "number", date = "date", word = "word", event = "event",
  concept = "concept" }
local GATE = 0.15 -- what is left of a score when no country is the same
local WITNESS = 0.25 -- points that make one
-- Who and where may be the same in two stories of one day; what happened may not.
local tells_what = { name = true, number = true, amount = true, date = true, word = true,
  event = true, concept = true }
local WHAT = 0.4 -- points of it that are enough
local NO_WHAT = 0.75 -- what counts of an evidence without any, unless two persons are the same

-- How alike the topics are: 1 when one has none; less when both are sure of different ones.
local APART = 0.25
local function same_topics(a, b)
  local dot, aa, bb, top_a, top_b = 0, 0, 0, 0, 0
  for label, score in pairs(a.topics) do
    dot, aa = dot + score * (b.topics[label] or 0), aa + score * score
    top_a = math.max(top_a, score)
  end
  for _, score in pairs(b.topics) do
    bb, top_b = bb + score * score, math.max(top_b, score)
  end
  if aa == 0 or bb == 0 then return 1 end
  return 1 - APART * (1 - dot / math.sqrt(aa * bb)) * math.min(1, top_a, top_b)
end

local function decay(self, a, b)
  if not a or not b then return 1 end
  local apart = math.abs(a - b) / DAY
  if apart > self.days + 1 then return 0 end
  return apart <= 1.5 and 1 or 0.5 ^ ((apart - 1.5) / 2.5)
end

-- The evidence that two items share, and what it tells: witnesses that agree, points of what
-- happened, words of persons.
local function share(self, bag, other)
  local found = { list = {}, sum = 0, witnesses = 0, what = 0 }
  local points_of, persons = {}, 0
  local alike, states = same_countries(bag, other)
  for _, key in ipairs(bag.keys) do
    local theirs = other.weight[key]
    if theirs and (bag.kind[key] ~= "start" or other.kind[key] ~= "start") then
      local kind = bag.kind[key]
      if kind == "start" then kind = other.kind[key] end
      local points = math.min(bag.weight[key], theirs) * rarity(self, key)
      found.sum = found.sum + points
      found.list[#found.list + 1] = { key = key, points = points }
      local group = witness[kind]
      if group then points_of[group] = (points_of[group] or 0) + points end
      if tells_what[kind] then found.what = found.what + points end
      if kind == "person" then persons = persons + 1 end
    end
  end
  for _, points in pairs(points_of) do
    if points >= WITNESS then found.witnesses = found.witnesses + 1 end
  end
  if states >= 3 then found.witnesses = found.witnesses + 1 end
  if persons >= 3 then found.witnesses = found.witnesses + 1 end
  found.told = found.what >= WHAT or persons >= 3 or states >= 3
  found.alike = alike
  return found
end

-- How much speaks for two items being of one story: 0..1, with the shared keys.
function index:compare(bag, other)
  local found = share(self, bag, other)
  local size = math.sqrt(total(self, bag) * total(self, other))
  if size == 0 then return 0, found end
  local score = found.sum / size * decay(self, bag.seconds, other.seconds)
    * math.min(1, GATE + 1.1 * found.alike) * same_topics(bag, other)
    * math.min(1.4, 0.7 + 0.15 * found.sum) -- much in common counts beyond its share of the items
  if not found.told then score = score * NO_WHAT end
  return score, found
end

-- Stories that share rare evidence, those that share the most first.
local function candidates(self, bag)
  local points, order, rare = {}, {}, {}
  local limit = math.max(COMMON, self.count * COMMON_SHARE)
  for i, key in ipairs(bag.keys) do
    local holders = self.holders[key]
    if holders and holders.n <= limit then
      rare[#rare + 1] = { key = key, holders = holders, i = i }
    end
  end
  table.sort(rare, function(a, b)
    if a.holders.n ~= b.holders.n then return a.holders.n < b.holders.n end
    return a.i < b.i
  end)
  local visits = 0
  for _, one in ipairs(rare) do
    if visits >= VISITS then break end
    visits = visits + one.holders.n
    local worth = bag.weight[one.key] * rarity(self, one.key)
    for story in pairs(one.holders.stories) do
      if not points[story] then
        points[story] = 0
        order[#order + 1] = story
      end
      points[story] = points[story] + worth
    end
  end
  table.sort(order, function(a, b)
    if points[a] ~= points[b] then return points[a] > points[b] end
    return a.number < b.number
  end)
  return order
end

-- The story that the item belongs to by its evidence: { story, item, score, shared }, or nil.
-- least: the score from which on it does.
function index:find(bag, url, least)
  local best
  local order = candidates(self, bag)
  for i = 1, math.min(#order, CANDIDATES) do
    local story = order[i]
    local sum, n, top = 0, 0, nil
    for k, item in ipairs(story.items) do
      if item.url ~= url and (k == 1 or k > #story.items - MEMBERS + 1) then
        local score, found = self:compare(bag, item.bag)
        if found.witnesses < 2 then score = 0 end
        sum, n = sum + score, n + 1
        if not top or score > top.score then
          top = { item = item, score = score, shared = found.list }
        end
      end
    end
    if top then
      local score = 0.6 * top.score + 0.4 * sum / n
      if score >= least and (not best or score > best.score) then
        best = { story = story, item = top.item, score = score, shared = top.shared }
      end
    end
  end
  return best
end

local function forget(self, story)
  for key in pairs(story.keys) do
    local holders = self.holders[key]
    if holders then
      holders.stories[story], holders.n = nil, holders.n - 1
      if holders.n == 0 then self.holders[key] = nil end
    end
  end
  for _, item in ipairs(story.items) do
    if self.by_url[item.url] == item then self.by_url[item.url] = nil end
  end
  self.stories[story.head] = nil
  self.count = self.count - 1
end

-- Forgets stories whose latest item is older than the window, now and then.
local function prune(self)
  self.changes = self.changes + 1
  if self.changes < 256 or not self.newest then return end
  self.changes = 0
  local old = {}
  for _, story in pairs(self.stories) do
    if story.latest and story.latest < self.newest - (self.days + 1) * DAY then
      old[#old + 1] = story
    end
  end
  for _, story in ipairs(old) do forget(self, story) end
end

-- Remembers an item as one of the story with the given head (its own url: it is the head).
function index:add(item, head)
  local story = self.stories[head]
  if not story then
    self.serial = (self.serial or 0) + 1
    story = { head = head, items = {}, keys = {}, number = self.serial }
    self.stories[head], self.count = story, self.count + 1
  end
  story.items[#story.items + 1] = item
  item.story = story
  self.by_url[item.url] = item
  local seconds = item.bag.seconds
  if seconds then
    if not story.latest or seconds > story.latest then story.latest = seconds end
    if not self.newest or seconds > self.newest then self.newest = seconds end
  end
  for _, key in ipairs(item.bag.keys) do
    if not story.keys[key] then
      story.keys[key] = true
      local holders = self.holders[key]
      if not holders then
        holders = { n = 0, stories = {} }
        self.holders[key] = holders
      end
      holders.stories[story], holders.n = true, holders.n + 1
    end
  end
  prune(self)
  return story
end

-- Takes an item out, before it is told again with another text.
function index:remove(url)
  local item = self.by_url[url]
  if not item then return nil end
  self.by_url[url] = nil
  for i, other in ipairs(item.story.items) do
    if other == item then table.remove(item.story.items, i) break end
  end
  return item
end

return index
