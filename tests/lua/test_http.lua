-- What mine.http refuses before anything is sent; tests/run/test_http.sh has the rest.
local t = require "t"
local http = mine.http
local url = "http://127.0.0.1:1/"

-- mistakes raise
t.raises(http.get, "unknown option 'timout' (did you mean 'timeout'?)", url, { timout = 1 })
t.raises(http.get, "unknown option 'body'", url, { body = "x" })
t.raises(http.get, "too many arguments", url, {}, 1)
t.raises(http.get, "string expected", 1)
t.raises(http.get, "cannot be set", url, { headers = { Host = "x" } })
t.raises(http.get, "control characters", url, { headers = { A = "b\r\nC: d" } })
t.raises(http.get, "strings", url, { headers = { "x" } })
t.raises(http.post, "only one of", url, { body = "x", json = 1 })
t.raises(http.post, "'form' wants", url, { form = "x" })
t.raises(http.request, "only a POST has a body", url, { body = "x" })
t.raises(http.request, "method", url, { method = "BREW" })
t.raises(http.get, "timeout", url, { timeout = -1 })
local sorted = function() table.sort({ 1, 2 }, function() return http.get(url) end) end
t.raises(sorted, "cannot wait here")
t.raises(mine.http.head, "unknown option 'json'", url, { json = 1 })

-- what the world refuses
t.fails("permission", mine.http.get(url))
t.fails("permission", mine.http.head("http://[::ffff:127.0.0.1]/"))
t.fails("permission", mine.http.post("http://10.0.0.1/", { json = {} }))
t.fails("permission", mine.http.request("http://169.254.169.254/latest/"))
t.fails("unsupported", mine.http.get("file:///etc/passwd"))
t.fails("parse", mine.http.get("news/1"))
t.done()
