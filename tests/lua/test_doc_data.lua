local t = require "t"
local doc = mine.doc

local page = assert(doc.parse([[<html><head><title>Rates</title>
<meta property="og:title" content="Rates today"><meta property="og:image" content="a.png">
<meta property="og:image" content="b.png"><meta name="twitter:card" content="summary">
<meta name="description" content="no prefix">
<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Rates
today"},{"@type":"Person","name":"Given Name"}]</script>
<script type="application/ld+json">{"@context":"x","@graph":[{"@type":"WebPage"}]};</script>
<script type="application/ld+json">{broken</script></head><body>
<h1>Rates <i>now</i></h1><p>See <a href="/all">all</a>.</p>
<div class="advert"><p>Buy!</p></div>
<table id="rates"><caption>By bank</caption><tr><th>Bank</th><th colspan="2">Dollar</th></tr>
<tr><th></th><th>buys</th><th>sells</th></tr>
<tr><td rowspan="2">One</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>
<form action="find?a=1" method="POST" id="f"><input name="q" value="steppe">
<input type="checkbox" name="c">
<input type="checkbox" name="c" value="y" checked>
<select name="s"><option value="1">one<option selected>two
</select><textarea name="t">
long</textarea><input type="submit" name="go" value="Go">
<input name="off" value="1" disabled></form>
<input name="outside" form="f" value="o"><input name="lost" value="x">
<div itemscope itemtype="https://schema.org/NewsArticle" itemid="/id/1" itemref="more">
<span itemprop="headline name">Rates</span>
<time itemprop="datePublished" datetime="2024-03-12">12 March</time>
<div itemprop="author" itemscope itemtype="https://schema.org/Person">
<b itemprop="name">Given Name</b></div>
<a itemprop="url" href="/r">x</a></div><p id="more" itemprop="about">money</p>
<p onclick="evil()">last <font>words</font> here<script>evil()</script></p></body></html>]],
  { url = "https://e.example/d/p" }))

-- markdown, safe html
local md = page:markdown()
t.ok(md:find("# Rates *now*\n\nSee [all](https://e.example/all).", 1, true))
t.ok(md:find("| One | 1 | 2 |\n| One | 3 | 4 |", 1, true))
t.eq(page:one("h1"):markdown(), "# Rates *now*")
t.ok(page:html():find("evil", 1, true))
t.ok(not page:html({ sanitize = true }):find("evil", 1, true))
t.eq(page:one("h1 + p"):html({ sanitize = true }),
  '<p>See <a href="https://e.example/all">all</a>.</p>')
t.ok(page:one("h1 + p"):html({ sanitize = false }):find('href="/all"', 1, true))
t.raises(page.html, "unknown option", page, { sanitise = true })

-- tables
local tables = page:tables()
t.eq(tables, { { caption = "By bank", columns = 3,
  header = { "Bank", "Dollar / buys", "Dollar / sells" },
  rows = { { "One", "1", "2" }, { "One", "3", "4" } } } })
t.eq(page:one("#rates"):tables(), tables)
t.eq(page:one("h1"):tables(), mine.json.array {})

-- forms
local form = page:forms()[1]
t.eq({ form.action, form.method, form.id }, { "https://e.example/d/find?a=1", "post", "f" })
t.eq(form.values,
  { q = { "steppe" }, c = { "y" }, s = { "two" }, t = { "long" }, outside = { "o" } })
t.eq(#form.fields, 8)
t.eq(form.fields[2], { name = "c", type = "checkbox", value = "on", checked = false })
t.eq(form.fields[4].options[2], { value = "two", text = "two", selected = true })

-- data for machines
local ld = page:jsonld()
t.eq(#ld, 3)
t.eq({ ld[1].headline, ld[2].name, ld[3]["@type"] }, { "Rates today", "Given Name", "WebPage" })
local og = page:opengraph()
t.eq(og, { ["og:title"] = { "Rates today" }, ["og:image"] = { "a.png", "b.png" },
  ["twitter:card"] = { "summary" } })
local item = page:microdata()[1]
t.eq(item.type, { "https://schema.org/NewsArticle" })
t.eq(item.id, "https://e.example/id/1")
local props = item.properties
t.eq({ props.headline, props.name, props.datePublished, props.url, props.about },
  { { "Rates" }, { "Rates" }, { "2024-03-12" }, { "https://e.example/r" }, { "money" } })
t.eq(props.author[1].properties.name, { "Given Name" })
t.eq(#page:microdata(), 1)

-- changes
local advert = page:one(".advert")
local inner = page:one(".advert p")
advert:remove()
t.eq(page:one(".advert"), nil)
t.ok(not page:text():find("Buy", 1, true))
t.raises(advert.text, "removed", advert)
t.raises(inner.remove, "removed", inner)
local font = page:one("font")
font:unwrap()
t.eq(page:one("font"), nil)
t.ok(page:text():find("last words here", 1, true))
t.raises(font.unwrap, "removed", font)
t.raises(page.one(page, "body").unwrap, "cannot be unwrapped", page:one("body"))
do
  local small = doc.parse("<p><b>a</b><i><u>b</u>c</i></p>")
  small:one("b"):unwrap()
  small:one("i"):unwrap()
  small:one("u"):unwrap()
  t.eq(small:one("p"):html(), "<p>abc</p>")
  t.eq(small:one("p"):parent():name(), "body")
  local p = small:one("p")
  p:unwrap()
  t.eq(small:one("body"):html(), "<body>abc</body>")
  local empty = doc.parse("<p>a<b></b><b></b></p>")
  empty:one("b"):unwrap()
  empty:one("b"):unwrap()
  t.eq(empty:one("p"):html(), "<p>a</p>")
end

-- what is no HTML
local plain = assert(doc.parse("Talks on water\n\n"
  .. "ASTANA, March 12, 2024 - Ministers met in the capital and spoke"
  .. " about the river for two hours.\n", { content_type = "text/plain" }))
t.eq(plain.form, "text")
t.eq(#plain:select("p"), 2)
local article = assert(plain:article())
t.eq({ article.title, article.date, article.kind }, { "Talks on water", "2024-03-12", "article" })
t.eq(article.basis.text, "text")
t.eq(plain:meta().title, "Talks on water")

local function pdf(text)
  local body = "BT /F 11 Tf 72 700 Td (" .. text .. ") Tj ET"
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    .. "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    .. "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
    .. "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    .. "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    .. "4 0 obj<</Length " .. #body .. ">>stream\n" .. body .. "\nendstream endobj\n"
    .. "trailer<</Root 1 0 R/Size 6>>\n"
end
local letter = assert(
  doc.parse(pdf("The ministers met in the capital, and they spoke about the river.")))
t.eq({ letter.form, letter.pages }, { "pdf", 1 })
t.eq(letter:text(), "The ministers met in the capital, and they spoke about the river.")
t.eq(letter:article().text, letter:text())
t.fails("unsupported", doc.parse(pdf("")))
t.fails("parse", doc.parse("%PDF-1.7"))
t.done()
