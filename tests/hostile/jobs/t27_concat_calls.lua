-- table.concat of one big table again and again
-- must: killed; exit: timeout
local t = {} for i = 1, 1e6 do t[i] = 'x' end
while true do table.concat(t) end
