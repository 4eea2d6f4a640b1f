-- mine.crawl without a network: mistakes in its options. The rest is in tests/run/test_crawl.sh.
local t = require "t"
local function crawl(o) for _ in mine.crawl(o) do error("no page can come") end end

for _, row in ipairs {
  { {}, "wants the option 'start'" },
  { { start = "ftp://e.example/" }, "start is no http address: ftp://e.example/" },
  { { start = {} }, "option 'start' wants an address or a list" },
  { { start = "https://e.example/", strat = 1 }, "unknown option 'strat' (known: again," },
  { { start = "https://e.example/", depth = "3" }, "option 'depth' wants an integer" },
  { { start = "https://e.example/", pages = 0 }, "option 'pages' wants an integer from 1" },
  { { start = "https://e.example/", follow = 1 }, "option 'follow' wants a pattern" },
  { { start = "https://e.example/", follow = "[" }, "option 'follow': malformed pattern" },
  { { start = "https://e.example/", skip = { "a", "%" } }, "option 'skip': malformed pattern" },
  { { start = "https://e.example/", since = "soon" }, "option 'since' wants a date" },
  { { start = "https://e.example/", again = "soon" }, "option 'again' wants" },
  { { start = "https://e.example/", name = "" }, "option 'name' wants" },
} do t.raises(crawl, row[2], row[1]) end
t.raises(mine.crawl, "wants a table of options, got a string", "https://e.example/")
t.raises(mine.crawl.forget, "wants the name", nil)
t.eq(mine.crawl.forget("never run"), true)
t.eq(mine.queue.count("crawl never run"), { waiting = 0, leased = 0, done = 0, failed = 0 })
t.eq(getmetatable(mine.crawl), false)
t.done()
