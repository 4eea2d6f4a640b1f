-- handlers that fail in handlers
-- must: bounded; exit: job_error ok timeout
xpcall(error, function() error() end)
xpcall(function() local function f() return f() + 1 end f() end, function(m) return m .. m end)
error()
