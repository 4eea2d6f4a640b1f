-- The crawl: workers that take entries from the queue and put pages on a short shelf, and the loop
-- of the caller that takes them from there.
local mine, part, native = ...
local new_options = part("options")(mine)
local memory = part("memory")(mine)
local scope = part("scope")(mine, native.private)
local visit = part("visit")(mine, native)

local MOST_KNOWN = 100000 -- keys that are remembered here, so that the database is not asked again

local crawl = {}
crawl.__index = crawl

-- ---- waiting: a bell is a list of tasks that sleep until it rings

local function wait(bell)
  local sleeper = mine.task.spawn(mine.sleep, 86400)
  bell[#bell + 1] = sleeper
  sleeper:join()
end

local function ring(bell)
  local sleepers = table.move(bell, 1, #bell, 1, {})
  for i = #bell, 1, -1 do bell[i] = nil end
  for _, sleeper in ipairs(sleepers) do sleeper:cancel() end
end

function crawl:count(what, n) self.counts[what] = (self.counts[what] or 0) + (n or 1) end

-- ---- what is known

function crawl:saw(key, print)
  if not self.seen_prints[key] then
    self.seen_prints[key] = true
    self.trap:page(key, print)
  end
end

function crawl:follow(key)
  if self.followed[key] then return end
  self.followed[key] = true
  self.asked = self.asked + 1
  self.trap:follow(key)
end

-- What the round saw before it was stopped.
function crawl:recall()
  self.memory:each_seen(function(key, r)
    self:follow(key)
    if r.print then self:saw(key, r.print) end
    if r.print and not r.copy and not self.owners[r.page or key] then
      self.owners[r.page or key] = { key = key, print = r.print, is_done = true }
    end
  end)
end

function crawl:is_trap(key)
  local why = self.trap:look(key)
  if not why then return false end
  self:count("trapped")
  local shape = self.trap:shape(key) .. " " .. why
  if not self.told[shape] then
    self.told[shape] = true
    mine.log.info("crawl-trap", { crawl = self.options.name, url = key, why = why })
  end
  return true
end

-- Seen in a round before, and nothing says that it is worth another look.
function crawl:is_known_page(key, hint)
  local r = self.memory:seen(key)
  if not r or r.round == self.memory.round.number then return false end
  local age, again = mine.time.now() - r.at, self.options.again
  if again and age < again then return true end
  if not r.settled or again then return false end
  local updated = hint and (hint.updated or hint.date)
  local seconds = updated and mine.time.parse(updated)
  return not (seconds and seconds > r.at)
end

-- Adds the address to the list if it is to be followed. page: where it stands; hint: what a sitemap
-- or feed says of it.
function crawl:consider(list, url, depth, page, hint)
  if depth > self.options.depth then return end
  local key, why = self.scope:key(url, page)
  if not key then
    if why == "private" then self:count("private") end
    return why
  end
  if self.known[key] or self:is_trap(key) then return end
  if self.n_known >= MOST_KNOWN then self.known, self.n_known = {}, 0 end
  self.known[key], self.n_known = true, self.n_known + 1
  if self:is_known_page(key, hint) then
    self:count("seen")
    return
  end
  list[#list + 1] = { key = key, priority = (hint and 500 or 0) - depth,
    value = { url = key, depth = depth, from = page and page.url or nil } }
end

function crawl:push(list)
  local n = self.memory:push(list)
  if n > 0 then ring(self.idle) end
  return n
end

-- ---- workers

local function do_entry(c, entry, is_poison)
  local v = entry.value
  if is_poison then
    c:count("errors")
    mine.log.warn("crawl-gave-up", { url = v.url, runs = entry.tries })
    c.memory:fail(entry, "was under way when " .. entry.tries .. " runs ended", { tries = 1 })
  elseif v.kind then
    visit[v.kind](c, entry)
  elseif v.depth > 0 and not c.followed[entry.key] and c:is_trap(entry.key) then
    c.memory:done(entry)
  else
    c:follow(entry.key)
    visit.page(c, entry)
  end
end

-- Leases are counted while they are waited for, so that no more pages are asked for than there may
-- be.
local function lease(c, seconds)
  c.taking = c.taking + 1
  local entry, is_poison = c.memory:lease(seconds)
  c.taking = c.taking - 1
  return entry, is_poison
end

-- The next entry; nil when there is none and none will come.
local function take(c)
  while not c.stopped do
    if c.asked >= c.options.pages then
      c.is_full = true
      return nil
    elseif c.asked + c.taking >= c.options.pages then
      mine.sleep(0.001)
    else
      local entry, is_poison = lease(c, 0)
      if entry then return entry, is_poison end
      if c.busy > 0 then
        wait(c.idle)
      elseif c.memory:counts().waiting == 0 then
        return nil
      else
        entry, is_poison = lease(c, 5) -- due later
        if entry then return entry, is_poison end
      end
    end
  end
end

local function work(c)
  while not c.stopped do
    while #c.shelf >= c.options.concurrency and not c.stopped do wait(c.room) end
    local entry, is_poison = take(c)
    if not entry then break end
    c.busy = c.busy + 1
    do_entry(c, entry, is_poison)
    c.busy = c.busy - 1
    ring(c.idle)
  end
end

local function worker(c)
  local ok, err = pcall(work, c)
  if not ok then
    c.failure = c.failure or { err }
    c.stopped = true
  end
  c.workers = c.workers - 1
  ring(c.idle)
  ring(c.room)
  ring(c.news)
end

function crawl:deliver(page)
  self.shelf[#self.shelf + 1] = page
  ring(self.news)
end

-- Says at the end what came of it; the round is over once the last page is done.
function crawl:settled()
  if not self.ended or self.finished then return end
  self.finished = self.memory:finish(self.is_full)
end

local function finish(c)
  if c.ended then return end
  c.ended = true
  c:settled()
  local n, left = c.counts, c.memory:counts().waiting
  mine.log.info("crawl", { name = c.options.name, round = c.memory.round.number,
    pages = n.pages or 0, errors = n.errors, duplicates = n.duplicates, seen = n.seen,
    trapped = n.trapped, robots = n.robots, private = n.private, elsewhere = n.elsewhere,
    files = n.files, held = n.held, left = left > 0 and left or nil })
end

local function next_page(c)
  if c.last and not c.options.manual then c.last:done() end
  c.last = nil
  while true do
    if c.failure then error(c.failure[1], 0) end
    local page = table.remove(c.shelf, 1)
    if page then
      c.last = page
      ring(c.room)
      return page
    end
    if c.workers == 0 then
      finish(c)
      return nil
    end
    wait(c.news)
  end
end

local function stop(c)
  c.stopped = true
  for _, task in ipairs(c.tasks) do task:cancel() end
  c.tasks = {}
end

-- ---- the beginning

local function seeds_of(o)
  local list, sites = {}, {}
  for _, url in ipairs(o.start) do
    local key = mine.doc.url_key(url)
    local site = key:match("^https?://[^/?#]+")
    if o.sitemaps and o.depth > 0 and not sites[site] then
      sites[site] = true
      list[#list + 1] = { key = "sitemaps " .. site, priority = 2000,
        value = { kind = "sitemaps", url = url } }
    end
    list[#list + 1] = { key = key, priority = 1000, value = { url = url, depth = 0 } }
  end
  return list
end

return function(given)
  local o = new_options(given)
  local c = setmetatable({ options = o, scope = scope.new(o),
    trap = mine.doc.trap(), counts = {}, known = {}, n_known = 0, followed = {}, seen_prints = {},
    owners = {}, told = {}, asked = 0, taking = 0, busy = 0, workers = o.concurrency, shelf = {},
    tasks = {}, idle = {}, room = {}, news = {} }, crawl)
  c.memory = mine.run.dry and memory.volatile() or memory.open(o.name)
  c.page_http, c.kept_http = { redirects = 0 }, { redirects = 0 }
  for name, value in pairs(o.http) do c.page_http[name], c.kept_http[name] = value, value end
  c.kept_http.cache = "offline"
  for _, host in ipairs(c.memory.round.hosts or {}) do c.scope:add_host(host) end
  c.memory:begin(seeds_of(o))
  c:recall()
  for i = 1, o.concurrency do c.tasks[i] = mine.task.spawn(worker, c) end
  local closer = setmetatable({}, { __close = function() stop(c) end })
  return function() return next_page(c) end, nil, nil, closer
end
