-- minehost run plugins/page/test/test_page.lua
-- What it gives is in tests/run/test_sources.sh, which has a web server.
local t = require "t"
local page = mine.use("page")
t.raises(page.items, "needs url or urls", { urls = {} })
local next_item = page.items { url = "ftp://e.example/a", urls = {} }
local item = next_item()
t.eq({ item.url, item.source, item.error.code }, { "ftp://e.example/a", "page", "unsupported" })
t.eq(next_item(), nil)
t.done()
