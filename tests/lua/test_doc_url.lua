-- Addresses: one form, one key for a page, and those that lead into a trap.
local t = require "t"
local doc = mine.doc

for _, row in ipairs {
  { "HTTP://E.example:80/a/../b?z=1&a=2#c", "http://e.example/b?a=2&z=1" },
  { "https://e.example/%7euser", "https://e.example/~user" },
  { "https://e.example/index.html?utm_source=x", "https://e.example/index.html?utm_source=x" },
} do t.eq(doc.canonical(row[1]), row[2], row[1]) end
for _, row in ipairs {
  { "https://e.example/index.html?utm_source=x&id=5", "https://e.example/?id=5" },
  { "https://e.example/a;jsessionid=0123456789ABCDEF0123456789ABCDEF", "https://e.example/a" },
  { "https://e.example/a?id=1", "https://e.example/a?id=1" },
} do t.eq(doc.url_key(row[1]), row[2], row[1]) end
t.fails("parse", doc.canonical("http://"))
t.fails("parse", doc.url_key(""))
t.raises(doc.canonical, "string", nil)
t.raises(doc.url_key, "argument", "http://e.example/", {})

for _, row in ipairs {
  { "../b?c#d", "https://e.example/a/d", "https://e.example/b?c#d" },
  { "//f.example", "https://e.example/", "https://f.example/" },
  { "?p=2", "https://e.example/list?p=1", "https://e.example/list?p=2" },
  { "http://g.example/x", "", "http://g.example/x" },
} do t.eq(doc.resolve(row[1], row[2]), row[3], row[1]) end
t.fails("parse", doc.resolve("a", "no base"))
t.raises(doc.resolve, "string", "a")

-- traps: by the address alone, and by what was under its like
do
  local trap <close> = doc.trap()
  t.eq(trap:look("https://e.example/2026/05/14/a-title"), nil)
  t.eq(trap:look("https://e.example/a/b/a/b/a/b/"), "path that repeats itself")
  t.eq(trap:shape("https://e.example/2026/05/a-title"), "e.example/N/N/a-title")
  t.eq(trap:shape("mailto:a@b.example"), "")
  local why
  for i = 1, 100 do
    local url = "https://e.example/empty?page=" .. i
    why = trap:look(url)
    if why then break end
    trap:follow(url)
    trap:page(url, "the same words on every page of this list")
  end
  t.has(why, "repeat", "a list without an end is left")
  t.eq(trap:look("https://e.example/news/1"), nil, "other pages of the site are not")
  for i = 1, 100 do
    local url = "https://e.example/news/" .. i
    t.eq(trap:look(url), nil)
    trap:follow(url)
    trap:page(url, mine.text.simhash("words of " .. i .. " alone, not of others: " .. i * 7919))
  end
  t.raises(function() trap:page("https://e.example/", nil) end, "string")
  t.raises(function() trap:page("https://e.example/", 1.5) end, "string")
  trap:close()
  t.raises(function() trap:look("https://e.example/") end, "closed")
end
t.raises(doc.trap, "argument", {})
t.done()
