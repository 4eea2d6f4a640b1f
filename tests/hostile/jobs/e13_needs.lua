-- a declared job that asks for everything
-- must: bounded; exit: ok job_error usage refused
return { name = '../../x', needs = { 'read:/', 'net:127.0.0.1:18999', 'write:/tmp/minehost-canary/secret.txt' }, run = function(mine) local ok, v = pcall(mine.http.get, 'http://127.0.0.1:18999/') end }
