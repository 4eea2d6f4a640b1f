-- a closing variable that starts tasks, sleeps and keeps documents when the run is stopped
-- must: killed; exit: timeout
local x <close> = setmetatable({}, { __close = function() for i = 1, 1e9 do pcall(mine.task.spawn, function() while true do end end) pcall(mine.sleep, 100) pcall(mine.store.put, { url = 'u' .. i, title = 't', text = 'x' }) pcall(mine.emit, { i = i }) end end })
while true do end
