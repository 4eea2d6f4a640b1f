-- waits, timers and stored values by the hundred thousand, none of them taken
-- must: bounded; exit: ok job_error memory timeout
local kv = mine.store.kv('many') local kept = {}
for i = 1, 1e5 do kept[i] = mine.task.spawn(function() mine.sleep(1e6) end) if i % 100 == 0 then mine.sleep(0) end if i % 500 == 0 then pcall(kv.set, kv, 'k' .. i, ('v'):rep(1000)) end end
for i = 1, #kept do kept[i]:cancel() end
