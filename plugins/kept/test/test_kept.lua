-- minehost run plugins/kept/test/test_kept.lua
local t = require "t"
local kept = mine.use("kept")

for i = 1, 3 do
  assert(mine.store.put { url = "https://news.example/" .. i, title = "Item " .. i,
    date = "2026-03-0" .. i, language = i == 2 and "ru" or "en" })
end
local function titles(config)
  local list = mine.json.array {}
  for item in kept.items(config) do list[#list + 1] = item.title end
  return list
end
t.eq(titles { order = "oldest", limit = 0 }, { "Item 1", "Item 2", "Item 3" })
t.eq(titles { order = "newest", limit = 2 }, { "Item 3", "Item 2" })
t.eq(titles { order = "oldest", limit = 0, language = "ru" }, { "Item 2" })
t.eq(titles { order = "oldest", limit = 0, since = "2026-03-02", ["until"] = "2026-03-02" },
  { "Item 2" })
t.done()
