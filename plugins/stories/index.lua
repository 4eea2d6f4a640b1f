-- The stories of the window: which evidence they hold, how rare it is, and which of them an item
-- belongs to.
--
-- A story is found through the evidence that it shares with the item, rarest first: what more than
-- a few stories hold finds nothing, it only adds weight. So an item costs what it shares, whatever
-- the number of stories, and memory grows with the items of the window alone.
local remembered = require "remembered"

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

-- How rare keys are, by the number of stories that hold them: 1 for what no story holds, towards 0
-- for what all hold. The list is filled while it is asked, and holds for as many stories as there
-- are.
local function rarities(self)
  if self.rare_of ~= self.count then
    local all = self.count + PRIOR
    local log_all = math.log(all)
    self.rare = setmetatable({}, { __index = function(known, n)
      local value = math.log(all / (n + 1)) / log_all
      known[n] = value
      return value
    end })
    self.rare_of = self.count
  end
  return self.rare
end

-- The rarity of each key of an item.
local function rarity_of(self, bag)
  local rare, holders, keys, out = rarities(self), self.holders, bag.keys, {}
  for i = 1, #keys do
    local held = holders[keys[i]]
    out[i] = rare[held and held.n or 0]
  end
  return out
end

-- The weight of all evidence of an item. It changes slowly with the number of stories, so what was
-- summed up is kept for a while.
local function total(self, bag)
  if bag.total and self.count <= bag.counted * 1.1 + 4 then return bag.total end
  local keys, weight, rarity, sum = bag.keys, bag.weight, rarity_of(self, bag), 0
  for i = 1, #keys do sum = sum + weight[keys[i]] * rarity[i] end
  bag.total, bag.counted = sum, self.count
  return sum
end

-- What is no state.
local joint = { EUR = true, UNO = true }
local is_state = remembered(function(code)
  return #code == 3 and code:find("^%u+$") and not joint[code] or false
end)

local function cosine(a, b, counts)
  local dot, aa, bb, both = 0, 0, 0, 0
  local ours, others = a.countries, b.countries
  for _, country in ipairs(a.order) do
    if not counts or counts(country) then
      local weight, theirs = ours[country], others[country] or 0
      dot, aa = dot + weight * theirs, aa + weight * weight
      if theirs > 0 then both = both + 1 end
    end
  end
  for _, country in ipairs(b.order) do
    if not counts or counts(country) then bb = bb + others[country] ^ 2 end
  end
  if aa == 0 or bb == 0 then return nil, 0 end
  return dot / math.sqrt(aa * bb), both
end

-- How alike the countries of two items are, 0..1: those of states where both name some (one bank
-- lends to many), else of all; 1 when one names none. And how many states they share.
local function same_countries(a, b)
  local states, both = cosine(a, b, is_state)
  local all = cosine(a, b)
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

-- What two items share tells so much: witnesses that agree, whether it says what happened, how
-- alike the countries are, and the sum of its points. rarity: of the bag's keys (rarity_of).
local function share(bag, other, rarity)
  local sum, what, witnesses, persons, points_of = 0, 0, 0, 0, {}
  local alike, states = same_countries(bag, other)
  local keys, weight, kinds = bag.keys, bag.weight, bag.kind
  local other_weight, other_kinds = other.weight, other.kind
  for i = 1, #keys do
    local key = keys[i]
    local theirs = other_weight[key]
    if theirs then
      local kind = kinds[key]
      if kind == "start" then kind = other_kinds[key] end
      if kind ~= "start" then -- in one of them it is a name
        local points = (weight[key] < theirs and weight[key] or theirs) * rarity[i]
        sum = sum + points
        local group = witness[kind]
        if group then points_of[group] = (points_of[group] or 0) + points end
        if tells_what[kind] then what = what + points end
        if kind == "person" then persons = persons + 1 end
      end
    end
  end
  for _, points in pairs(points_of) do
    if points >= WITNESS then witnesses = witnesses + 1 end
  end
  if states >= 3 then witnesses = witnesses + 1 end
  if persons >= 3 then witnesses = witnesses + 1 end
  return sum, witnesses, what >= WHAT or persons >= 3 or states >= 3, alike
end

-- The evidence that two items share: list of { key, points }.
local function shared(bag, other, rarity)
  local list = {}
  for i, key in ipairs(bag.keys) do
    local theirs = other.weight[key]
    if theirs and (bag.kind[key] ~= "start" or other.kind[key] ~= "start") then
      list[#list + 1] = { key = key, points = math.min(bag.weight[key], theirs) * rarity[i] }
    end
  end
  return list
end

-- How much speaks for two items being of one story, 0..1; 0 for less than two witnesses.
local function compare(self, bag, other, rarity)
  local size = math.sqrt(total(self, bag) * total(self, other))
  local near = decay(self, bag.seconds, other.seconds)
  if size == 0 or near == 0 then return 0 end
  local sum, witnesses, told, alike = share(bag, other, rarity)
  if witnesses < 2 then return 0 end
  local score = sum / size * near * math.min(1, GATE + 1.1 * alike) * same_topics(bag, other)
    * math.min(1.4, 0.7 + 0.15 * sum) -- much in common counts beyond its share of the items
  return told and score or score * NO_WHAT
end

-- Stories that share rare evidence, those that share the most first.
local function candidates(self, bag, rarity)
  local points, order, rare, held, place = {}, {}, {}, {}, {}
  local limit = math.max(COMMON, self.count * COMMON_SHARE)
  for i, key in ipairs(bag.keys) do
    local holders = self.holders[key]
    if holders and holders.n <= limit then
      rare[#rare + 1] = key
      held[key], place[key] = holders, i
    end
  end
  table.sort(rare, function(a, b)
    local m, n = held[a].n, held[b].n
    if m ~= n then return m < n end
    return place[a] < place[b]
  end)
  local visits = 0
  for _, key in ipairs(rare) do
    if visits >= VISITS then break end
    local holders = held[key]
    visits = visits + holders.n
    local worth = bag.weight[key] * rarity[place[key]]
    for story in pairs(holders.stories) do
      local before = points[story]
      if not before then order[#order + 1] = story end
      points[story] = (before or 0) + worth
    end
  end
  table.sort(order, function(a, b)
    local p, q = points[a], points[b]
    if p ~= q then return p > q end
    return a.number < b.number
  end)
  return order
end

-- The story that the item belongs to by its evidence: { story, item, score, shared }, or nil.
-- least: the score from which on it does.
function index:find(bag, url, least)
  local best
  local rarity = rarity_of(self, bag)
  local order = candidates(self, bag, rarity)
  for i = 1, math.min(#order, CANDIDATES) do
    local story = order[i]
    local sum, n, top, nearest = 0, 0, nil, nil
    for k, item in ipairs(story.items) do
      if item.url ~= url and (k == 1 or k > #story.items - MEMBERS + 1) then
        local score = compare(self, bag, item.bag, rarity)
        sum, n = sum + score, n + 1
        if not top or score > top then top, nearest = score, item end
      end
    end
    if top then
      local score = 0.6 * top + 0.4 * sum / n
      if score >= least and (not best or score > best.score) then
        best = { story = story, item = nearest, score = score }
      end
    end
  end
  if best then best.shared = shared(bag, best.item.bag, rarity) end
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
