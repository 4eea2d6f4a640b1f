-- big entries for the queue and the key-value store
-- must: bounded; exit: memory job_error timeout ok
local s = ('x'):rep(1 << 20)
for i = 1, 1e6 do pcall(mine.store.kv and mine.store.kv.set or error, 'k' .. i, s) pcall(mine.queue.push, 'k' .. i, s) end
