-- minehost run plugins/feed/test/test_feed.lua
-- What is fetched is in tests/run/test_sources.sh, which has a web server. Invented entries.
local t = require "t"
local feed = mine.use("feed")
t.raises(feed.items, "needs url or urls", { urls = {} })

local bytes = [[<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Invented desk</title>
<link href="https://e.example/"/><author><name>The desk</name></author>
<entry><id>urn:1</id><title>Talks &amp; more</title><link href="/1"/>
<published>2025-06-01T10:00:00+05:00</published><category term="talks"/>
<summary>In short.</summary><content type="html">&lt;p&gt;At length.&lt;/p&gt;</content></entry>
<entry><id>urn:2</id><title>Without an address</title><author><name>A. Reporter</name></author>
</entry>
</feed>]]
local url = "https://e.example/atom"
local f = assert(mine.doc.feed(bytes, { url = url }))
local got = { url = url, fetched_at = "2025-06-02T00:00:00Z", cached = "unchanged" }

t.eq(feed.item(f.items[1], f, got), { source = "feed", feed = url, url = "https://e.example/1",
  title = "Talks & more", date = "2025-06-01T10:00:00+05:00", basis = { date = "feed" },
  summary = "In short.", text = "At length.", tags = { "talks" }, byline = { "The desk" },
  site = "Invented desk", fetched_at = got.fetched_at, cached = "unchanged" })
local second = feed.item(f.items[2], f, got)
t.eq({ second.url, second.key, second.byline }, { "https://e.example/", url .. "#urn:2",
  { "A. Reporter" } }, "no address: the feed's page, and a key of its own")
t.done()
