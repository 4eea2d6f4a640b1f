-- pages parsed and kept, outside of Lua's memory
-- must: bounded; exit: memory job_error timeout
local t, s = {}, ('<p>hello <b>world</b>'):rep(20000)
for i = 1, 1e6 do t[i] = mine.doc.parse(s) end
