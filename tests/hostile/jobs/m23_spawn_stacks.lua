-- tasks with deep stacks
-- must: bounded; exit: memory job_error timeout
local function deep(n) if n == 0 then mine.sleep(1000) end local r = deep(n - 1) return r end
while true do mine.task.spawn(deep, 10000) mine.sleep(0) end
