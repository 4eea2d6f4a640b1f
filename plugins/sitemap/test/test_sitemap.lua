-- minehost run plugins/sitemap/test/test_sitemap.lua
-- What it gives is in tests/run/test_sources.sh, which has a web server.
local t = require "t"
local sitemap = mine.use("sitemap")
local function config(more)
  local c = { urls = {}, follow = {}, limit = 0, fetch = true }
  for name, value in pairs(more) do c[name] = value end
  return c
end
t.raises(sitemap.items, "needs url or urls", config {})
t.raises(sitemap.items, "since is no date and no age: soon",
  config { url = "https://e.example/", since = "soon" })
for _, since in ipairs { "7d", "12h", "2025-06-01", "2025-06-01T10:00:00Z" } do
  t.eq(type(sitemap.items(config { url = "https://e.example/", since = since })), "function")
end
t.done()
