-- What a job expects of its items (`expects`), looked at while they pass, and said at the end.
-- Called with (job, host, mine); gives entered, failed, left and finish for core/run/pipeline.lua.
--
-- Of each source the part of a page from which a field came is kept in the database, so that when
-- the field is missing one day, what was there can be put beside what is there now.
local job, host, mine = ...
local PART = 500      -- bytes of a page that are kept and shown
local SHORT = 160     -- of a candidate
local DEPTH = 8       -- steps of a path
local CANDIDATES = 3

local memory = mine.store.kv("minehost.contract." .. mine.run.job)

local function cut(text, most)
  text = text:gsub("%s+", " ")
  if #text <= most then return text end
  local last = most
  while last > 1 and text:byte(last + 1) & 0xC0 == 0x80 do last = last - 1 end
  return text:sub(1, last) .. "..."
end

-- ---- places in a page ----

local function step_of(node)
  local name, id, class = node:name(), node:attr("id"), node:attr("class")
  if id and id:find("^[%a_][%w_-]*$") then return name .. "#" .. id, true end
  local first = class and class:match("^%s*([%a_][%w_-]*)%f[%s\0]")
  if name == "meta" then
    for _, key in ipairs { "property", "name", "itemprop" } do
      local value = node:attr(key)
      if value and not value:find('["\\]') then return ('meta[%s="%s"]'):format(key, value) end
    end
  end
  return first and name .. "." .. first or name
end

-- "article.post > h1", from the nearest element with an id, or from the top.
local function path_of(node)
  local steps = {}
  while node and #steps < DEPTH do
    local step, whole = step_of(node)
    table.insert(steps, 1, step)
    if whole then break end
    node = node:parent()
  end
  return table.concat(steps, " > ")
end

local function smallest(list)
  local best, size
  for _, node in ipairs(list) do
    local n = #node:text()
    if not best or n < size then best, size = node, n end
  end
  return best
end

-- By what basis says ("meta:NAME", "rel:author", "h1", "time" ...), else the element that holds the
-- text.
local function find(doc, value, basis)
  local name = basis and basis:match("^meta:([%w:._-]+)$")
  if name then
    return doc:one(('meta[property="%s"], meta[name="%s"], meta[itemprop="%s"]')
      :format(name, name, name))
  elseif basis and basis:find("^json%-ld") then
    return doc:one('script[type="application/ld+json"]')
  elseif basis and basis:find("^%a%w?%w?%w?%w?$") and doc:one(basis) then
    return doc:one(basis)
  end
  local kind, word = (basis or ""):match("^(%a+):([%w_-]+)$")
  local node = kind and doc:one(('[%s~="%s"]'):format(kind, word))
  if node then return node end
  if type(value) == "table" then value = value[1] end
  if type(value) ~= "string" then return nil end
  local start = value:sub(1, 60):match("^[^\"\\\n]+")
  if not start or #start < 4 then return nil end
  while start:byte(-1) >= 0x80 do start = start:sub(1, -2) end -- a character may be cut in two
  return #start >= 4 and smallest(doc:select((':contains("%s")'):format(start))) or nil
end

local hints = {
  title = 'h1, meta[property="og:title"], title',
  date = 'time, meta[property*="published"], meta[name*="date" i], [itemprop="datePublished"], '
    .. '[class*="date" i], [class*="time" i]',
  byline = '[rel="author"], meta[name="author"], [itemprop="author"], [class*="author" i]',
  text = 'article, main, [itemprop="articleBody"]',
  image = 'meta[property="og:image"], article img',
}

