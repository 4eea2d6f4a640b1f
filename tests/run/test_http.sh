#!/bin/sh
# mine.http against a web server of this machine: what a response holds, what fails and how. Mistakes
# of a script are in tests/lua/test_http.lua.
. "$TOP/tests/run/lib.sh"

mkdir site
mkfifo hold
echo '<!doctype html><title>T</title><p id=a>text</p>' >site/page.html
printf '<!doctype html><meta charset=windows-1251><title>x</title><p id=a>\317\360\350\342\345\362</p>' \
    >site/cyr.html
mkdir site/robots-no
echo page >site/robots-no/x
echo '<form action=/_/echo><input name=q value=old><input name=lang value=kk><input name=keep value=1></form>' \
    >site/form.html
"$SERVE" site <hold >port &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && break
    sleep 0.1
done
base=http://127.0.0.1:$(awk '{ print $2 }' port)
printf 'User-agent: *\nDisallow: /robots-no/\nSitemap: %s/map.xml\n' "$base" >site/robots.txt

cat >test_http.lua <<'L'
local t = require "t"
local base = ...
local http = mine.http

-- a response
local r = assert(http.get(base .. "/_/gzip"))
t.eq(r.status, 200)
t.eq(r.url, base .. "/_/gzip")
t.eq(r.body, "hello\n")
t.eq(r.headers["content-encoding"], "gzip")
t.eq(r.headers["Content-Encoding"], nil, "names are lower case")
t.eq(r.content_type, "text/plain")
t.eq(r.redirects, 0)
t.eq(math.type(r.elapsed), "float")
t.has(tostring(r), "mine.http.response")
t.eq(mine.json.decode(mine.json.encode(r)).body, "hello\n", "a response can be stored")
t.eq(http.methods, nil)

-- a document, in its charset
local page = assert(http.get(base .. "/cyr.html"))
local doc = assert(page:document())
t.eq(doc:one("#a"):text(), "Привет")

-- redirects
r = assert(http.get(base .. "/_/redirect?to=%2Fpage.html"))
t.eq({ r.url, r.redirects }, { base .. "/page.html", 1 })
r = assert(http.get(base .. "/_/redirect?to=%2Fpage.html", { redirects = 0 }))
t.eq({ r.status, r.headers.location }, { 302, "/page.html" })
t.fails("too_many_redirects", http.get(base .. "/_/chain", { redirects = 3 }))

-- statuses
local none, err = http.get(base .. "/_/status/404")
t.eq({ none, err.code, err.status, err.retry }, { nil, "http", 404, false })
none, err = http.get(base .. "/_/status/503")
t.eq({ none, err.code, err.status, err.retry }, { nil, "http", 503, true })
t.has(tostring(err), "HTTP status 503")
t.eq(http.get(base .. "/_/status/404", { any_status = true }).status, 404)
t.eq(http.get(base .. "/_/status/204").body, "")

-- robots.txt, cache, retries, cookies, signatures
local robots = assert(http.robots(base .. "/robots-no/x"))
t.eq({ robots.status, robots.allowed, robots.sitemaps }, { 200, false, { base .. "/map.xml" } })
t.fails("robots", http.get(base .. "/robots-no/x"))
t.eq(assert(http.get(base .. "/_/etag")).cached, nil)
local again = assert(http.get(base .. "/_/etag"))
t.eq({ again.cached, again.body, again.status }, { "unchanged", "kept", 200 })
t.eq(assert(http.get(base .. "/_/etag", { cache = "offline" })).cached, "fresh")
t.has(assert(http.get(base .. "/_/etag")).fetched_at, "T")
t.eq(assert(http.get(base .. "/_/flaky?n=1")).retries, 1)
assert(http.get(base .. "/_/cookie"))
t.has(assert(http.get(base .. "/_/echo")).body, "lasting=1")
local signed = assert(http.post(base .. "/_/echo",
  { body = "what do ya want for nothing?", hmac = { secret = "Jefe" } })).body
t.has(signed, "X-Hub-Signature-256: sha256="
  .. "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") -- RFC 4231, case 2
local bearer = assert(http.get(base .. "/_/echo", { auth = { bearer = "abc" } })).body
t.has(bearer, "Authorization: Bearer abc")
local basic = assert(http.get(base .. "/_/echo", { auth = { user = "desk", password = "pa:s" } })).body
t.has(basic, "Authorization: Basic ZGVzazpwYTpz")

