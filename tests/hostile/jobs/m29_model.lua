-- models and compiled forms made of rubbish
-- must: bounded; exit: ok job_error memory
local c = mine.text.classifier() c:train('a', 'one two three') c:train('b', 'four five six') local m = c:save()
local function try(s) local d = mine.text.classifier() local ok, good = pcall(d.load, d, s) if ok and good then pcall(d.predict, d, 'one two') pcall(d.explain, d, 'one two') end end
math.randomseed(7)
for i = 1, 2000 do local at = math.random(#m) local s = m:sub(1, at - 1) .. string.char(math.random(0, 255)):rep(math.random(0, 8)) .. m:sub(at + math.random(0, 8)) try(s) end
for n = 0, #m, 7 do try(m:sub(1, n)) end try(m .. m) try('') try(('\0'):rep(1e6)) try(('\255'):rep(1e5))
