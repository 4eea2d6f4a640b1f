-- minehost run plugins/files/test/test_files.lua
local check = require "check"
local files = mine.use("files")
local config = { path = "pages", pattern = "*", recursive = true }

local seen = {}
for item in files.items(config) do
  seen[#seen + 1] = item.url .. " " .. item.content_type .. " " .. #item.body
end
check.eq(seen, { "file:pages/a.html text/html 11", "file:pages/b/c.txt text/plain 7" },
  "pages, sorted")
check.raises("", function() files.items { path = "nowhere", pattern = "*", recursive = true } end)
check.raises("no pages in folder pages", function()
  files.items { path = "pages", pattern = "*.pdf", recursive = true }
end)
check.done()
