-- rules, matchers and dictionaries that multiply
-- must: bounded; exit: ok job_error timeout memory
local s = ('a '):rep(20000)
for _, r in ipairs { 'x = ' .. ('[a] '):rep(60) .. 'b', 'x = ' .. ('a{0,9} '):rep(30) .. 'b', 'x = ' .. ('..9 a '):rep(40) .. 'b', 'x = ' .. ('(a|a|a|a) '):rep(50) .. 'b', '$y = $y\nx = $y', 'x = ' .. ('('):rep(5000) .. 'a' .. (')'):rep(5000), ('$a = b\n'):rep(20000) } do
  local ok, rules = pcall(mine.text.rules, { name = 'r', text = r })
  if ok and rules then pcall(rules.find, rules, s) end
end
local lines = {} for i = 1, 2e5 do lines[i] = ('a '):rep(20) .. i end
local ok, d = pcall(mine.text.dictionary, { name = 'd', text = table.concat(lines, '\n') }) if ok and d then pcall(d.find, d, s) end
