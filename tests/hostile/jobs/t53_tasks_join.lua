-- tasks that wait for one another, for themselves, and are cancelled while they are
-- must: bounded; exit: ok job_error timeout
local a, b, c
a = mine.task.spawn(function() mine.sleep(0) return b:join() end)
b = mine.task.spawn(function() mine.sleep(0) return a:join() end)
c = mine.task.spawn(function() mine.sleep(0) c:cancel() return c:join() end)
local d = mine.task.spawn(function() local x <close> = setmetatable({}, { __close = function() pcall(a.cancel, a) pcall(mine.sleep, 1) end }) return a:join() end)
mine.sleep(0.01) d:cancel() d:cancel() pcall(d.join, d) pcall(c.join, c)
a:join()
