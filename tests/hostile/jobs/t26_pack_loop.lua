-- packs and unpacks
-- must: killed; exit: timeout
local f = ('i4'):rep(1000)
while true do pcall(string.unpack, f, ('x'):rep(4000)) end
