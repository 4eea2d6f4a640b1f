-- One fetch of scripts/dev/hostile-net: what came of it, as an item.
local url, path = mine.run.args[1], mine.run.args[2]
local limits = { timeout = 10, connect_timeout = 5, max_bytes = "10M" }

local function work_on(page)
  if path:find("^/xml/") then return mine.doc.feed(page.body, { url = page.url }) end
  if path:find("sitemap") then return mine.doc.sitemap(page.body, { url = page.url }) end
  local document, err = page:document()
  if not document then return nil, err end
  return document:article()
end

local function follow_sitemaps(item)
  local walk <close> = mine.doc.sitemap_walk(url)
  local got = 0
  for map in walk.next, walk do
    local page = mine.http.get(map, limits)
    got = got + 1
    if page then walk:take(page.body, { url = page.url }) else walk:miss() end
  end
  item.sitemaps = got
end

local function one()
  local item = { path = path }
  local page, err = mine.http.get(url, limits)
  if not page then
    item.result, item.message, item.status = err.code, tostring(err), err.status
    return item
  end
  item.status, item.bytes = page.status, #page.body
  local before = mine.time.clock()
  local got, problem = work_on(page)
  item.work = mine.time.clock() - before
  item.result = "ok"
  if not got then
    item.result, item.message = problem and problem.code or "drop", tostring(problem)
  elseif got.kind == "not-an-article" then
    item.result = "drop"
  end
  item.title = got and got.title
  item.text = got and got.text and got.text:sub(1, 300)
  if path:find("^/sitemap/") then follow_sitemaps(item) end
  if path == "/cache/etag" or path == "/big/cookies" then -- asked again
    local again, wrong = mine.http.get(url, limits)
    item.again = again and #again.body or wrong.code
  end
  return item
end

local function beside()
  local function took()
    local start = mine.time.now()
    assert(mine.http.get(url, limits))
    return mine.time.now() - start
  end
  local alone = took()
  local slow = url:gsub("/good$", "/slow/body")
  for i = 1, 100 do mine.task.spawn(mine.http.get, slow .. "?" .. i, limits) end
  mine.sleep(1)
  local late = 0
  for _ = 1, 5 do late = math.max(late, took() - alone) end
  return { result = "ok", late_ms = late * 1000 }
end

mine.emit(path == "beside" and beside() or one())
