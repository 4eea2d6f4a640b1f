-- What is done for one entry of the queue: fetch(url) and what is told by the answer.
-- visit.page(c, entry) reads a page, visit.sitemaps and visit.feed what names pages. c is the crawl
-- of engine.lua.
local mine, native = ...
local visit = {}

local NEAR = 3 -- bits of a fingerprint

-- A page and its methods; what is in the tables stays out of pages, so that they can be stored.
local documents = setmetatable({}, { __mode = "k" })
local ends = setmetatable({}, { __mode = "k" })
local methods = {}
local page_meta = { __index = methods, __name = "mine.crawl.page" }

--[[* page:document() -> document
The page as a document, parsed once.
@return document, as mine.doc.parse gives it; or nil and an error
@example local title = page:document().title
]]
function methods:document()
  local d = documents[self]
  if d then return d end
  if not self.body then return nil, self.error end
  local err
  d, err = mine.doc.parse(self.body, { url = self.url, content_type = self.content_type })
  documents[self] = d
  return d, err
end

--[[* page:done()
Say that the page is done: it will not come again in this round. The loop says it by asking for the
next page, unless the crawl is `manual`. Returns when that is safe on disk.
@example if enough then page:done() break end
]]
function methods:done()
  local fn = ends[self]
  ends[self] = nil
  if fn then fn() end
end

function visit.new_page(fields, finish)
  local page = setmetatable(fields, page_meta)
  ends[page] = finish
  return page
end

-- nil and an error also where the run may not ask that host; third: that was it.
local function get(url, options)
  local ok, got, err = pcall(mine.http.get, url, options)
  if ok then return got, err end
  return nil, got, true
end

local types = { ["text/html"] = true, ["application/xhtml+xml"] = true, ["text/plain"] = true,
  ["application/pdf"] = true, ["application/xml"] = true, ["text/xml"] = true, [""] = true }

local function document_of(got)
  local kind = (got.content_type or ""):lower():match("^%s*([^;%s]*)")
  if not types[kind] then
    return nil, native.unsupported(got.url .. ": " .. kind .. " is no page")
  end
  return mine.doc.parse(got.body, { url = got.url, content_type = got.content_type })
end

local function asks_nofollow(text)
  for word in text:lower():gmatch("[^,\n]+") do
    word = word:match("^%s*(.-)%s*$"):gsub("^minehost:%s*", "")
    if word == "nofollow" or word == "none" then return true end
  end
  return false
end

-- Whether the page asks that its links be left alone.
local function says_nofollow(got, doc)
  if asks_nofollow(got.headers["x-robots-tag"] or "") then return true end
  for _, meta in ipairs(doc:select("meta[name][content]")) do
    local name = meta:attr("name"):lower()
    local is_for_us = name == "robots" or name == "minehost"
    if is_for_us and asks_nofollow(meta:attr("content")) then return true end
  end
  return false
end

local function print_of(article, links)
  if article and article.text and article.text:find("%w") then
    return mine.text.simhash(article.text)
  end
  local urls = {}
  for i, link in ipairs(links) do urls[i] = link.url end
  return mine.text.simhash(table.concat(urls, " "))
end

-- Whether nothing new is to be expected there: an article, and not a short list of links, which
-- looks like one to the extraction.
local function is_settled(article)
  if not article or article.kind ~= "article" then return false end
  local linked = 0
  for _, link in ipairs(article.links or {}) do linked = linked + #(link.text or "") end
  return linked * 2 < #article.text
end

-- The key under which the page is known: that of its canonical link, or its own.
local function own_key(c, entry, page, article, doc)
  local canonical = article and article.canonical_url or doc:meta().canonical_url
  local key = canonical and mine.doc.url_key(canonical)
  if key and c.scope:is_ours(key) then
    page.canonical = mine.doc.canonical(canonical)
    return key
  end
  return entry.key
end

