-- minehost run plugins/mail/test/test_mail.lua
local t = require "t"
local mail = mine.use("mail")
local config = { to = { "desk@example.org", "b@example.org" }, title = "Digest", headers = {} }

local function entry(fields)
  fields.topics = { { label = fields.topic or "other", score = 1 } }
  return { item = fields, key = fields.url .. " 1" }
end

local one = entry { url = "https://a.example/1?a=1&b=2", title = "<b>Talks</b> & \"more\"",
  summary = { text = "<script>alert(1)</script>\1" }, date = "2026-03-04", language = '"><i' }
local two = entry { url = "javascript:alert(1)", title = "Second", topic = "meetings-visits",
  site = "<img src=x>" }
local page = entry { url = "file:pages/x.html", title = "Saved" }

local m = mail.message({ one, two, page }, config)
t.eq(m.to, config.to)
t.eq(m.subject, "Digest: 3 stories")
t.eq(mail.message({ one }, config).subject, 'Digest: <b>Talks</b> & "more"', "plain text")
t.has(m.text, "Talks")
t.has(m.text, "\nhttps://a.example/1?a=1&b=2\n")
t.ok(not m.text:find("\1", 1, true) and not m.text:find("javascript", 1, true), "nor in the text")
t.has(m.html, '<a href="https://a.example/1?a=1&amp;b=2">'
  .. "&lt;b&gt;Talks&lt;/b&gt; &amp; &quot;more&quot;</a>")
t.has(m.html, "&lt;script&gt;alert(1)&lt;/script&gt; </p>")
for _, bad in ipairs { "<script", "<img", "<i", 'href="javascript', 'href="file', "<b>", "\1" } do
  t.ok(not m.html:find(bad, 1, true), "no " .. bad)
end
t.eq(m.headers, nil)
t.eq(m.key, mail.message({ one, two, page }, config).key, "the same entries, the same Message-ID")
t.ok(m.key ~= mail.message({ one, two }, config).key, "others, another")
t.done()
