-- weak tables and garbage
-- must: killed; exit: timeout
local t = setmetatable({}, { __mode = 'kv' }) while true do t[{}] = {} end
