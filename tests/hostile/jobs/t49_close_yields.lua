-- closing variables that yield, sleep and close their own coroutine
-- must: bounded; exit: ok job_error timeout
local function closing(fn) return setmetatable({}, { __close = fn }) end
for _ = 1, 1000 do
  local co co = coroutine.create(function() local x <close> = closing(function() pcall(coroutine.close, co) coroutine.yield() mine.sleep(0.001) error('again') end) coroutine.yield() end)
  coroutine.resume(co) pcall(coroutine.close, co) pcall(coroutine.resume, co)
end
