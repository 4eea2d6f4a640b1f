local t = require "t"

-- tasks run side by side and join gives what they returned
local a = mine.task.spawn(function(x, y) mine.sleep(0.02) return x + y, "more" end, 1, 2)
local order = {}
local b = mine.task.spawn(function() order[#order + 1] = "b" end)
order[#order + 1] = "main"
t.eq({ a:join() }, { true, 3, "more" }, "join gives the results")
t.eq({ b:join() }, { true }, "a task without results")
t.eq(order, { "main", "b" }, "a new task starts in the next turn")
t.raises(function() a:join() end, "joined or cancelled before")

-- errors come with the traceback of the task
local ok, err, trace = mine.task.spawn(function() error("boom") end):join()
t.eq(ok, false)
t.has(err, "boom")
t.has(trace, "test_task.lua")
ok, err = mine.task.spawn(function() error({ code = 7 }) end):join()
t.eq(err, { code = 7 }, "an error value stays as it is")

-- cancel runs closing variables
local closed = 0
local c = mine.task.spawn(function()
  local _ <close> = setmetatable({}, { __close = function() closed = closed + 1 end })
  mine.sleep(60)
end)
mine.sleep(0.01)
c:cancel()
t.eq(closed, 1, "cancel closes variables")
c:cancel()
t.raises(function() c:join() end, "cancelled before")

-- waits inside coroutines, at any depth, and inside pcall
local gen = coroutine.wrap(function()
  for i = 1, 3 do
    mine.sleep(0.001)
    coroutine.yield(i)
  end
end)
t.eq({ gen(), gen(), gen() }, { 1, 2, 3 }, "a generator that waits")
local deep = coroutine.wrap(function()
  return coroutine.wrap(function()
    mine.sleep(0.001)
    return select(2, pcall(mine.sleep, 0.001)) or "end"
  end)()
end)
t.eq(deep(), "end", "a wait two coroutines down")
local co = coroutine.create(function() mine.sleep(0.01) end)
local other = mine.task.spawn(function() return coroutine.resume(co) end)
mine.sleep(0.001)
t.eq(coroutine.status(co), "normal", "a coroutine that waits is not suspended for others")
t.eq({ coroutine.resume(co) }, { false, "cannot resume non-suspended coroutine" })
t.eq({ other:join() }, { true, true })
t.eq(coroutine.status(co), "dead")

-- where no wait is possible it is said
t.raises(function() table.sort({ 2, 1, 3 }, function(x, y) mine.sleep(0) return x < y end) end,
  "cannot wait here")
t.raises(function() string.gsub("a", "a", function() mine.sleep(0) end) end, "cannot wait here")

-- all: order, limit, errors
local now, most = 0, 0
local results, errors = mine.task.all({ 30, 10, 20, 5 }, function(ms, ...)
  t.eq(select("#", ...), 0, "fn gets the value alone")
  now = now + 1
  most = math.max(most, now)
  mine.sleep(ms / 1000)
  now = now - 1
  if ms == 10 then return nil, "ten" end
  return ms / 5
end, { limit = 2 })
t.eq(most, 2, "the limit holds")
t.eq(results[1], 6.0)
t.eq(results[2], mine.null)
t.eq(results[4], 1.0)
t.eq(errors, { [2] = "ten" })
t.eq(#mine.task.all({}, function() end), 0, "an empty list")
t.raises(function() mine.task.all({ 1 }, function() error("inside") end) end, "inside")
t.raises(function() mine.task.all({ 1 }, print, { limits = 1 }) end, "unknown option 'limits'")
t.raises(function() mine.task.all({ 1 }, print, { limit = 0 }) end, "wants an integer")
t.raises(function() mine.task.all(1, print) end, "wants a list")
t.raises(function() mine.task.all({}, 1) end, "wants a function")
t.raises(function() mine.task.spawn(1) end, "function expected")
t.raises(function() mine.sleep(-1) end, "wants seconds")
t.raises(function() mine.sleep("x") end, "number expected")

-- many waiting tasks
local many = {}
for i = 1, 2000 do many[i] = mine.task.spawn(function() mine.sleep(0.01) return i end) end
local sum = 0
for i = 1, 2000 do sum = sum + select(2, many[i]:join()) end
t.eq(sum, 2001000, "two thousand tasks")
t.done()
