-- Looks at a site for `minehost new job --from`: its feed, sitemap, robots.txt, language, and
-- whether articles come out of its pages. Called with (url, mine, say); says in plain words what it
-- finds, and gives it as a table; nil and an error when the first page does not come.
local start, mine, say = ...
if not start:find("^%a[%w+.-]*://") then start = "https://" .. start end

local GUESSES = { "feed", "rss", "rss.xml", "feed.xml", "atom.xml", "en/rss" }
local ENOUGH = 200 -- bytes of text that make an article

local function line(what, ...) say("  %-9s %s", what, string.format(...)) end

local home, failed = mine.http.get(start)
if not home then return nil, failed end
local found = { url = home.url, asked = start, host = home.url:match("^%a+://([^/?#]+)"),
  day = mine.time.format(mine.time.now()):sub(1, 10), articles = {} }
say("looked at %s", home.url)

local function read_feed(got, asked, how)
  local feed = mine.doc.feed(got.body, { url = got.url, content_type = got.content_type })
  if not feed or #feed.items == 0 then return nil end
  local newest, texts = "", 0
  for _, entry in ipairs(feed.items) do
    if (entry.date or "") > newest then newest = entry.date end
    if entry.text and #entry.text >= ENOUGH then texts = texts + 1 end
  end
  return { url = got.url, asked = asked, how = how, count = #feed.items, items = feed.items,
    first = feed.items[1].url or "", newest = newest:sub(1, 10), full = texts * 2 > #feed.items,
    title = feed.title, language = feed.language }
end

local page = nil
local own_feed = read_feed(home, start, "the address itself")
if not own_feed then
  page, failed = mine.doc.parse(home.body, { url = home.url, content_type = home.content_type })
  if not page then return nil, failed end
end

