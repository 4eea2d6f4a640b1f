-- every function there is, with what no function wants
-- must: bounded; exit: ok job_error timeout memory
-- max_output_bytes: 67108864
local cycle = {} cycle.cycle = cycle cycle[1] = cycle
local doc = mine.doc.parse('<p>x<b>y</b></p><form action=x><input name=a></form>') local closed = mine.doc.parse('<p>') closed:close()
local values = { nil, true, -1, 0, 0 / 0, 1e308, math.mininteger, '', 'x', '\0\255', ('x'):rep(70000), {}, cycle, { cycle }, { [{}] = 1 }, { url = cycle, title = 1, text = {} }, setmetatable({}, { __index = function() error('index') end, __len = function() return 1 << 40 end, __pairs = error, __tostring = error, __call = error }), print, coroutine.create(print), doc, doc:one('b'), closed, mine.null, mine, _G }
local skip = { ['mine.sleep'] = true, ['_G.print'] = true, ['mine.run.say'] = true, ['mine.emit'] = true }
local seen, fns = {}, {}
local function walk(t, name) if seen[t] then return end seen[t] = true local names = {} for k in next, t do if type(k) == 'string' then names[#names + 1] = k end end table.sort(names) for _, k in ipairs(names) do local v, full = t[k], name .. '.' .. k if type(v) == 'table' then walk(v, k == 'mine' and 'mine' or full) elseif type(v) == 'function' and not skip[full] and not full:find('%.log%.') then fns[#fns + 1] = v end end end walk(_G, '_G')
for _, m in ipairs { 'select', 'one', 'xpath', 'text', 'html', 'links', 'markdown', 'tables', 'forms', 'article', 'meta' } do fns[#fns + 1] = doc[m] end for _, m in ipairs { 'attr', 'closest', 'next', 'children', 'parent', 'text', 'html' } do fns[#fns + 1] = doc:one('b')[m] end
math.randomseed(11) local max = 25
local function any() return values[math.random(max)] end
for _, f in ipairs(fns) do for i = 1, max do pcall(f, values[i]) pcall(f, values[i], any()) pcall(f, any(), values[i], any()) pcall(f, any(), values[i], any(), any(), any()) end end
