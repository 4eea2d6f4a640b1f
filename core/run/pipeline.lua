-- The life of an item in a declared job: source, stages, sinks.
-- Called with (job, host, mine): job.sources, job.stages, job.sinks are lists of
-- { name, fns, config }; host is what core/run/host.c lends.
--
-- Up to job.concurrency items are in the stages at once, each in a task of its own. They leave in
-- the order in which the sources gave them. A stage whose init.lua says ordered = true sees the
-- items one by one in that order (it compares them with each other), and so do those behind it.
-- A source with a function done hears of each of its items that is through: written, dropped or
-- failed. Of one that a sink could not write it does not hear, so that it comes again.
local job, host, mine = ...
local spawn = mine.task.spawn
local stages, sinks = job.stages, job.sinks
local contract = host.contract and host.contract(job, host, mine) -- of a job with `expects`

local first_ordered = #stages + 1
for i, stage in ipairs(stages) do
  if stage.fns.ordered then
    first_ordered = i
    break
  end
end

local function copy_of(item)
  local copy = {}
  for key, value in next, item do copy[key] = value end
  return copy
end

-- Sends item through stages first..last. Gives the item, or nil, the stage's name and why not:
-- a string is a reason to drop it, anything else an error. w learns where it is: if a stage raises,
-- the item as the stage got it is of interest.
local function through(item, first, last, w)
  if item.error then error(item.error, 0) end -- the source could not read it
  for i = first, last do
    local stage = stages[i]
    w.stage, w.before = i, copy_of(item)
    local out, reason = stage.fns.process(item, stage.config)
    if out == nil then return nil, stage.name, reason or "no reason given" end
    item = out
  end
  w.before = nil
  return item
end

-- What came of a task that ran `through`; says what went wrong with the item. Gives the item, or
-- nil and whether it failed.
local function result(task, item, w)
  local ok, out, stage, reason = task:join()
  if not ok then
    local at = stages[w.stage] -- out is the error, stage the traceback
    -- a stage that is ordered remembers items before, so that one alone does not tell why it failed
    local before = at and not at.fns.ordered and w.before or nil
    host.failed(item, out, stage, before, at and at.name, w.stage, w.source.name)
    return nil, true
  elseif out == nil then
    if type(reason) ~= "string" then
      host.failed(item, reason)
      return nil, true
    end
    host.dropped(item, stage, reason)
    return nil
  end
  return out
end

-- given: what the source gave, which a stage may have replaced.
local function through_with(source, given)
  if not source.fns.done or job.dry then return end
  local ok, err, trace = host.try(source.fns.done, given, source.config)
  if not ok then host.failed(given, err, trace) end
end

local writing, oldest, newest = {}, 1, 0 -- queue of { task, item }

local function wait_for_writer()
  local w = writing[oldest]
  writing[oldest] = nil
  oldest = oldest + 1
  local ok, err, trace = w.task:join()
  if not ok then host.sink_failed(w.item, err, trace) end
end

local function write(item, source, given)
  for _, sink in ipairs(sinks) do
    local outcome, err = sink.fns.write(item, sink.config)
    if outcome == nil and err ~= nil then error(err, 0) end
    if type(outcome) == "string" then host.outcome(outcome) end
  end
  if #sinks == 0 then host.emit(item) end
  host.done(item)
  through_with(source, given)
end

local function leave(w)
  local item, failed = result(w.task, w.item, w)
  if item and first_ordered <= #stages then
    item, failed = result(spawn(through, item, first_ordered, #stages, w), item, w)
  end
  if contract and failed then contract.failed(w.source) end
  if contract and item then contract.left(w.source, w.page, item) end
  if item == nil then return through_with(w.source, w.item) end
  if job.dry then return host.would_write(item) end
  if newest - oldest + 1 >= job.concurrency then wait_for_writer() end
  newest = newest + 1
  writing[newest] = { task = spawn(write, item, w.source, w.item), item = item }
end

local waiting, head, tail = {}, 1, 0 -- items in the stages, in order

local function leave_first()
  local w = waiting[head]
  waiting[head] = nil
  head = head + 1
  leave(w)
end

local function enter(item, source)
  tail = tail + 1
  if contract then contract.entered(source) end
  local w = { item = item, source = source, page = contract and contract.page_of(item) }
  w.task = spawn(through, item, 1, first_ordered - 1, w)
  waiting[tail] = w
  if tail - head + 1 >= job.concurrency then leave_first() end
end

local total = 0
local enough = false

-- Sends the items of a source on their way; true when the run has as many as it wants. A source
-- that raises ends there; what it gave before is worked on.
local function drain(source)
  local given = 0
  local ok, step, state, control = host.try(source.fns.items, source.config)
  if not ok then return host.source_failed(source.name, step, state) end
  while true do
    local fine, item, trace = host.try(step, state, control)
    if not fine then return host.source_failed(source.name, item, trace) end
    if item == nil then return host.source_done(source.name, given) end
    control = item
    given = given + 1
    host.enter(item)
    enter(item, source)
    total = total + 1
    if job.items > 0 and total >= job.items then return true end
  end
end

for _, sink in ipairs(sinks) do
  if sink.fns.open and not job.dry then sink.fns.open(sink.config) end
end
for _, source in ipairs(job.sources) do
  if drain(source) then
    enough = true
    break
  end
end
while head <= tail do leave_first() end
while oldest <= newest do wait_for_writer() end
if contract then contract.finish(enough) end
for _, sink in ipairs(sinks) do
  if sink.fns.close and not job.dry then sink.fns.close(sink.config) end
end
