-- an error whose text sleeps, yields, asks and fails
-- must: bounded; exit: job_error timeout
error(setmetatable({}, { __tostring = function() pcall(mine.sleep, 100) pcall(coroutine.yield) pcall(mine.emit, { x = 1 }) pcall(mine.task.spawn, error) error(setmetatable({}, { __tostring = error })) end }))