-- The feeds that the page names, the most plausible four; else the usual places, one after another.
local function find_feed()
  if own_feed then return own_feed end
  local named = page:feeds()
  for i = 1, math.min(#named, 4) do
    local got = mine.http.get(named[i].url)
    local feed = got and read_feed(got, named[i].url, "named by the page")
    if feed then return feed end
  end
  for _, path in ipairs(#named == 0 and GUESSES or {}) do
    local url = mine.doc.resolve("/" .. path, home.url)
    local got = mine.http.get(url)
    local feed = got and read_feed(got, url, "in a usual place")
    if feed then return feed end
  end
end

local robots = mine.http.robots(home.url)

-- The first sitemap with pages, two answers deep at most; it is read only if there is no feed.
local function find_sitemap(read)
  local named = robots and robots.sitemaps or {}
  local url = named[1] or mine.doc.resolve("/sitemap.xml", home.url)
  local map = { url = url, named = #named > 0, items = {} }
  if not read and #named > 0 then return map end
  for _ = 1, 2 do
    local got = mine.http.get(url)
    local s = got and mine.doc.sitemap(got.body, { url = got.url, content_type = got.content_type,
      max_items = 2000 })
    if not s then break end
    map.items = s.kind == "pages" and s.items or {}
    map.found = true
    if s.kind == "pages" or not s.items[1] then break end
    url = s.items[#s.items].url
  end
  return (map.found or map.named) and map or nil
end

-- Whether a page of the sitemap changed within the last week, so that asking for those is enough.
local function is_lively(map)
  local since = mine.time.now() - 7 * 86400
  for _, entry in ipairs(map.items) do
    local when = mine.time.parse(entry.updated or entry.date or "")
    if when and when >= since then return true end
  end
  return false
end

-- Addresses that may be articles, the most promising first.
local function candidates(feed, map)
  local list, seen = {}, {}
  local function add(url)
    if url and not seen[url] and url:find("^https?://") then
      seen[url] = true
      list[#list + 1] = url
    end
  end
  for _, entry in ipairs(feed and feed.items or {}) do add(entry.url) end
  if feed then return list end
  for i = #(map and map.items or {}), 1, -1 do
    if #list < 20 then add(map.items[i].url) end
  end
  local links = page and page:links() or {}
  table.sort(links, function(a, b) return #a.text > #b.text end) -- headlines are long
  for _, link in ipairs(links) do
    if #link.text > 20 and link.url:match("^%a+://([^/?#]+)") == found.host then add(link.url) end
  end
  return list
end

local function try_article(url)
  local got, err = mine.http.get(url)
  if not got then return nil, tostring(err) end
  local doc = mine.doc.parse(got.body, { url = got.url, content_type = got.content_type })
  local article = doc and doc:article()
  if not article then return nil, "nothing to read" end
  if article.kind ~= "article" or #article.text < ENOUGH then
    return nil, string.format("%s, %d bytes of text", article.kind, #article.text)
  end
  return article, got
end

local function try_articles(urls)
  local tried, why = 0, nil
  for i = 1, math.min(#urls, 4) do
    if #found.articles == 2 then break end
    tried = tried + 1
    local article, got = try_article(urls[i])
    if article then
      local said = (article.title or "") .. "\n" .. article.text
      local code, score = mine.text.language(said)
      if article.language and score < 0.3 then code = article.language end
      table.insert(found.articles, { asked = urls[i], url = got.url, title = article.title,
        date = article.date, bytes = #article.text, language = code })
    else
      why = got
    end
  end
  return tried, why
end

local feed = find_feed()
local map = find_sitemap(not feed)
local tried, why = try_articles(candidates(feed, map))

if feed then
  line("feed", "%s (%s): %d entries, the newest of %s, %s", feed.url, feed.how, feed.count,
    feed.newest ~= "" and feed.newest or "an unknown day",
    feed.full and "with whole texts" or "with summaries")
else
  line("feed", "none: neither named by the page nor in the usual places")
end
if map then
  line("sitemap", "%s%s", map.url, map.named and " (named by robots.txt)" or "")
else
  line("sitemap", "none")
end
if not robots then
  line("robots", "could not be asked for")
elseif robots.status ~= 200 then
  line("robots", "no robots.txt: everything is allowed")
else
  line("robots", "%s; %s", robots.allowed and "the page is allowed" or "the page is NOT allowed",
    robots.delay and robots.delay > 0 and "asks for " .. robots.delay .. " s between requests"
    or "asks for no delay")
end

local said = page and (page:meta() or {}).language or feed and feed.language
local languages = {}
for i, a in ipairs(found.articles) do languages[i] = a.language end
line("language", "%s%s", languages[1] or said or "unknown", said and
  string.format(" (the page says %s; of articles: %s)", said, #languages > 0
  and table.concat(languages, ", ") or "none") or " (by the text of articles)")

for i, a in ipairs(found.articles) do
  line(i == 1 and "articles" or "", "%s: %d bytes, %s", a.title, a.bytes, a.date or "no date found")
end
if tried == 0 then line("articles", "none found to try") end
if #found.articles < tried and #found.articles < 2 then
  line(#found.articles == 0 and "articles" or "", "%d of %d pages gave none%s",
    tried - #found.articles, tried, why and ": " .. why or "")
end

if feed then
  found.feed = { asked = feed.asked, count = feed.count, first = feed.first }
  found.source = { plugin = "feed", url = feed.url, fetch = #found.articles > 0 }
  line("taken", found.source.fetch and "the feed, with the page of each new entry"
    or "the feed, its entries alone")
elseif map and map.found and #found.articles > 0 then
  found.source = { plugin = "sitemap", url = map.url, lively = is_lively(map) }
  line("taken", "the sitemap, %s", found.source.lively and "pages of the last 7 days"
    or "all of its pages, a hundred a run")
elseif #found.articles > 0 then
  found.source = { plugin = "crawl", url = home.url }
  line("taken", "a crawl of the site from this page on, for articles")
else
  found.source = { plugin = "page", url = home.url }
  line("taken", "the page itself: name better ones in the job")
end
found.title = (feed and feed.title or page and page.title or found.host):gsub("%s+", " ")
return found
