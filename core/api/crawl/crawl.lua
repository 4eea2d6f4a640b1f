local crawl, mine, part = ...

-- from C, for the parts
local native = { private = crawl.private, unsupported = crawl.unsupported }
crawl.private, crawl.unsupported = nil, nil

--[[* mine.crawl(options) -> iterator
Go through the pages of a site, for `for page in mine.crawl { ... } do`: first what its sitemaps and
feeds name, then link by link. What is to be done is kept in the database (mine.queue), so that a
crawl that was stopped, killed or limited goes on where it was: what was under way comes again, what
is done does not. A page is done when the loop asks for the next one, so keep what it gave before.
(A loop that is left by break has not: page:done() says it.)

A crawl that came to its end begins a new round when it is run again: its starts, its listing pages,
sitemaps and feeds are asked about again (a page that did not change costs little: see
response.cached), and new addresses are followed. An article that was seen is not asked for again,
unless `again` says after how long, or a sitemap or feed says that it changed since. Addresses that
did not fit into `pages` wait for the next round.

Each page comes once, whatever its addresses: without sessions and campaigns (mine.doc.url_key), by
where it redirects to, and by its canonical link where the two pages are alike. robots.txt,
nofollow, traps (mine.doc.trap) and private addresses are left alone.
@param options { start = address or list of them, name = of this crawl (its job and first start),
follow = Lua pattern, list of patterns or function(url, page) that gives true for addresses to be
followed (all), skip = the same for those that are not, same_site = stay on the hosts of the
starts, "www." aside (true), hosts = list of more hosts ("*.e.example": also all below), depth =
of links from a start (3), pages = asked for in a round at most (1000), sitemaps = true, feeds =
those that a start names (true), since = RFC 3339: what sitemaps and feeds say is older is left
alone, nofollow = honour it (true), again = seconds or "7d", concurrency = pages under way at once
(8), http = options for mine.http.get, tries = for passing failures, each tried again by mine.http
too (2), pause = seconds before the second (30), errors = give failures as pages with url, depth
and error (false), on_error = function(page) for them, manual = pages are done by page:done()
alone (false) }
@return for `for`: pages with url, depth, from = the page that links to it, canonical, kind
("article", "liveblog", "list" or "not-an-article"), links = list of
{ url, text, rel, title, type }, the fields of a response and page:document(), page:done()
@example
for page in mine.crawl { start = "https://e.example/", follow = "/news/", pages = 200 } do
  if page.kind == "article" then
    local article = page:document():article()
    assert(mine.store.put { url = page.url, title = article.title, text = article.text })
  end
end
]]
local run -- compiled when first wanted: every plugin has a module of its own
local function call(_, options)
  run = run or part("engine")(mine, part, native)
  return run(options)
end

--[[* mine.crawl.forget(name) -> true
Forget all about a crawl: its round, what it saw, what is still to be done. Documents stay.
@param name string, the option `name` of the crawl
@return true; or nil and an error
@example mine.crawl.forget("ministry")
]]
function crawl.forget(name)
  if type(name) ~= "string" or name == "" then
    error("mine.crawl.forget: wants the name of a crawl", 2)
  end
  return part("memory")(mine).forget(name)
end

setmetatable(crawl, { __call = call, __metatable = false })
