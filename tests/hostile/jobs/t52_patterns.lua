-- patterns that multiply, of each kind
-- must: killed; exit: timeout
local s = ('a'):rep(2000)
for _, p in ipairs { ('a?'):rep(30) .. ('a'):rep(40), ('(.-)'):rep(20) .. 'b', '^' .. ('.*'):rep(15) .. 'b', ('%w-'):rep(25) .. '!', '((((((((((.-)-)*)?)+)-)*)?)+)b', '%f[%w].*%f[%W].*%f[b]', ('[^b]-'):rep(12) .. 'b' } do
  pcall(string.find, s, p) pcall(string.gsub, s, p, '%0%0') pcall(function() for _ in s:gmatch(p) do end end)
end
while true do end
