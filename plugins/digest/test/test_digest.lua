-- minehost run plugins/digest/test/test_digest.lua
local t = require "t"
local digest = mine.use("digest")

local function item(fields)
  fields.topics = { { label = fields.topic, score = 1 } }
  fields.topic = nil
  return fields
end

local view = digest.view({
  item { url = "https://a.example/1", title = "Older", date = "2026-01-02",
    topic = "meetings-visits", text = "x" },
  item { url = "file:s/b.html", title = "Cut", date = "2026-01-03", topic = "meetings-visits",
    story = "z", text = "short" },
  item { url = "file:s/c.html", title = "Whole", date = "2026-01-03", topic = "meetings-visits",
    story = "z", text = "longer text" },
  item { url = "javascript:alert(1)", title = "<b>&", topic = "not-diplomatic",
    summary = { text = "<script>" } },
}, { title = "T", base = "up/" })

t.eq({ view.items, view.stories, #view.sections }, { 4, 3, 2 }, "counts")
t.eq({ view.first, view.last }, { "2026-01-02", "2026-01-03" }, "span")
local first = view.sections[1].entries
t.eq({ first[1].title, first[2].title }, { "Whole", "Older" }, "newest first, fullest copy")
t.eq({ first[1].link, first[1].also[1].outlet }, { "up/s/c.html", "b.html" },
  "links and copies")
t.eq(view.sections[2].entries[1].link, nil, "no link to a script")

local page = digest.html(view)
t.ok(not page:find("<script", 1, true) and not page:find("<b>&", 1, true),
  "strangers' text is escaped")
t.ok(page:find("&lt;b&gt;&amp;", 1, true), "and shown")
t.eq(page, digest.html(view), "the same again")
for line in digest.text(view, { width = 40 }):gmatch("[^\n]+") do
  t.ok(utf8.len(line) <= 40, "fits 40 columns: " .. line)
  t.ok(not line:find("\27", 1, true), "no colours unless asked for")
end
t.done()
