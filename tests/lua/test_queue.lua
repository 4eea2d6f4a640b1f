local t = require "t"
local queue = mine.queue

local function counts(name)
  local c = queue.count(name)
  return ("%d %d %d %d"):format(c.waiting, c.leased, c.done, c.failed)
end

-- the way of an entry
t.eq(queue.lease("pages"), nil)
t.eq(queue.push("pages", "a", { depth = 1, none = mine.null }), true)
t.eq(queue.push("pages", "a", 2), false, "a key is pushed once")
t.eq(queue.push("pages", "b", nil, { priority = 5 }), true)
t.eq(queue.push("pages", "c", "text", { delay = "1h" }), true)
t.eq(queue.push("other", "a"), true, "queues are apart")
t.eq(counts("pages"), "3 0 0 0")
local b = queue.lease("pages", { seconds = "10m" })
t.eq(b, { id = b.id, queue = "pages", key = "b", value = mine.null, tries = 0 })
local a = queue.lease("pages")
t.eq(a.value, { depth = 1, none = mine.null })
t.eq(queue.lease("pages"), nil, "the last one is not due")
t.eq(counts("pages"), "1 2 0 0")
t.eq(queue.done(a), true)
t.fails("not_found", queue.done(a))
t.eq(queue.push("pages", "a"), false, "done stays known")
t.eq(queue.fail(b, "no answer", { tries = 2, first = 0 }), true)
b = queue.lease("pages")
t.eq({ b.key, b.tries, b.error }, { "b", 1, "no answer" })
local _, err = mine.store.get(999999)
t.eq(queue.fail(b, err, { tries = 2 }), false, "failed for good, an error as the reason")
t.eq(counts("pages"), "1 0 1 1")
t.eq(queue.forget("pages"), 2)
t.eq(queue.forget("pages", { all = true }), 1)
t.eq(queue.push("pages", "a"), true)
t.eq(counts("nothing"), "0 0 0 0")

-- a lease ends with its time, and its handle with it
a = queue.lease("pages", { seconds = 0.001 })
mine.sleep(0.01)
local again = queue.lease("pages")
t.eq({ again.key, again.tries }, { "a", 1 })
t.fails("not_found", queue.done(a))
t.fails("not_found", queue.fail(a, "late"))
t.eq(queue.done(again), true)

-- waiting for something to be due
queue.push("slow", "soon", nil, { delay = 0.05 })
t.eq(queue.lease("slow"), nil)
t.eq(queue.lease("slow", { wait = 30 }).key, "soon")
t.eq(queue.lease("slow", { wait = 0.01 }), nil)
local waiting = mine.task.spawn(queue.lease, "later", { wait = 60 })
mine.sleep(0.01)
queue.push("later", "x", 7)
local ok, entry = waiting:join()
t.eq({ ok, entry.value }, { true, 7 })
local cancelled = mine.task.spawn(queue.lease, "empty", { wait = 60 })
mine.sleep(0.01)
cancelled:cancel()

-- many at once: each entry is had by one
local inputs, seen = {}, {}
for i = 1, 60 do inputs[i] = i end
mine.task.all(inputs, function(i) return assert(queue.push("many", "k" .. i, i)) end)
mine.task.all(inputs, function()
  local e = queue.lease("many")
  seen[e.key] = (seen[e.key] or 0) + 1
  return queue.done(e)
end, { limit = 16 })
local had = 0
for _, n in pairs(seen) do had = had + n end
t.eq({ had, seen.k1, seen.k60 }, { 60, 1, 1 })
t.eq(counts("many"), "0 0 60 0")

-- with a transaction: what was put and the end of the work, both or neither
queue.push("tx", "a")
local work = queue.lease("tx")
local function keep(fail)
  return mine.store.tx(function()
    mine.store.put { url = "https://queue.example/1", title = "from the queue" }
    t.eq(queue.done(work), true)
    t.eq(queue.push("tx", "b"), true)
    if fail then return nil, "changed its mind" end
    return "kept"
  end)
end
t.eq(select(2, keep(true)), "changed its mind")
t.eq(counts("tx"), "0 1 0 0")
t.eq(keep(false), "kept")
t.eq(counts("tx"), "1 0 1 0")
t.eq(mine.store.get("https://queue.example/1").title, "from the queue")
t.raises(mine.store.tx, "not within a transaction", function() queue.lease("tx") end)

-- mistakes
t.raises(queue.push, "1 to 1024 bytes", "", "k")
t.raises(queue.push, "1 to 8192 bytes", "q", "")
t.raises(queue.push, "1 to 8192 bytes", "q", ("x"):rep(8193))
t.raises(queue.push, "cannot be stored", "q", "k", print)
t.raises(queue.push, "unknown option", "q", "k", 1, { prio = 1 })
t.raises(queue.push, "string expected", "q", 7)
t.raises(queue.lease, "unknown option", "q", { timeout = 1 })
t.raises(queue.lease, "1 to 1024 bytes", "")
t.raises(queue.lease, "seconds", "q", { seconds = 0 })
t.raises(queue.done, "as mine.queue.lease gave it", {})
t.raises(queue.done, "table expected", nil)
t.raises(queue.fail, "string expected", work, nil)
t.raises(queue.count, "1 to 1024 bytes", "")
t.raises(queue.forget, "unknown option", "q", { every = true })
t.done()
