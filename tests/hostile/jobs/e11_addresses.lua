-- private addresses in all spellings
-- must: refused; exit: ok job_error
for _, h in ipairs { '127.0.0.1:18999', '[::1]:18999', 'localhost:18999', '0:18999', '127.1:18999', '0x7f.1:18999', '2130706433:18999', '017700000001:18999', '[::ffff:127.0.0.1]:18999', '169.254.169.254', '[fe80::1]:18999', '[fd00::1]', '10.0.0.1', '192.168.0.1', 'user:pw@127.0.0.1:18999', '127.0.0.1:18999\\@example.org' } do local ok, v = pcall(mine.http.get, 'http://' .. h .. '/', { timeout = 1 }) if ok and v then error('ESCAPED: ' .. h) end end