-- Another page that is this one, by the same key and alike; nil: there is none. A canonical link
-- alone is no proof: some sites name their front page on every page.
local function original_of(c, entry, key, print)
  local owner = c.owners[key]
  if not owner then
    c.owners[key] = { key = entry.key, print = print, copies = {} }
  elseif owner.key ~= entry.key and mine.text.distance(owner.print, print) <= NEAR then
    return owner
  end
end

-- A copy is done no sooner than its original, which may yet be lost with this run.
local function drop_copy(c, entry, owner, record)
  record.copy = true
  c:count("duplicates")
  local function finish() c.memory:done(entry, record) end
  if owner.is_done then finish() else owner.copies[#owner.copies + 1] = finish end
end

local function kept(c, entry, key, record)
  c.memory:done(entry, record)
  local owner = c.owners[key]
  if owner.key == entry.key then
    owner.is_done = true
    for _, finish in ipairs(owner.copies) do finish() end
    owner.copies = {}
  end
  c:settled()
end

local function links_to_follow(c, page, got, doc)
  if page.depth >= c.options.depth then return {} end
  local honour, list = c.options.nofollow, {}
  if honour and says_nofollow(got, doc) then return {} end
  for _, link in ipairs(page.links) do
    local rel = " " .. (link.rel or ""):lower() .. " "
    if not (honour and rel:find("%snofollow%s")) then
      c:consider(list, link.url, page.depth + 1, page)
    end
  end
  return list
end

local function feeds_to_read(c, page, doc, list)
  if not c.options.feeds or page.depth > 0 or c.options.depth < 1 then return end
  for i, feed in ipairs(doc:feeds()) do
    if i > 5 then break end
    local key = mine.doc.url_key(feed.url)
    if key and (not native.private(key) or native.private(page.url)) then
      list[#list + 1] = { key = "feed " .. key, priority = 2000,
        value = { kind = "feed", url = feed.url } }
    end
  end
end

local function report(c, entry, err, record)
  local v = entry.value
  c:count("errors")
  mine.log[v.depth == 0 and "warn" or "debug"]("crawl-error", { url = v.url, error = err })
  local page = visit.new_page({ url = v.url, depth = v.depth, from = v.from, error = err,
    status = type(err) == "table" and err.status or nil }, function()
      c.memory:fail(entry, err, { tries = 1 }, record)
      c:settled()
    end)
  if c.options.on_error then c.options.on_error(page) end
  if c.options.errors then c:deliver(page) else page:done() end
end

-- What becomes of an entry that could not be fetched.
local function missed(c, entry, err, refused)
  local o, v = c.options, entry.value
  local code = type(err) == "table" and err.code
  if code == "hold" then
    c:count("held") -- it stays leased, so the next run has it
  elseif code == "robots" and v.depth > 0 then
    c:count("robots")
    c.memory:done(entry)
  elseif code and err.retry and not refused and entry.tries + 1 < o.tries then
    c.memory:fail(entry, err, { tries = o.tries, first = o.pause })
  else
    report(c, entry, err, code ~= "robots" and { kind = "error" } or nil)
  end
end

-- A redirect is a link, so that each address is asked once. A start may lead to another host.
local function redirected(c, entry, got)
  local v, list = entry.value, {}
  local to = mine.doc.resolve(got.headers.location or "", got.url)
  local key = to and mine.doc.url_key(to)
  if key and v.depth == 0 and not c.scope:is_ours(key)
    and (not native.private(key) or native.private(v.url)) then
    c.memory:add_host(c.scope:add_start(key))
  end
  local hops, why = (v.hops or 0) + 1, nil
  if to and hops <= 10 then
    why = c:consider(list, to, v.depth, { url = v.url, depth = v.depth })
  end
  for _, e in ipairs(list) do
    e.value.from, e.value.hops, e.priority = v.from, hops, v.depth == 0 and 1000 or e.priority
  end
  c:count(why == "elsewhere" and why or "redirects")
  c:push(list)
  c.memory:done(entry, { kind = "redirect", to = key })
end

local function read(c, entry, got)
  local v = entry.value
  local page = { depth = v.depth, from = v.from }
  for name, value in pairs(got) do page[name] = value end
  local doc, err = document_of(got)
  if not doc and err.code == "unsupported" and v.depth > 0 then
    c:count("files")
    c.memory:done(entry, { kind = "file", settled = true })
    return
  elseif not doc then
    return report(c, entry, err, { kind = "error" })
  end
  page.links = doc:links()
  local article = doc:article()
  page.kind = article and article.kind or "not-an-article"
  local print = print_of(article, page.links)
  c:saw(entry.key, print)
  local key = own_key(c, entry, page, article, doc)
  local record = { kind = page.kind, print = print, page = key ~= entry.key and key or nil,
    settled = is_settled(article) or nil }
  local original = original_of(c, entry, key, print)
  if original then
    doc:close()
    return drop_copy(c, entry, original, record)
  end
  local list = links_to_follow(c, page, got, doc)
  feeds_to_read(c, page, doc, list)
  c:push(list)
  c:count("pages")
  visit.new_page(page, function() kept(c, entry, key, record) end)
  -- who has many pages in hand at once reads them again rather than keep them all
  if c.options.manual then doc:close() else documents[page] = doc end
  c:deliver(page)
end

-- An entry that was under way when a run ended may have its answer in the cache: of this round, it
-- is as good as a new one.
local function answer_before(c, entry)
  if entry.tries == 0 or entry.error then return nil end
  local got = get(entry.value.url, c.kept_http)
  local at = got and mine.time.parse(got.fetched_at) -- whole seconds
  return at and at >= math.floor(c.memory.round.started) and got or nil
end

function visit.page(c, entry)
  local v = entry.value
  local got, err, refused = answer_before(c, entry), nil, nil
  if not got then got, err, refused = get(v.url, c.page_http) end
  if refused and v.depth == 0 then error(err, 0) end -- a mistake of the job
  if not got then missed(c, entry, err, refused)
  elseif got.status >= 300 then redirected(c, entry, got)
  else read(c, entry, got) end
end

-- ---- what names pages

local function is_old(c, item)
  local since = c.options.since
  local when = since and (item.updated or item.date)
  local seconds = when and mine.time.parse(when)
  return seconds and seconds < since.seconds
end

-- Newest first, as far as they have dates: where a budget ends, it ends with the old ones.
local function add_items(c, items, from)
  local order, list = {}, {}
  for i, item in ipairs(items) do
    order[i] = { item = item, i = i, when = item.updated or item.date or "" }
  end
  table.sort(order, function(a, b)
    if a.when ~= b.when then return a.when > b.when end
    return a.i < b.i
  end)
  for _, x in ipairs(order) do
    if #list >= c.options.pages then break end
    if x.item.url and not is_old(c, x.item) then
      c:consider(list, x.item.url, 1, from, x.item)
    end
  end
  return c:push(list)
end

function visit.sitemaps(c, entry)
  local url = entry.value.url
  local since = c.options.since
  local walk <close> = mine.doc.sitemap_walk(url, { since = since and since.text or nil })
  local added = 0
  for address in walk.next, walk do
    local got, err = get(address, c.options.http)
    if got then
      local map = walk:take(got.body, { url = got.url, content_type = got.content_type })
      if map and map.kind == "pages" then
        added = added + add_items(c, map.items, { url = got.url, depth = 0 })
      end
    else
      walk:miss(tostring(err))
    end
    if added >= c.options.pages then break end
  end
  c.memory:done(entry)
end

function visit.feed(c, entry)
  local v = entry.value
  local got, err = get(v.url, c.options.http)
  local feed
  if got then
    feed, err = mine.doc.feed(got.body, { url = got.url, content_type = got.content_type })
  end
  if feed then add_items(c, feed.items, { url = got.url, depth = 0 })
  else mine.log.debug("crawl-feed", { url = v.url, error = err }) end
  c.memory:done(entry)
end

return visit
