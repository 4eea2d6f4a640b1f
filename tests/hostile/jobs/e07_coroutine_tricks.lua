-- resumes itself, the main one, the dead and the closing
-- must: bounded; exit: ok job_error timeout
local co co = coroutine.create(function() coroutine.resume(co) coroutine.close(co) end) coroutine.resume(co) pcall(coroutine.close, co)
local main = coroutine.running() pcall(coroutine.resume, main) pcall(coroutine.close, main) pcall(coroutine.wrap(function() coroutine.close(main) end))
local w w = coroutine.wrap(function() return w() end) pcall(w) pcall(w)
