-- memory runs out inside a handler, a __tostring and a __close
-- must: error; exit: memory job_error
local s = ('x'):rep(1 << 26)
local function more() local t = {} for i = 1, 64 do t[i] = s .. i end return t end
xpcall(more, function() return more() end)
local x <close> = setmetatable({}, { __close = more }) error(setmetatable({}, { __tostring = function() more() return 'x' end }))
