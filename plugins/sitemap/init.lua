-- Gives the pages that sitemaps name, in their order. With fetch, those that are new, or that the
-- sitemap says changed since they were given.
local fetch = require "fetched"
local sitemap = {}

local KEEP = 400 * 86400
-- of this job: key of an address -> when it changed, as it was given
local known = mine.store.kv("source sitemap " .. (mine.run.job or ""))
local stamps = setmetatable({}, { __mode = "k" }) -- item -> when it changed, "" when that is unsaid

local function since_of(text)
  if not text then return nil end
  local n, unit = text:match("^(%d+)([hd])$")
  if n then return mine.time.now() - n * (unit == "h" and 3600 or 86400) end
  local seconds = mine.time.parse(text)
  if not seconds then error("the source 'sitemap': since is no date and no age: " .. text, 0) end
  return seconds
end

local function is_sitemap(url)
  local path = url:match("^[^?#]*"):lower()
  return path:find("%.xml$") or path:find("%.gz$") or path:find("%.txt$")
end

local function fits(url, patterns)
  if #patterns == 0 then return true end
  for _, pattern in ipairs(patterns) do
    if url:find(pattern) then return true end
  end
  return false
end

local function stamp_of(entry) return entry.updated or entry.date or "" end

-- Some sites say the day alone, or the time of the sitemap itself: whatever is not as it was counts
-- as a change, and the cache sees whether it is one.
local function is_new(entry, key)
  local given, stamp = known:get(key), stamp_of(entry)
  if given then return stamp ~= "" and stamp ~= given end
  local changed = mine.time.parse(stamp)
  if changed == nil then return mine.store.get(entry.url) == nil end
  local doc = mine.store.get(entry.url)
  local seen = doc and mine.time.parse(doc.fetched_at or doc.first_seen or "")
  return not (seen and seen >= changed)
end

local function item_of(entry, got)
  local item = { url = entry.url, source = "sitemap", sitemap = got.url, title = entry.title,
    date = entry.date, updated = entry.updated, site = entry.site, language = entry.language,
    tags = entry.tags, fetched_at = got.fetched_at, cached = got.cached,
    basis = entry.date and { date = "sitemap" } or nil }
  stamps[item] = stamp_of(entry)
  return item
end

-- A function that gives the next entry and the answer it is from, or an error. Sitemaps are read
-- when they are needed.
local function entries(url, since)
  local options = { sitemap = is_sitemap(url) and true or nil,
    since = since and mine.time.format(since) or nil }
  local walk = mine.doc.sitemap_walk(url, options)
  local list, i, got, found = {}, 0, nil, false
  local failed
  local function read(address)
    local err
    got, err = mine.http.get(address)
    local map
    if got then
      map, err = walk:take(got.body, { url = got.url, content_type = got.content_type })
    else
      walk:miss(tostring(err))
    end
    if err and address == url then failed = err end
    found = found or (map ~= nil and map.kind ~= "none")
    list, i = map and map.kind == "pages" and map.items or {}, 0
  end
  return function()
    while i == #list do
      local address = walk:next()
      if not address then
        walk:close()
        return nil, not found and (failed or "no sitemap found") or nil
      end
      read(address)
    end
    i = i + 1
    return list[i], got
  end
end

-- A function that gives the items of one site.
local function items_of(url, config, since)
  local next_entry, over = entries(url, since), false
  return function()
    while not over do
      local entry, got = next_entry()
      if not entry then
        over = true
        return got and { url = url, source = "sitemap", error = got } or nil
      end
      local key = entry.url and mine.doc.url_key(entry.url)
      local when = mine.time.parse(entry.updated or entry.date or "")
      if key and fits(entry.url, config.follow) and not (since and when and when < since)
        and (not config.fetch or is_new(entry, key)) then
        return item_of(entry, got)
      end
    end
  end
end

function sitemap.items(config)
  local urls = table.move(config.urls, 1, #config.urls, 1, {})
  if config.url then table.insert(urls, 1, config.url) end
  if #urls == 0 then error("the source 'sitemap' needs url or urls", 0) end
  local since, n, given = since_of(config.since), 1, 0
  local next_item = items_of(urls[1], config, since)
  return function()
    if config.limit > 0 and given >= config.limit then return nil end
    local item = next_item()
    while not item do
      n = n + 1
      if not urls[n] then return nil end
      next_item = items_of(urls[n], config, since)
      item = next_item()
    end
    given = given + 1
    return config.fetch and not item.error and fetch(item) or item
  end
end

function sitemap.done(item, config)
  local key = item.link and mine.doc.url_key(item.link)
  if config.fetch and key and not item.error and not mine.run.dry then
    assert(known:set(key, stamps[item] or "", { ttl = KEEP }))
  end
end

return sitemap
