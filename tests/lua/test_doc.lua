local t = require "t"
local doc = mine.doc

local html = [[<html lang="en-GB"><head><title>Talks on water - Example</title>
<meta property="og:site_name" content="Example"><base href="https://news.example/en/">
<meta name="author" content="Given Name and Other Name">
<meta property="article:published_time" content="2024-03-12T10:00:00+05:00"></head><body>
<nav><a href="/">Home</a> » Talks on water</nav><article><h1>Talks on water</h1>
<p class="lead">Ministers of two countries met in the capital, and they spoke about the river.</p>
<p>They agreed to meet again in autumn, when a <a href="plan?x=1#y">plan</a> will be ready.</p>
<ul><li>one</li><li>two</li></ul><p>Source: Example Wire</p></article></body></html>]]

-- document
local page = assert(doc.parse(html,
  { url = "https://news.example/en/1", content_type = "text/html" }))
t.eq(page.title, "Talks on water - Example")
t.eq({ page.url, page.base, page.charset },
  { "https://news.example/en/1", "https://news.example/en/", "utf-8" })
t.eq(page.charset_basis, "utf-8")
t.eq(page.clipped, false)
t.eq(page.no_such_field, nil)
t.ok(tostring(page):find("mine.doc.document", 1, true))
t.ok(page:text():find("Talks on water\n\nMinisters", 1, true))
t.ok(page:html():find("<p class=\"lead\">Ministers", 1, true))
t.eq(#page:links(), 2)
t.eq(page:links()[2], { url = "https://news.example/en/plan?x=1#y", text = "plan" })

-- selectors
t.eq(#page:select("article p"), 3)
t.eq(page:select("li::text"), { "one", "two" })
t.eq(page:select("table"), mine.json.array {})
t.eq(page:one("a[href^=plan]::attr(href)"), "plan?x=1#y")
t.eq(page:one("table"), nil)
t.raises(page.select, "column 4", page, "p >> b")
t.raises(page.select, "string", page, 7)

-- nodes
local lead = page:one("p.lead")
t.eq(lead:name(), "p")
t.eq(lead:attr("CLASS"), "lead")
t.eq(lead:attr("id"), nil)
t.eq(lead:parent():name(), "article")
t.eq(page:one("html"):parent(), nil)
local list = page:one("ul")
t.eq(#list:children(), 2)
t.eq(list:children()[2]:text(), "two")
t.eq(list:select("li::text"), { "one", "two" })
t.eq(list:one(":scope > li"):html(), "<li>one</li>")

t.eq(lead:attrs(), { class = "lead" })
t.eq(lead:prev():name(), "h1")
t.eq(lead:next():text():sub(1, 4), "They")
t.eq(lead:prev():prev(), nil)
t.eq(page:one("li"):closest("ul, article"):name(), "ul")
t.eq(list:closest("ul"):name(), "ul")
t.eq(list:closest("table"), nil)
t.raises(list.closest, "scope", list, ":scope")
t.eq(page:one("article"):links(), { { url = "https://news.example/en/plan?x=1#y", text = "plan" } })
t.eq(doc.parse([[<a href="https://a.example/" rel="nofollow" title="T" type="text/plain">x</a>]])
  :links(), { { url = "https://a.example/", text = "x", rel = "nofollow", title = "T",
    type = "text/plain" } })

-- the same selector again and again, below rows and after changes
do
  local rows = doc.parse("<table><tr><td>1<td class=x>a<tr><td>2<td class=x>b<tr><td>3</table>")
  local got = {}
  for i, row in ipairs(rows:select("tr")) do
    local cell = row:one("td.x::text") or "-"
    got[i] = row:one("td:first-child"):text() .. cell .. #row:select(":scope > td")
  end
  t.eq(got, { "1a2", "2b2", "3-1" })
  rows:one("tr"):remove()
  t.eq(rows:select("td.x::text"), { "b" })
  t.eq(rows:one("td.x"):text(), "b")
  for i = 1, 40 do
    t.eq(#rows:select("td:nth-child(" .. i .. ")"), i == 1 and 2 or i == 2 and 1 or 0)
  end
end
t.raises(page.select, "\n  p:frist-child\n   ^", page, "p:frist-child")

-- XPath
t.eq(page:xpath("//li/text()"), { "one", "two" })
t.eq(page:xpath("//ul")[1]:name(), "ul")
t.eq(page:xpath("//table"), mine.json.array {})
t.eq(page:xpath("count(//li)"), 2)
t.eq(math.type(page:xpath("count(//li)")), "integer")
t.eq(page:xpath("count(//li) div 4"), 0.5)
t.eq(page:xpath("string(//h1)"), "Talks on water")
t.eq(page:xpath("boolean(//h2)"), false)
t.eq(page:xpath("//a[starts-with(@href, 'plan')]/@href"), { "plan?x=1#y" })
t.eq(list:xpath("./li[2]")[1]:text(), "two")
t.eq(list:xpath("count(.//p)"), 0)
t.eq(list:xpath("count(//p)"), 3)
t.eq(lead:xpath("has-class('lead')"), true)
t.raises(page.xpath, "did you mean 'contains'", page, "//p[contain(., 'x')]")
t.raises(page.xpath, "\n  //p[\n     ^", page, "//p[")
do
  local small = doc.parse("<p>a<b>c</b></p><p>d</p>")
  t.eq(small:xpath("count(//p)"), 2)
  local p = small:xpath("//p")[2]
  p:remove()
  t.eq(small:xpath("count(//p)"), 1)
  t.raises(p.xpath, "removed", p, ".")
  small:one("p"):unwrap()
  t.eq(small:xpath("//body/node()")[1], "a")
end

-- the next page
t.eq(page:next_page(), nil)
t.eq(doc.parse("<link rel=next href='/b'>", { url = "https://news.example/a" }):next_page(),
  "https://news.example/b")
t.eq(doc.parse("<link rel=next href='https://other.example/b'>", { url = "https://news.example/a" })
  :next_page(), nil)

do
  local two = doc.parse("<a rel=next href='/a?page=2'>x</a>", { url = "https://news.example/a" })
  t.eq(two:next_page({ numbered = true }), "https://news.example/a?page=2")
  local other = doc.parse("<a rel=next href='/other'>x</a>", { url = "https://news.example/a" })
  t.eq(other:next_page(), "https://news.example/other")
  t.eq(other:next_page({ numbered = true }), nil)
  t.raises(other.next_page, "unknown option", other, { number = true })
end

-- metadata
local meta = page:meta()
t.eq(meta.title, "Talks on water")
t.eq(meta.byline, { "Given Name", "Other Name" })
t.eq({ meta.date, meta.basis.date }, { "2024-03-12T10:00:00+05:00", "meta:article:published_time" })
t.eq(meta.language, "en")
t.eq(meta.candidates.date[1].value, "2024-03-12T10:00:00+05:00")

-- article
local article = page:article({ candidates = true })
t.eq(article.candidates[1].taken, true)
t.eq(article.candidates[1].basis, article.basis.text)
t.ok(article.candidates[1].score >= article.candidates[2].score)
t.ok(article.candidates[1].node:text():find(article.lead, 1, true))
t.eq(page:article().candidates, nil)
t.raises(page.article, "unknown option", page, { candidate = true })
article = page:article()
t.eq(article.kind, "article")
t.eq(#article.paragraphs, 4)
local first = article.paragraphs[1]
t.eq(article.text:sub(first.first, first.last), article.lead)
t.eq(article.paragraphs[3].kind, "item")
t.eq(article.source_credit, "Example Wire")
t.ok(not article.text:find("Home", 1, true) and not article.text:find("Source", 1, true))
t.eq(article.site, "Example")
t.ok(article.basis.title and article.basis.text)
t.ok(mine.json.encode(article), "the result is plain data")
t.eq(article.captions, {})
do
  local words = ("Invented ministers met to talk about trade, transit and the border. "):rep(3)
  local talks = "<h1>Talks</h1><div class=article-body><p>" .. words .. "<figure><img src=a>"
    .. "<figcaption>A hall.</figcaption></figure><iframe src='https://youtu.be/x'></iframe><p>"
  local found = doc.parse(talks .. words):article()
  t.eq(found.captions, { "A hall." })
  t.eq(found.embeds, { { kind = "video", url = "https://youtu.be/x" } })
end

-- ends
local node = page:one("p")
page:close()
page:close()
t.raises(page.text, "closed", page)
t.raises(node.text, "closed", node)
t.ok(tostring(page):find("closed", 1, true))
do
  local inner = doc.parse("<b>kept</b>"):one("b")
  for _ = 1, 50 do doc.parse("<p>" .. ("x "):rep(2000)) end
  t.eq(inner:text(), "kept", "a node keeps its document")
end

-- what is no page
t.fails("parse", doc.parse("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\2\3\4\5\6"))
t.fails("parse", doc.parse("%PDF-1.7"))
t.fails("parse", doc.parse(""):article())
t.eq(doc.parse("<p>\xCF\xF0\xE8\xE2\xE5\xF2",
  { content_type = "text/html; charset=cp1251" }):text(), "Привет")
t.raises(doc.parse, "unknown option", "x", { uri = "y" })
t.raises(doc.parse, "string", nil)
t.done()
