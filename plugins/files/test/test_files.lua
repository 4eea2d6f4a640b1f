-- minehost run plugins/files/test/test_files.lua
local t = require "t"
local files = mine.use("files")
local config = { path = "pages", pattern = "*", recursive = true }

local seen = {}
for item in files.items(config) do
  seen[#seen + 1] = item.url .. " " .. item.content_type .. " " .. #(item.body or item.text)
end
local base = "file://" .. mine.run.folder .. "/pages/"
t.eq(seen, { base .. "a.html text/html 11", base .. "b/c.txt text/plain 6" },
  "pages, sorted")
t.raises(files.items, "no such file or folder", { path = "nowhere", pattern = "*" })
t.raises(files.items, "no pages in folder pages", { path = "pages", pattern = "*.pdf" })
t.done()
