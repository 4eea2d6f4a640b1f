-- minehost run plugins/article/test/test_article.lua
local t = require "t"
local article = mine.use("article")
local config = { min_text = 80, keep_body = false }

local sentence = "The ministers met on Thursday in the old hall and spoke about the river. "
local paragraph = "<p>" .. sentence .. sentence .. "</p>"
local page = "<html><head><title>Ministers meet in the old hall</title></head><body>"
  .. "<nav><a href=/>Home</a></nav><h1>Ministers meet in the old hall</h1>"
  .. paragraph .. paragraph .. paragraph .. "</body></html>"

local item = article.process({ url = "file:a.html", body = page, content_type = "text/html" },
  config)
t.eq(item.title, "Ministers meet in the old hall", "title")
t.ok(item.text:find("about the river", 1, true) and not item.text:find("Home", 1, true),
  "text without menu")
t.eq(item.body, nil, "the bytes are gone")
t.eq(article.process({ title = "kept", text = "from a feed" }, config).title, "kept",
  "an item without a body passes")
t.raises(article.process, "", { url = "u", body = "<html><head><script>",
  content_type = "text/html" }, config)
t.done()
