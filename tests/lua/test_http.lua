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
t.raises(mine.http.post, "--allow post:10.0.0.1", "http://10.0.0.1/", { json = {} })
t.fails("permission", mine.http.request("http://169.254.169.254/latest/"))
t.fails("unsupported", mine.http.get("file:///etc/passwd"))
t.fails("parse", mine.http.get("news/1"))
t.fails("permission", mine.http.robots(url))
t.fails("unsupported", mine.http.robots("ftp://example.org/"))

-- streams: what is refused comes out at the first read
local stream <close> = assert(mine.http.open(url))
t.raises(stream.response, "read it to its end first", stream)
t.fails("permission", stream:read())
t.fails("permission", stream:response())
t.fails("permission", mine.http.stream(url, print))
t.raises(mine.http.open, "unknown option 'file'", url, { file = "x" })

-- options
t.raises(http.get, "'auth' wants", url, { auth = {} })
t.raises(http.get, "'auth' wants", url, { auth = { user = "a", bearer = "b" } })
t.raises(http.post, "'hmac' wants", url, { body = "x", hmac = {} })
t.raises(http.get, "must be one of on|off|refresh|offline", url, { cache = "maybe" })
t.raises(http.head, "unknown option 'file'", url, { file = "x" })

-- forms
t.eq(http.query { b = "2 3", a = { "x", "&" } }, "a=x&a=%26&b=2%203")
t.raises(http.query, "strings", { a = 1 })
t.raises(mine.http.submit, "wants a form", {})
t.fails("permission", mine.http.submit({ action = url, method = "get", values = {} }))
t.done()
