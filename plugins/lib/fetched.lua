-- The page behind an item that a feed or a sitemap named: fills item.body and what the answer says
-- of it, keeps the address that was named in item.link; a failure becomes item.error. Returns the
-- item.
return function(item)
  local got, err = mine.http.get(item.url)
  if not got then
    item.error = err
    return item
  end
  item.link, item.url, item.status = item.url, got.url, got.status
  item.content_type, item.body = got.content_type, got.body
  item.fetched_at, item.cached = got.fetched_at, got.cached
  return item
end
