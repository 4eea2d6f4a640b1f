local t = require "t"
local doc = mine.doc

-- RSS, with the vocabularies of news sites
local feed = assert(doc.feed([==[<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Steppe &amp; Sea</title><link>https://e.example/</link><language>ru_RU</language>
<description>All of &lt;b&gt;it&lt;/b&gt;</description>
<lastBuildDate>Tue, 12 Mar 2024 14:30:00 +0500</lastBuildDate>
<image><url>/logo.png</url></image><ttl>30</ttl>
<item><title>Talks  on
 water</title><link>/n/1</link><guid isPermaLink="false">n1</guid>
<description>&lt;p&gt;Two sides
&lt;i&gt;met&lt;/i&gt;.&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>Two sides met.
<a href="/n/2" onclick="x()">More</a></p>
<p>Then they left.</p><img src="/p.jpg">]]></content:encoded>
<dc:creator>A Reporter</dc:creator>
<category>water</category><category>water</category><category>talks</category>
<pubDate>Tue, 12 Mar 2024 09:30:00 GMT</pubDate>
<enclosure url="/a.mp3" length="1024" type="audio/mpeg"/>
<media:thumbnail url="/t.jpg" width="80"/><georss:point>51.1 71.4</georss:point>
<comments>/n/1#c</comments><source url="https://w.example/rss">Wire</source></item>
<item><title>No date</title><pubDate>some day</pubDate><guid>https://e.example/n/3</guid></item>
</channel></rss>]==], { url = "https://e.example/rss.xml" }))
t.eq({ feed.form, feed.version, feed.title, feed.link, feed.url, feed.language, feed.description },
  { "rss", "2.0", "Steppe & Sea", "https://e.example/", "https://e.example/rss.xml", "ru-RU",
    "All of it" })
t.eq({ feed.updated, feed.image, feed.malformed, feed.clipped, feed.extras },
  { "2024-03-12T14:30:00+05:00", "https://e.example/logo.png", false, false, { ttl = "30" } })
local item = feed.items[1]
t.eq({ item.id, item.url, item.title, item.summary, item.text },
  { "n1", "https://e.example/n/1", "Talks on water", "Two sides met.",
    "Two sides met. More\nThen they left." })
t.eq(item.html, '<p>Two sides met.\n<a href="https://e.example/n/2">More</a></p>\n' ..
  '<p>Then they left.</p><img src="https://e.example/p.jpg" />')
t.eq({ item.date, item.basis, item.byline, item.tags },
  { "2024-03-12T09:30:00Z", { date = "published" }, { "A Reporter" }, { "water", "talks" } })
t.eq(item.authors, { { name = "A Reporter" } })
t.eq(item.enclosures, { { url = "https://e.example/a.mp3", length = 1024, type = "audio/mpeg" } })
t.eq(item.media, { { url = "https://e.example/t.jpg", width = 80, thumbnail = true } })
t.eq(item.image, "https://e.example/t.jpg")
t.eq(item.place, { kind = "point", numbers = { 51.1, 71.4 } })
t.eq({ item.comments, item.source },
  { "https://e.example/n/1#c", { title = "Wire", url = "https://w.example/rss" } })
t.eq({ feed.items[2].date, feed.items[2].date_text, feed.items[2].url },
  { nil, "some day", "https://e.example/n/3" })
