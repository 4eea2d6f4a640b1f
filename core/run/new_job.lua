-- The files of a new job. Called with (options, mine, what, found): what is "paths" (those that
-- must not be there) or "files"; found is what new_look.lua gives, or nil: a job over a saved page.
local options, mine, what, found = ...
local name = options.name
local job_path, test_path = name .. ".lua", "test/test_" .. name .. ".lua"
local page_path = "test/pages/example.html"
local recording = options.recording

local run_test = (options.tests and "minehost test " or "minehost run ") .. test_path
  .. (recording and not options.tests and " --replay " .. recording or "")

if what == "paths" then return { job_path, test_path, recording or page_path } end

local page = [[
<!doctype html>
<html lang="en">
<head><meta charset="utf-8">
<title>Invented ministers talk about water - Invented desk</title></head>
<body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article>
<h1>Invented ministers talk about water</h1>
<p><time datetime="2025-05-14T09:30:00+05:00">14 May 2025</time></p>
<p>The invented ministers of Northland and Southland met on Thursday and spoke for three hours about
the water of their river, the invented press office said.</p>
<p>They agreed to measure it together from June on, and to meet again before the harvest.</p>
</article>
</body>
</html>
]]

local function quote(text) return string.format("%q", text):gsub("\\\n", "\\n") end

local function list(values)
  local parts = {}
  for i, v in ipairs(values) do parts[i] = quote(v) end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

-- ---- a job over saved pages ----

if not found then
  local job = string.format([[
-- minehost run %s                           all saved pages, as JSON
-- minehost try %s %s   one page, stage by stage
return {
  name = %s, about = "saved pages: put more into test/pages, or name another source",
  sources  = { { "files", path = "test/pages" } },
  -- sources  = { { "feed", url = "https://example.org/rss", fetch = true } },
  pipeline = { "article", "language", "summary" },
  -- sinks    = { "store" },     -- keeps them in the database; without sinks they are printed
}
]], job_path, job_path, page_path, quote(name))
  local test = string.format([[
-- %s
local t = require "t"
local article, language = mine.use("article"), mine.use("language")

local item = { url = "https://e.example/1", content_type = "text/html",
  body = assert(mine.run.read("pages/example.html")) }
item = article.process(item, { min_text = 80 })
item = language.process(item, { min_score = 0.3 })
t.eq(item.title, "Invented ministers talk about water")
t.eq(item.date, "2025-05-14T09:30:00+05:00")
t.eq(item.language, "en")
t.has(item.text, "measure it together")
t.done()
]], run_test)
  return { { job_path, job }, { test_path, test }, { page_path, page } },
    { run_test, "minehost run " .. job_path .. " --format table",
      "minehost try " .. job_path .. " " .. page_path }
end

-- ---- a job from a site ----

local function source_line()
  local s = found.source
  if s.plugin == "feed" then
    return string.format('{ "feed", url = %s%s }', quote(s.url), s.fetch and ", fetch = true" or "")
  elseif s.plugin == "sitemap" then
    return string.format('{ "sitemap", url = %s,%s limit = 100 }', quote(s.url),
      s.lively and ' since = "7d",' or "")
  elseif s.plugin == "crawl" then
    return string.format('{ "crawl", start = %s, kinds = { "article" } }', quote(s.url))
  end
  return string.format('{ "page", url = %s }', quote(s.url))
end

local needs = #options.needs > 0 and "  needs    = " .. list(options.needs) .. ",\n" or ""
local first = found.articles[1]
local try_url = first and first.url or found.url

local job = string.format([[
-- %s, as minehost new found it on %s.
-- minehost run %s                 what is new, into the database
-- minehost try %s URL             one page, stage by stage
return {
  name = %s, about = %s,
%s  sources  = { %s },
  pipeline = { "article", "language", "summary" },
  sinks    = { "store" },
  -- schedule = { every = "30m" },
}
]], found.title, found.day, job_path, job_path, quote(name), quote("news of " .. found.host), needs,
  source_line())

local lines = {}
local function add(...) lines[#lines + 1] = string.format(...) end

add("-- %s", run_test)
add("-- What %s takes from %s, on the answers of %s; no network.", job_path, found.host, found.day)
add('local t = require "t"')
add('local article, language = mine.use("article"), mine.use("language")')
if found.feed then
  add("")
  add("local got = assert(mine.http.get(%s))", quote(found.feed.asked))
  add("local feed = assert(mine.doc.feed(got.body, { url = got.url }))")
  add("t.eq(#feed.items, %d)", found.feed.count)
  add("t.eq(feed.items[1].url, %s)", quote(found.feed.first))
end
if #found.articles > 0 then
  add("")
  add("-- The item of a page, as the stages make it.")
  add("local function item_of(url)")
  add("  local page = assert(mine.http.get(url))")
  add("  local item = { url = page.url, body = page.body, content_type = page.content_type }")
  add("  item = article.process(item, { min_text = 80 })")
  add("  return language.process(item, { min_score = 0.3 })")
  add("end")
  for i, a in ipairs(found.articles) do
    add("")
    add("%s = item_of(%s)", i == 1 and "local item" or "item", quote(a.asked))
    add("t.eq(item.title, %s)", quote(a.title))
    if a.date then add("t.eq(item.date, %s)", quote(a.date)) end
    add("t.eq(item.language, %s)", quote(a.language))
    add("t.eq(#item.text, %d)", a.bytes)
  end
end
if not found.feed and #found.articles == 0 then
  add("")
  add("t.eq(assert(mine.http.get(%s)).status, 200)", quote(found.url))
end
add("t.done()")
add("")

return { { job_path, job }, { test_path, table.concat(lines, "\n") }, { recording } },
  { run_test, "minehost try " .. job_path .. " " .. try_url, "minehost run " .. job_path }
