-- changes the methods of all strings
-- must: refused; exit: ok job_error
local m = getmetatable('') if type(m) == 'table' then m.__index = function() return 'ESCAPED' end error('ESCAPED: metatable of strings') end
if pcall(setmetatable, '', {}) then error('ESCAPED: setmetatable') end
local old = string.upper string.upper = function() return 'x' end
if ('a'):upper() ~= 'A' then error('ESCAPED: a method of strings') end string.upper = old
