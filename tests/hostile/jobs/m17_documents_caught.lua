-- the same, with every error caught
-- must: bounded; exit: memory job_error timeout
local t, s = {}, ('<p>hello <b>world</b>'):rep(50000)
while true do pcall(function() t[#t + 1] = mine.doc.parse(s) end) end
