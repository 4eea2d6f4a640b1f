-- asks for files and other protocols by way of the web
local canary, port = (...):match("=(.*)=.*=(.*)")
for _, url in ipairs { "file://" .. canary .. "/secret.txt", "FILE:" .. canary .. "/secret.txt", "gopher://127.0.0.1:" .. port .. "/_x", "dict://127.0.0.1:" .. port .. "/x", "ftp://127.0.0.1:" .. port .. "/", "scp://127.0.0.1/etc/passwd", "ldap://127.0.0.1/", "data:text/plain,x", "jar:file:///etc/passwd" } do
  local ok, page = pcall(mine.http.get, url, { timeout = 2 })
  if ok and page then error("ESCAPED: " .. url) end
end
