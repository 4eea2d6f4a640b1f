-- naive search, quadratic in C
-- must: killed; exit: timeout
local s, p = ('a'):rep(2e6), ('a'):rep(1e6) .. 'b'
while true do s:find(p, 1, true) end
