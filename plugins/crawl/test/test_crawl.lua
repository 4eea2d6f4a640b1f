-- minehost run plugins/crawl/test/test_crawl.lua
-- What it gives is in tests/run/test_crawl.sh, which has a web server.
local t = require "t"
local crawl = mine.use("crawl")
local function config(more)
  local c = { starts = {}, follow = {}, skip = {}, give = {}, kinds = {}, hosts = {} }
  for name, value in pairs(more) do c[name] = value end
  return c
end
t.raises(crawl.items, "needs start or starts", config {})
t.raises(crawl.items, "no http address", config { start = "e.example" })
t.raises(crawl.items, "malformed pattern",
  config { start = "https://e.example/", follow = { "[" } })
crawl.done({}) -- of another source: no concern of it
t.done()
