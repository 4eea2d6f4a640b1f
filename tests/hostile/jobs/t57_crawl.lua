-- a crawl whose functions spin, fail, change it and run it again
-- must: bounded; exit: ok job_error timeout refused
local o = { start = 'http://127.0.0.1:18999/', pages = 1e9 }
o.follow = function() o.pages = 'x' error('follow') end o.skip = { ('.-'):rep(20) .. 'x' } o.on_error = function() for p in mine.crawl(o) do p:done() end end
pcall(function() for p in mine.crawl(o) do p:done() p:done() end end)
for _, bad in ipairs { {}, { start = {} }, { start = { {} } }, { start = 'x', pages = -1 }, { start = 'x', again = 'x' }, { start = o }, setmetatable({}, { __index = o }) } do pcall(function() for p in mine.crawl(bad) do p:done() end end) end
