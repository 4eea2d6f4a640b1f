-- Gives the pages of mine.crawl as items. A page is done when its item is through the pipeline, so
-- a run that is killed loses none and fetches none twice that was kept.
local crawl = {}

local passed = { "name", "same_site", "depth", "pages", "sitemaps", "feeds", "since", "nofollow",
  "again", "concurrency", "errors" }

local pages = setmetatable({}, { __mode = "k" }) -- item -> its page

local function options_of(config)
  local starts = table.move(config.starts, 1, #config.starts, 1, {})
  if config.start then table.insert(starts, 1, config.start) end
  if #starts == 0 then error("the source 'crawl' needs start or starts", 0) end
  local o = { start = starts, manual = true, hosts = config.hosts }
  if #config.follow > 0 then o.follow = config.follow end
  if #config.skip > 0 then o.skip = config.skip end
  for _, name in ipairs(passed) do o[name] = config[name] end
  return o
end

local function fits(url, patterns)
  if #patterns == 0 then return true end
  for _, pattern in ipairs(patterns) do
    if url:find(pattern) then return true end
  end
  return false
end

local function is_of(kind, kinds)
  if #kinds == 0 then return true end
  for _, k in ipairs(kinds) do
    if k == kind then return true end
  end
  return false
end

local function item_of(page)
  local item = { url = page.url, source = "crawl", depth = page.depth, from = page.from }
  if page.error then
    item.error = page.error
    return item
  end
  item.status, item.fetched_at, item.cached = page.status, page.fetched_at, page.cached
  item.content_type, item.body = page.content_type, page.body
  -- one document for the addresses of a page
  if page.canonical and page.canonical ~= page.url then item.key = page.canonical end
  return item
end

-- A link that leads nowhere is the site's affair, not a failure of the run; a start that does is.
local function is_gone(page)
  local status = page.error and page.depth > 0 and page.status
  return status == 404 or status == 410
end

local function is_wanted(page, config)
  if page.error then return not is_gone(page) end
  return fits(page.url, config.give) and is_of(page.kind, config.kinds)
end

function crawl.items(config)
  local next_page = mine.crawl(options_of(config))
  return function()
    for page in next_page do
      if is_wanted(page, config) then
        local item = item_of(page)
        pages[item] = page
        return item
      end
      page:done()
    end
  end
end

function crawl.done(item)
  local page = pages[item]
  if page then page:done() end
end

return crawl
