-- moves a big table inside C
-- must: killed; exit: timeout
local t = {} for i = 1, 1e6 do t[i] = i end
while true do table.move(t, 1, 1e6, 2) end