-- large bodies
local size = 0
local whole, why = http.stream(base .. "/_/endless", function(bytes) size = size + #bytes end,
  { max_bytes = "1M" })
t.eq({ whole, why.code }, { nil, "too_large" })
t.ok(size > 500000 and size <= 1 << 20)
local pieces = {}
local answer = assert(http.stream(base .. "/page.html", function(bytes) pieces[#pieces + 1] = bytes end))
t.eq({ answer.status, answer.body }, { 200, "" })
t.has(table.concat(pieces), "<title>T</title>")
t.fails("http", http.stream(base .. "/_/status/404", error))
t.eq({ pcall(http.stream, base .. "/page.html", function() error("mine", 0) end) }, { false, "mine" })
local filed = assert(http.get(base .. "/page.html", { file = "got.html" }))
t.eq({ filed.file:match("[^/]*$"), filed.size, filed.body }, { "got.html", #table.concat(pieces), nil })
t.fails("partial", http.get(base .. "/_/partial", { file = "half.html" }))
t.eq(mine.run.read("half.html"), nil)

-- forms of a page
local form = assert(assert(http.get(base .. "/form.html")):document()):forms()[1]
t.has(assert(http.submit(form, { q = "а б", keep = false })).body, "GET /_/echo?lang=kk&q=%D0%B0%20%D0%B1 ")

-- what is sent
local function sent(fn, options) return assert(fn(base .. "/_/echo", options)).body end
t.has(sent(http.get), "User-Agent: minehost/")
t.has(sent(http.get, { headers = { ["X-A"] = "b" } }), "\r\nX-A: b\r\n")
local form = sent(http.post, { form = { q = "a b&", p = "ü" } })
t.has(form, "Content-Type: application/x-www-form-urlencoded\r\n")
t.has(form, "\r\n\r\np=%C3%BC&q=a%20b%26")
local json = sent(http.post, { json = { b = 1, a = { 1, 2 } } })
t.has(json, "Content-Type: application/json\r\n")
t.has(json, '\r\n\r\n{"a":[1,2],"b":1}')
t.has(sent(http.post, { body = "x\0y", type = "text/plain" }), "\r\n\r\nx\0y")
t.has(sent(http.request, { method = "POST", body = "z" }), "POST /_/echo ")
t.has(sent(http.request), "GET /_/echo ")
r = assert(http.head(base .. "/page.html"))
t.eq({ r.body, r.headers["content-length"], r.headers["content-type"] },
  { "", "48", "text/html" })

-- failures of the world
t.fails("timeout", http.get(base .. "/_/stall", { timeout = 0.3 }))
t.fails("timeout", http.get(base .. "/_/none", { first_byte_timeout = 0.2 }))
t.fails("too_large", http.get(base .. "/_/gzipbomb", { max_bytes = 100000 }))
t.fails("partial", http.get(base .. "/_/partial"))
t.fails("protocol", http.get(base .. "/_/twolengths"))
t.fails("unsupported", http.get("file:///etc/passwd"))
t.fails("parse", http.get("http://"))
t.fails("permission", http.get("http://127.0.0.1:1/"))
t.fails("permission", http.get(base .. "/_/redirect?to=http%3A%2F%2Flocalhost%3A1%2F"))

-- many at once, and what is given up
local before = mine.time.now()
local all = mine.task.all({ 1, 2, 3, 4, 5, 6, 7, 8 }, function()
  return assert(http.get(base .. "/_/delay?n=1000")).body
end)
t.eq({ #all, all[8] }, { 8, "late" })
t.ok(mine.time.now() - before < 6, "eight at once")
local task = mine.task.spawn(http.get, base .. "/_/none")
mine.sleep(0.05)
task:cancel()
mine.task.spawn(http.get, base .. "/_/none") -- ends with the run
mine.sleep(0.05)
t.done()
L
cp "$TOP/plugins/lib/t.lua" .
t_exit 0 "$MINEHOST" run --allow "net:${base#http://}" --allow write:got.html --allow write:half.html test_http.lua "$base"
cat out err

# without the grant the server is not reached
cat >refused.lua <<'L'
local page, err = mine.http.get((...))
mine.emit { code = err.code, text = err.message }
L
t_exit 0 "$MINEHOST" run refused.lua "$base/page.html"
t_has out '"code":"permission"'

exec 9>&-
wait
t_end
