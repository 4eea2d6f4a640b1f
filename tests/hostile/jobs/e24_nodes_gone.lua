-- nodes of documents that are closed, changed while they are walked, and of one another
-- must: bounded; exit: ok job_error
local kept = {} for i = 1, 200 do local d = mine.doc.parse(('<div><p>%d</p><b>x</b></div>'):rep(20):format(table.unpack((function() local t = {} for j = 1, 20 do t[j] = j end return t end)()))) kept[i] = d:select('p') if i % 2 == 0 then d:close() end end
for i = 1, 200 do for _, n in ipairs(kept[i]) do pcall(n.text, n) pcall(n.parent, n) pcall(n.remove, n) pcall(n.remove, n) pcall(n.text, n) pcall(n.unwrap, n) pcall(n.next, n) end end
local d = mine.doc.parse(('<i>x'):rep(200)) for _, n in ipairs(d:select('i')) do pcall(n.unwrap, n) pcall(d.xpath, d, '//i') pcall(n.xpath, n, './/i') pcall(n.closest, n, 'body') end
local root = d:one('html') pcall(root.remove, root) pcall(d.select, d, '*') pcall(d.article, d) pcall(d.html, d) d:close() for i = 1, 1e5 do kept[i % 200] = { i } end
