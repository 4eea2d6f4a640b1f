-- Gives the entries of feeds as items, in the order of the feed. The feed itself is asked about
-- again by the cache: one that did not change costs an empty answer, or none.
--
-- With fetch, an entry that is new (its page is no document yet, and did not pass here before) is
-- given with the body of its page. Known is what is through the pipeline, so a run that is killed
-- loses none.
local fetch = require "fetched"
local feed = {}

local KEEP = 400 * 86400
-- of this job: key of an entry's address -> true
local known = mine.store.kv("source feed " .. (mine.run.job or ""))

-- The feed at an address, or of the first feed that a page there names.
local function read(url, is_found)
  local got, err = mine.http.get(url)
  if not got then return nil, err end
  local options = { url = got.url, content_type = got.content_type }
  local f, why = mine.doc.feed(got.body, options)
  if f then return f, nil, got end
  local page = not is_found and mine.doc.parse(got.body, options)
  local found = page and page:feeds()[1]
  if not found then return nil, why end
  mine.log.info("feed-found", { page = url, feed = found.url })
  return read(found.url, true)
end

local function is_old(entry, max_age)
  local seconds = max_age and entry.date and mine.time.parse(entry.date)
  return seconds and seconds < mine.time.now() - max_age
end

local copied = { "url", "title", "summary", "language", "image", "enclosures", "updated" }

-- The item of an entry of the feed f; got: the answer that the feed came with.
function feed.item(entry, f, got)
  local item = { source = "feed", feed = got.url, fetched_at = got.fetched_at, cached = got.cached }
  for _, name in ipairs(copied) do item[name] = entry[name] end
  item.byline = entry.byline or f.byline
  item.tags = entry.tags
  item.date, item.site = entry.date, f.title
  item.basis = entry.date and { date = "feed" } or nil
  if entry.text and entry.text ~= entry.summary then item.text = entry.text end
  if not item.url then
    item.key = entry.id and got.url .. "#" .. entry.id
    item.url = f.link or got.url
  end
  return item
end

local function key_of(item) return item.url and mine.doc.url_key(item.url) end

local function is_new(item)
  local key = key_of(item)
  if not key then return false end
  if known:get(key) then return false end
  return not mine.store.get(item.url) and not mine.store.get(key)
end

-- The next items of one feed: a list.
local function items_of(url, config)
  local f, err, got = read(url)
  if not f then return { { url = url, source = "feed", error = err } } end
  local list = {}
  for i, entry in ipairs(f.items) do
    if config.limit > 0 and i > config.limit then break end
    if not is_old(entry, config.max_age) then
      local item = feed.item(entry, f, got)
      if not config.fetch or is_new(item) then list[#list + 1] = item end
    end
  end
  return list
end

function feed.items(config)
  local urls = table.move(config.urls, 1, #config.urls, 1, {})
  if config.url then table.insert(urls, 1, config.url) end
  if #urls == 0 then error("the source 'feed' needs url or urls", 0) end
  local list, i, n = {}, 0, 0
  return function()
    while i == #list do
      n, i = n + 1, 0
      if not urls[n] then return nil end
      list = items_of(urls[n], config)
    end
    i = i + 1
    local item = list[i]
    return config.fetch and not item.error and fetch(item) or item
  end
end

-- An entry whose page failed comes again in the next run.
function feed.done(item, config)
  local link = item.link and mine.doc.url_key(item.link)
  if config.fetch and link and not item.error and not mine.run.dry then
    assert(known:set(link, true, { ttl = KEEP }))
  end
end

return feed
