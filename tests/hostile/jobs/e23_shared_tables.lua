-- changes what other environments could share: metatables, arguments, configuration, results of the host
-- must: bounded; exit: ok job_error
local doc = mine.doc.parse('<p>x') local node = doc:one('p')
for _, v in ipairs { doc, node, mine.null, mine.run.args, mine.run.config, mine.text.matcher({ 'a' }), mine.store.kv('x') } do pcall(function() v.__index = error end) pcall(function() v.text = error end) pcall(rawset, v, '__gc', error) pcall(setmetatable, v, { __gc = error }) local m = getmetatable(v) if type(m) == 'table' then for k in pairs(m) do pcall(rawset, m, k, error) end end end
if doc:text() ~= 'x' or node:text() ~= 'x' then error('ESCAPED: methods changed') end
local d2 = mine.doc.parse('<p>y') if d2:one('p'):text() ~= 'y' then error('ESCAPED: methods changed for all') end
