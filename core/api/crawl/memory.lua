-- What a crawl remembers: the work to be done (a queue), its round, and the pages that it saw. In
-- the database; in this process alone when the run writes nothing (--dry-run).
--
--   round   { number, started, finished, hosts = where starts lead }
--   p/KEY   { at, round, kind, print, page = the page's own key, copy = of another page,
--           settled = an article }: a page that is done
--
-- A page is marked as done together with its record, what it links to before that: so a kill
-- leaves nothing half done.
local mine = ...
local memory = {}

local LEASE = 30 * 86400 -- a run that dies gives back its leases at once, whatever this says
local MOST_LEASES = 25 -- of an entry: a page that ends the run each time must not end it for ever
local KEEP = 400 * 86400

local function names_of(name) return "crawl " .. name end

-- Keys of small values are short. Two long addresses with the same ends are told by the record.
local function record_key(key)
  if #key > 900 then key = key:sub(1, 450) .. #key .. key:sub(-400) end
  return "p/" .. key
end

local function check(value, err)
  if value == nil and err then error(err, 0) end
  return value
end

local kept = {} -- methods
kept.__index = kept

function memory.open(name)
  local m = { queue = names_of(name), kv = mine.store.kv(names_of(name)) }
  m.round = check(m.kv:get("round"))
  m.is_new = m.round == nil or m.round.finished ~= nil
  if m.is_new then
    m.round = { number = m.round and m.round.number + 1 or 1, started = mine.time.now() }
  end
  return setmetatable(m, kept)
end

function memory.forget(name)
  local kv = mine.store.kv(names_of(name))
  return mine.store.tx(function()
    local keys
    repeat
      keys = check(kv:keys(nil))
      for _, key in ipairs(keys) do check(kv:remove(key)) end
    until #keys == 0
    check(mine.queue.forget(names_of(name), { all = true }))
    return true
  end)
end

local function push_all(m, list)
  local n = 0
  for _, e in ipairs(list) do
    if check(mine.queue.push(m.queue, e.key, e.value, { priority = e.priority })) then n = n + 1 end
  end
  return n
end

-- Begins the round, or goes on with it.
function kept:begin(seeds)
  check(mine.store.tx(function()
    if self.is_new then
      check(mine.queue.forget(self.queue))
      check(self.kv:set("round", self.round))
    end
    push_all(self, seeds)
    return true
  end))
end

-- Calls fn(key, record) for the pages that this round saw before this run.
function kept:each_seen(fn)
  if self.is_new then return end
  local after = ""
  while true do
    local keys = check(self.kv:keys("p/", { after = after, limit = 1000 }))
    for _, key in ipairs(keys) do
      local record = self.kv:get(key)
      if record and record.round == self.round.number then fn(record.key or key:sub(3), record) end
    end
    if #keys < 1000 then return end
    after = keys[#keys]
  end
end

function kept:seen(key)
  local record = self.kv:get(record_key(key))
  if record and (record.key or key) == key then return record end
end

-- Keeps new work; how much of it is new.
function kept:push(list)
  if #list == 0 then return 0 end
  local n = 0
  check(mine.store.tx(function()
    n = push_all(self, list)
    return true
  end))
  return n
end

-- The next entry that is due, waiting for it no longer than seconds. Second: it broke too many
-- runs.
function kept:lease(seconds)
  local entry = check(mine.queue.lease(self.queue, { seconds = LEASE, wait = seconds }))
  if not entry then return nil end
  return entry, entry.tries >= MOST_LEASES
end

local function keep_record(m, key, record)
  if not record then return true end
  record.round, record.at = m.round.number, mine.time.now()
  if #key > 900 then record.key = key end
  return m.kv:set(record_key(key), record, { ttl = KEEP })
end

-- The record (may be nil) and the end of the work, both or neither.
function kept:done(entry, record)
  check(mine.store.tx(function()
    check(keep_record(self, entry.key, record))
    check(mine.queue.done(entry))
    return true
  end))
end

-- True when it will be tried again.
function kept:fail(entry, err, options, record)
  local again
  check(mine.store.tx(function()
    again = check(mine.queue.fail(entry, err, options))
    check(keep_record(self, entry.key, not again and record or nil))
    return true
  end))
  return again
end

-- Another host belongs to this round: a start leads there.
function kept:add_host(host)
  local hosts = self.round.hosts or mine.json.array {}
  hosts[#hosts + 1] = host
  self.round.hosts = hosts
  check(self.kv:set("round", self.round))
end

function kept:counts() return check(mine.queue.count(self.queue)) end

-- The round is over; rest: although some work waits.
function kept:finish(rest)
  local c = self:counts()
  if c.leased > 0 or (c.waiting > 0 and not rest) then return false end
  self.round.finished = mine.time.now()
  check(self.kv:set("round", self.round))
  return true
end

-- ---- the same without a database: one round, which ends with the run

local loose = {}
loose.__index = loose

function memory.volatile()
  return setmetatable({ is_new = true, round = { number = 1 }, known = {}, list = {}, n = 0,
    records = {}, busy = 0 }, loose)
end

function loose:push(list)
  local n = 0
  for _, e in ipairs(list) do
    if not self.known[e.key] then
      self.known[e.key] = true
      self.n, n = self.n + 1, n + 1
      local value = mine.json.decode(mine.json.encode(e.value))
      self.list[#self.list + 1] = { id = self.n, key = e.key, value = value,
        priority = e.priority, tries = 0 }
    end
  end
  return n
end

loose.begin = loose.push
function loose.each_seen() end
function loose:seen(key) return self.records[key] end

function loose:lease()
  local best
  for i, e in ipairs(self.list) do
    if not best or e.priority > self.list[best].priority then best = i end
  end
  if not best then return nil end
  self.busy = self.busy + 1
  return table.remove(self.list, best)
end

function loose:done(entry, record)
  self.busy = self.busy - 1
  if record then record.round, self.records[entry.key] = 1, record end
end

function loose:fail(entry, _, options, record)
  entry.tries = entry.tries + 1
  if entry.tries < options.tries then
    self.busy = self.busy - 1
    self.list[#self.list + 1] = entry
    return true
  end
  self:done(entry, record)
  return false
end

function loose:counts()
  return { waiting = #self.list, leased = self.busy, done = self.n - #self.list - self.busy,
    failed = 0 }
end

function loose.add_host() end
function loose.finish() return true end

return memory
