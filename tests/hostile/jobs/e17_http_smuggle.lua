-- requests within requests: line ends in every part of one
-- must: refused; exit: ok job_error
local cr = '\r\nHost: 127.0.0.1:18999\r\n\r\n'
for _, o in ipairs { { method = 'GET / HTTP/1.1' .. cr }, { method = 'CONNECT' }, { method = 'TRACE' }, { method = '' }, { method = ('X'):rep(1e5) }, { headers = { ['A' .. cr] = 'b' } }, { headers = { A = cr } }, { headers = { ['A: b' .. cr] = 'c' } }, { headers = { Host = '127.0.0.1:18999' } }, { headers = { [''] = '' } }, { headers = { ['Transfer-Encoding'] = 'chunked' }, body = '0\r\n\r\nGET / HTTP/1.1' .. cr }, { headers = { ['Content-Length'] = '-1' } }, { auth = { user = cr, password = cr } }, { auth = { bearer = cr } }, { proxy = 'http://127.0.0.1:18999' }, { resolve = '127.0.0.1' }, { form = { [cr] = cr } }, { type = cr, body = 'x' }, { file = '/tmp/minehost-canary/new' }, { file = '../new' }, { headers = setmetatable({}, { __pairs = error, __index = error }) } } do
  for _, u in ipairs { 'http://127.0.0.1:18999/', 'http://192.0.2.1/', 'http://192.0.2.1/' .. cr, 'http://192.0.2.1' .. cr .. '/' } do o.timeout, o.retries = 0.05, 0 local ok, v = pcall(mine.http.request, u, o) if ok and v then error('ESCAPED: ' .. u) end end
end