local function candidates(doc, field)
  local word = field:match("^[%w_-]+$")
  local css = hints[field]
    or word and ('[class*="%s" i], [itemprop="%s"], [id*="%s" i]'):format(word, word, word)
  local out = {}
  for _, node in ipairs(css and doc:select(css) or {}) do
    if #out >= CANDIDATES then break end
    out[#out + 1] = cut(node:html(), SHORT)
  end
  return out
end

-- What stands now where path led: the element itself, or the nearest one above that is still there.
local function there(doc, path)
  local rest = path
  while rest do
    local node = doc:one(rest)
    if node and rest == path then return "still there: " .. cut(node:html(), PART) end
    if node then
      return ("no %s below %s, which is: %s")
        :format(path:sub(#rest + 4), rest, cut(node:html(), PART))
    end
    rest = rest:match("^(.*) > [^>]+$")
  end
  return "nothing of " .. path
end

local function with_page(page, fn)
  if type(page.body) ~= "string" then return nil end
  local doc = mine.doc.parse(page.body, { url = page.url, content_type = page.content_type })
  if not doc then return nil end
  local ok, found = pcall(fn, doc) -- a selector made of what a page says may be none
  doc:close()
  return ok and found or nil
end

-- ---- the contracts ----

local all, of_source = {}, {}

local function add(name, expects)
  local items = expects.items
  local c = { name = name, fields = expects.fields or {}, share = expects.missing or 0.2,
    least = type(items) == "table" and items[1] or items,
    most = type(items) == "table" and items[2],
    given = 0, failed = 0, left = 0, lacking = {}, first = {}, kept = {} }
  all[#all + 1] = c
  return c
end

if job.expects then all.whole = add("job", job.expects) end
local named = {}
for i, source in ipairs(job.sources) do
  named[source.name] = (named[source.name] or 0) + 1
  local n = named[source.name]
  if source.expects then
    of_source[i] = add(n > 1 and source.name .. " " .. n or source.name, source.expects)
  end
end

local function each(source, fn, ...)
  if all.whole then fn(all.whole, ...) end
  if of_source[source.index] then fn(of_source[source.index], ...) end
end

local function is_missing(value)
  return value == nil or value == "" or value == mine.null
    or type(value) == "table" and next(value) == nil
end

local function keep(c, field, page, item)
  c.kept[field] = true
  local basis = type(item.basis) == "table" and item.basis[field]
  basis = type(basis) == "string" and basis or nil
  local found = with_page(page, function(doc)
    local node = find(doc, item[field], basis)
    return node and { path = path_of(node), part = cut(node:html(), PART) }
  end) or {}
  memory:set(c.name .. "/" .. field, { run = mine.run.id, at = mine.time.format(mine.time.now()),
    url = page.url, basis = basis, path = found.path, part = found.part })
end

local function look(c, page, item)
  c.left = c.left + 1
  for _, field in ipairs(c.fields) do
    if is_missing(item[field]) then
      c.lacking[field] = (c.lacking[field] or 0) + 1
      c.first[field] = c.first[field] or page
    elseif not c.kept[field] and not job.dry then
      keep(c, field, page, item)
    end
  end
end

-- Before the stages: what of the item's page is needed later.
local function page_of(item)
  return { body = item.body, url = item.url, content_type = item.content_type }
end

local function count(c, what) c[what] = c[what] + 1 end

local function check_items(c, enough)
  local n = c.given - c.failed
  if c.least and n < c.least and not enough then
    host.broken { contract = c.name, expects = "items",
      reason = ("%d items, at least %d expected"):format(n, c.least) }
  elseif c.most and n > c.most then
    host.broken { contract = c.name, expects = "items",
      reason = ("%d items, at most %d expected"):format(n, c.most) }
  end
end

local function check_field(c, field, before)
  local lacking = c.lacking[field] or 0
  if lacking == 0 or lacking <= c.share * c.left then return end
  local page = c.first[field]
  local report = { contract = c.name, expects = field, page = page.url,
    reason = ("field %s is missing in %d of %d items"):format(field, lacking, c.left) }
  if before then
    report.last_run, report.last_at, report.basis = before.run, before.at, before.basis
    report.last_page, report.path, report.before = before.url, before.path, before.part
  end
  with_page(page, function(doc)
    if report.path then report.now = there(doc, report.path) end
    report.candidates = candidates(doc, field)
  end)
  host.broken(report)
end

-- What was kept before this run, read before look() writes anew.
local before = {}
for _, c in ipairs(all) do
  for _, field in ipairs(c.fields) do
    before[c.name .. "/" .. field] = memory:get(c.name .. "/" .. field)
  end
end

return {
  page_of = page_of,
  entered = function(source) each(source, count, "given") end,
  failed = function(source) each(source, count, "failed") end,
  left = function(source, page, item) each(source, look, page, item) end,
  -- enough: the run was told to stop after so many items
  finish = function(enough)
    for _, c in ipairs(all) do
      check_items(c, enough)
      for _, field in ipairs(c.fields) do check_field(c, field, before[c.name .. "/" .. field]) end
    end
  end,
}
