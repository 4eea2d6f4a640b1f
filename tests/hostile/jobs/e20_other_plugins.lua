-- what other plugins remember, by every way to write its name
-- must: refused; exit: ok job_error
for _, n in ipairs { 'source feed', 'source feed x', 'source feed ', 'delivered mail x', 'delivered webhook', 'source sitemap e20', 'source telegram ' .. mine.run.job } do if pcall(mine.store.kv, n) then error('ESCAPED: ' .. n) end end
for _, n in ipairs { 'x', 'feed', '../feed' } do local ok, v = pcall(mine.run.read, 'plugins/' .. n .. '/init.lua') if ok and v then error('ESCAPED: ' .. n) end end
