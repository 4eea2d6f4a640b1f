-- transactions in transactions, that wait, spawn, fail and never end
-- must: bounded; exit: ok job_error timeout
local put = function(i) return mine.store.put { url = 'https://e.example/tx/' .. i, title = 't', text = 'x' } end
for i = 1, 20 do
  pcall(mine.store.tx, function() put(i) pcall(mine.store.tx, function() put(-i) error('inner') end) error('outer') end)
  pcall(mine.store.tx, function() mine.task.spawn(function() put(100 + i) end) mine.sleep(0.001) put(i) end)
  pcall(mine.store.tx, coroutine.wrap(function() put(i) coroutine.yield() put(i) end))
  pcall(mine.store.tx, error) pcall(mine.store.tx, mine.store.tx) pcall(mine.store.tx, nil)
end
mine.store.tx(function() mine.sleep(1e9) end)