t.eq(#feed.items, 2)
t.eq(mine.json.decode(mine.json.encode(feed)), feed) -- storable as it is

-- chapters of a podcast
local cast = assert(doc.feed([[<rss version="2.0"><channel><item><title>Talk</title>
<psc:chapters xmlns:psc="http://podlove.org/simple-chapters">
<psc:chapter start="0" title="Hello" href="/c" image="/c.png"/>
<psc:chapter start="01:30.5" title="Bye"/><psc:chapter start="?" title="End"/>
</psc:chapters></item></channel></rss>]], { url = "https://e.example/cast" }))
t.eq(cast.items[1].chapters, {
  { start = 0.0, title = "Hello", url = "https://e.example/c", image = "https://e.example/c.png" },
  { start = 90.5, title = "Bye" }, { title = "End" } })

-- Atom, JSON Feed, limits, what is no feed
local atom = assert(doc.feed([[<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="kk">
<title>T</title>
<link rel="self" href="https://e.example/atom"/><link href="https://e.example/"/>
<entry><id>urn:1</id><title type="html">A &amp;amp; B</title><updated>2024-03-12T14:30:00Z</updated>
<author><name>N</name><email>n@e.example</email></author><category term="c" label="C"/>
<link href="https://e.example/1"/><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml">x <b>y</b></div></content>
</entry><entry><id>urn:2</id></entry></feed>]], { max_items = 1 }))
t.eq({ atom.form, atom.version, atom.url, atom.link, atom.language, atom.clipped, #atom.items },
  { "atom", "1.0", "https://e.example/atom", "https://e.example/", "kk", true, 1 })
item = atom.items[1]
t.eq({ item.title, item.html, item.text, item.tags, item.date, item.basis.date, item.language },
  { "A & B", "x <b>y</b>", "x y", { "C" }, "2024-03-12T14:30:00Z", "updated", "kk" })
t.eq(item.authors, { { name = "N", email = "n@e.example" } })
local json = assert(doc.feed('{"version":"https://jsonfeed.org/version/1.1","title":"J",' ..
  '"items":[{"id":"1","url":"https://e.example/1","content_text":"words",' ..
  '"date_published":"2024-03-12"}]}'))
t.eq({ json.form, json.version, json.items[1].text, json.items[1].date },
  { "json", "1.1", "words", "2024-03-12" })
t.eq(doc.feed("<rss><channel></channel></rss>").items, mine.json.array {})
t.fails("parse", doc.feed("<html><body>x</body></html>"))
t.fails("parse", doc.feed(""))
t.fails("parse", doc.feed("{}"))
t.raises(doc.feed, "unknown option", "<rss/>", { uri = "x" })

-- entities are never declared
feed = doc.feed('<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>' ..
  "<rss><channel><title>&a;&b;</title></channel></rss>")
t.eq(feed.title, "&a;&b;")

-- feeds of a page
local page <close> = doc.parse([[<link rel="alternate" type="application/rss+xml"
 title="News" href="/rss">
<link rel="alternate" hreflang="en" href="/en">
<link rel="alternate" type="application/atom+xml" href="/rss">
<a href="/feed/">feed</a><a href="/feedback">no</a>]], { url = "https://e.example/d/" })
t.eq(page:feeds(), {
  { url = "https://e.example/rss", title = "News", type = "application/rss+xml", basis = "link" },
  { url = "https://e.example/feed/", basis = "a" } })

-- sitemaps
local map = assert(doc.sitemap([[<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
 xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc>https://e.example/n/1</loc><lastmod>2024-03-12</lastmod>
<changefreq>Daily</changefreq><priority>0.8</priority>
<news:news><news:publication><news:name>Steppe</news:name><news:language>ru</news:language>
</news:publication>
<news:publication_date>2024-03-12T09:30:00+05:00</news:publication_date>
<news:title>Talks</news:title>
<news:keywords>water, talks</news:keywords></news:news>
<image:image><image:loc>https://e.example/p.jpg</image:loc></image:image>
<xhtml:link rel="alternate" hreflang="kk" href="https://e.example/kk/1"/></url>
<url><loc>ftp://e.example/x</loc></url></urlset>]]))
t.eq(map, { kind = "pages", form = "xml", malformed = false, clipped = false, items = { {
  url = "https://e.example/n/1", updated = "2024-03-12", frequency = "daily", priority = 0.8,
  site = "Steppe", language = "ru", date = "2024-03-12T09:30:00+05:00", title = "Talks",
  tags = { "water", "talks" }, images = { "https://e.example/p.jpg" },
  alternates = { { language = "kk", url = "https://e.example/kk/1" } } } } })
t.eq(doc.sitemap("https://e.example/1\nnothing\nhttps://e.example/2").items,
  { { url = "https://e.example/1" }, { url = "https://e.example/2" } })
t.fails("parse", doc.sitemap("<html></html>"))
t.fails("bad_encoding", doc.sitemap("\x1f\x8bnot gzip"))
t.eq(doc.robots_sitemaps("User-agent: *\nsitemap : /a.xml # x\nSitemap: /a.xml",
  { url = "https://e.example/robots.txt" }), { "https://e.example/a.xml" })

-- a walk: two sitemaps, one of which leads back
local site = {
  ["https://e.example/robots.txt"] = "Sitemap: /index.xml\nSitemap: /gone.xml",
  ["https://e.example/index.xml"] = "<sitemapindex><sitemap><loc>/index.xml</loc></sitemap>" ..
    "<sitemap><loc>/a.txt</loc></sitemap>" ..
    "<sitemap><loc>/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap></sitemapindex>",
  ["https://e.example/a.txt"] = "https://e.example/n/1",
}
local seen, pages = {}, {}
do
  local walk <close> = doc.sitemap_walk("https://e.example/d/", { since = "2024-01-01" })
  for url in walk.next, walk do
    seen[#seen + 1] = url
    if site[url] then
      for _, entry in ipairs(assert(walk:take(site[url], { url = url })).items) do
        pages[#pages + 1] = entry.url
      end
    else
      walk:miss("status 404")
    end
  end
  t.eq(walk.clipped, false)
  local states = {}
  for i, step in ipairs(walk:steps()) do states[i] = step.state .. " " .. step.url end
  t.eq(states, { "read https://e.example/robots.txt", "read https://e.example/index.xml",
    "missed https://e.example/gone.xml", "repeated https://e.example/index.xml",
    "read https://e.example/a.txt" })
  t.eq(walk:steps()[3].why, "status 404")
  t.raises(walk.take, "nothing was asked", walk, "x")
end
t.eq(seen, { "https://e.example/robots.txt", "https://e.example/index.xml",
  "https://e.example/gone.xml", "https://e.example/a.txt" })
t.eq(pages, { "https://e.example/index.xml", "https://e.example/a.txt", "https://e.example/old.xml",
  "https://e.example/n/1" })
local guess <close> = doc.sitemap_walk("https://e.example/", { max_sitemaps = 2 })
t.eq({ guess:next(), guess:next(), guess:next(), guess.clipped },
  { "https://e.example/robots.txt", "https://e.example/sitemap.xml", nil, true })
t.raises(doc.sitemap_walk, "no address", "not an address")
t.raises(doc.sitemap_walk, "since", "https://e.example/", { since = "long ago" })

-- OPML
local list = {
  { url = "https://e.example/rss", title = "A & B", link = "https://e.example/", type = "rss",
    folders = { "News", "Water" }, tags = { "x", "y" } },
  { url = "https://e.example/2", title = "C", type = "atom", description = "d", language = "tg",
    folders = { "News" } } }
local bytes = doc.to_opml(list, { title = "Feeds" })
local back = assert(doc.opml(bytes))
t.eq({ back.title, back.clipped }, { "Feeds", false })
t.eq(back.items, list)
t.fails("parse", doc.opml("<rss/>"))
t.raises(doc.to_opml, "has no url", { { title = "x" } })
t.raises(doc.to_opml, "must be a string", { { url = "x", title = 3 } })
t.raises(doc.to_opml, "list of strings", { { url = "x", tags = { 3 } } })
t.done()
