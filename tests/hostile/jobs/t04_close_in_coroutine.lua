-- closing variables that spin when a coroutine is closed
-- must: killed; exit: timeout
while true do
  local co = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() while true do end end }) coroutine.yield() end)
  coroutine.resume(co) pcall(coroutine.close, co)
end
