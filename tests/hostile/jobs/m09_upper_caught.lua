-- copies of a big string, each kept
-- must: error; exit: memory job_error
local s, t = ('x'):rep(1 << 24), {} while true do pcall(function() t[#t + 1] = s:upper() .. #t end) end
