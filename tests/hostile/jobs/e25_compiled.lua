-- makers of compiled values that wait, fail, give rubbish and call themselves
-- must: bounded; exit: ok job_error
local cycle = {} cycle[1] = cycle
for i, make in ipairs { function() mine.sleep(0.01) end, function() error('x') end, function() return cycle end, function() return print end, function() return mine.text.matcher { 'a' } end, function() return { [cycle] = 1 } end, function() return coroutine.create(print) end, function() return ('x'):rep(1 << 22) end, function() return 0 / 0 end, coroutine.wrap(function() coroutine.yield({}) end) } do
  local f = { name = 'n' .. i, text = 'x' } local ok, v = pcall(mine.text.compiled, f, make) ok, v = pcall(mine.text.compiled, f, make) if ok and type(v) == 'table' then pcall(function() v.x = 1 v[1] = 2 end) pcall(rawset, v, 1, 2) pcall(next, v) pcall(function() for _ in pairs(v) do end end) end
end
local function again(n) return function() return n > 0 and mine.text.compiled({ name = 'r' .. n, text = 'x' }, again(n - 1)) or 'end' end end pcall(mine.text.compiled, { name = 'r', text = 'x' }, again(300))
local same same = function() return mine.text.compiled({ name = 'same', text = 'x' }, same) end pcall(same)
