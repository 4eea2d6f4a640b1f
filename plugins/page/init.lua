-- Fetches pages and gives each as an item. What the host does for every request (robots.txt,
-- spacing, limits) is done here too, and a page that was fetched before is asked about by the
-- cache; one that does not come is an item with its error, and the run goes on.
local page = {}

function page.items(config)
  local urls = table.move(config.urls, 1, #config.urls, 1, {})
  if config.url then table.insert(urls, 1, config.url) end
  if #urls == 0 then error("the source 'page' needs url or urls", 0) end

  local i = 0
  return function()
    i = i + 1
    local url = urls[i]
    if not url then return nil end
    local got, err = mine.http.get(url)
    if not got then return { url = url, source = "page", error = err } end
    local item = { url = got.url, source = "page", status = got.status,
      fetched_at = got.fetched_at, cached = got.cached, content_type = got.content_type }
    item.body = got.body
    return item
  end
end

return page
