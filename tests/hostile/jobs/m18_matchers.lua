-- matchers made and kept
-- must: bounded; exit: memory job_error timeout ok
local t, words = {}, {} for i = 1, 20000 do words[i] = 'word' .. i end
while true do local ok, m = pcall(mine.text.matcher, words) t[#t + 1] = ok and m or {} end
