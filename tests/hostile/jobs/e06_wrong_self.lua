-- methods of one object on another
-- must: bounded; exit: ok job_error
local d = mine.doc.parse('<p>x</p>') local n = d:one('p')
for _, f in pairs { d.select, d.text, n.attr, n.text, d.close } do for _, v in ipairs { {}, 1, 'x', n, d, print, coroutine.create(print), mine.null } do pcall(f, v) pcall(f, v, v, v) end end
d:close() pcall(n.text, n) pcall(d.select, d, 'p') pcall(d.close, d)
