-- minehost select: CSS selectors for the element of a page that holds a sentence.
-- Called with (options, host, mine): options has inputs (a list of { name, path }), sentence, json,
-- colour, count; host is what core/run/tool.c lends.
--
-- Selectors are made of what people wrote: ids, classes and attributes that say what a thing is,
-- and tags with a meaning; names that a program made (css-1q2w3e, post-81523) and those of layout
-- and state (col-6, active) are left aside. Places in the tree come last.
local options, host, mine = ...

local function put(...) host.put(string.format(...) .. "\n") end
local function paint(code, text)
  return options.colour and "\27[" .. code .. "m" .. text .. "\27[0m" or text
end

-- ---- pages ----

local function page_of(input)
  local body, err, url, kind
  if input.path then
    body, err = mine.run.read(input.path)
    url = "file://" .. input.path
  else
    local got
    got, err = mine.http.get(input.name)
    if got then body, url, kind = got.body, got.url, got.content_type end
  end
  if not body then return nil, err end
  return mine.doc.parse(body, { url = url, content_type = kind })
end

-- Texts as a pasted sentence is compared: signs that editors and browsers change are the same.
local signs = { ["\u{A0}"] = " ", ["\u{202F}"] = " ", ["\u{2009}"] = " ", ["\u{AD}"] = "",
  ["\u{200B}"] = "", ["\u{2018}"] = "'", ["\u{2019}"] = "'", ["\u{201C}"] = '"', ["\u{201D}"] = '"',
  ["\u{201E}"] = '"', ["«"] = '"', ["»"] = '"', ["\u{2013}"] = "-", ["\u{2014}"] = "-",
  ["\u{2011}"] = "-", ["\u{2026}"] = "..." }

local function plain(text)
  text = text:gsub("[\xC2\xE2][\x80-\xBF][\x80-\xBF]?", function(c)
    return signs[c] or signs[c:sub(1, 2)] and signs[c:sub(1, 2)] .. c:sub(3) or c
  end)
  text = text:gsub("%s+", " ")
  return mine.text.fold(text:match("^%s*(.-)%s*$"))
end

local function holds(node, needle) return plain(node:text()):find(needle, 1, true) ~= nil end

-- The smallest elements that hold the needle, in document order: at most 20.
local function find_in(node, needle, out)
  local inside = false
  for _, child in ipairs(node:children()) do
    if #out < 20 and holds(child, needle) then
      inside = true
      find_in(child, needle, out)
    end
  end
  if not inside then out[#out + 1] = node end
  return out
end

local function find(page, needle)
  local body = page:one("body")
  if not body or needle == "" or not holds(body, needle) then return {} end
  local found, sizes = find_in(body, needle, {}), {}
  for i, node in ipairs(found) do sizes[node] = #node:text() + i / 100 end
  table.sort(found, function(a, b) return sizes[a] < sizes[b] end) -- the sentence and little else
  return found
end

-- ---- names ----

local layout = {}
for name in ([[active current selected open hidden visible show first last odd even clearfix row
  container wrapper wrap inner left right center block inline flex grid clear loaded lazy fade col
  relative absolute box]]):gmatch("%S+") do layout[name] = true end
local layout_patterns = { "^is%-", "^has%-", "^js%-", "^col%-", "^[mp][trblxy]?%-%d", "^text%-",
  "^bg%-", "^font%-", "^w%-", "^h%-", "^flex%-", "^d%-", "^grid%-", "^justify%-", "^items%-",
  "^align", "^pull%-", "^float", "^wp%-", "^lazy", "^animate", "^rounded", "^border", "^gap%-" }

-- A part between - and _ that a program made: letters and digits mixed, or no vowel at all.
local function is_hash(part)
  if part:find("%a%d+%a") or part:find("%d%a+%d") or part:find("^%d+%a%a") then return true end
  if #part >= 6 and part:find("%d%d") and part:find("%a") then return true end
  if #part >= 5 and part:find("%l%u%l*%u") and part:find("^%l") then return true end
  return #part >= 6 and part:find("^%a+$") and not part:lower():find("[aeiouy]")
end

local function is_word(name)
  if #name < 2 or #name > 40 or not name:find("^%a[%w_-]*$") then return false end
  if name:find("%d%d%d") or name:find("^sc%-") or name:find("^css%-") or name:find("^jsx?%-") then
    return false
  end
  for part in name:gmatch("[^_-]+") do
    if is_hash(part) then return false end
  end
  return true
end

local function is_layout(name)
  if layout[name:lower()] then return true end
  for _, pattern in ipairs(layout_patterns) do
    if name:find(pattern) then return true end
  end
  return false
end

local telling = { "itemprop", "property", "data-testid", "data-qa", "data-role", "role", "rel" }
local meaning = {}
for tag in ([[h1 h2 h3 time article main address figcaption blockquote header footer aside nav
  table]]):gmatch("%S+") do meaning[tag] = true end

-- Names of one element: a list of { selector, rank }, smaller ranks first.
local function names_of(node)
  local tag, attrs, list = node:name(), node:attrs(), {}
  local function add(css, rank) list[#list + 1] = { css, rank } end
  local id = attrs.id
  if id and is_word(id) and not id:find("%d%d") then add("#" .. id, 1) end
  for _, name in ipairs(telling) do
    local value = attrs[name]
    if value and value:find("^[%w:_-]+$") and not value:find("%d%d%d") then
      add(string.format('%s[%s="%s"]', tag, name, value), 1)
    end
  end
  for class in (attrs.class or ""):gmatch("%S+") do
    if is_word(class) and not is_layout(class) then
      add("." .. class, 2)
      add(tag .. "." .. class, 2.2)
    elseif not is_layout(class) then
      local stem = class:match("^(%a[%a_-]*_)%w+$") -- title__2Kq3x: a module's name and a hash
      if stem and is_word((stem:gsub("_+$", ""))) then
        add(string.format('%s[class*="%s"]', tag, stem), 3.5)
      end
    end
  end
  if meaning[tag] then add(tag, 3) end
  return list
end

local function parents_of(node)
  local list = {}
  local at = node:parent()
  while at and at:name() ~= "html" and at:name() ~= "body" do
    list[#list + 1] = at
    at = at:parent()
  end
  return list
end

-- "p:nth-of-type(2)", or "p" when it is alone.
local function step_of(node)
  local tag, place, same = node:name(), 1, 1
  local at = node:prev()
  while at do
    if at:name() == tag then place = place + 1 end
    at = at:prev()
  end
  at = node:next()
  while at do
    if at:name() == tag then same = same + 1 end
    at = at:next()
  end
  return place + same == 2 and tag or string.format("%s:nth-of-type(%d)", tag, place)
end

-- All candidates for a node, with ranks.
local function candidates(node)
  local own, list = names_of(node), {}
  local parents = parents_of(node)
  for _, n in ipairs(own) do list[#list + 1] = n end
  for depth, parent in ipairs(parents) do
    for _, p in ipairs(names_of(parent)) do
      local far = p[2] + depth * 0.2
      for _, n in ipairs(own) do
        list[#list + 1] = { p[1] .. " " .. n[1], 2 + far / 2 + n[2] / 2 }
      end
      if not meaning[node:name()] then
        list[#list + 1] = { p[1] .. (depth == 1 and " > " or " ") .. node:name(), 4 + far / 2 }
      end
      if depth == 1 then list[#list + 1] = { p[1] .. " > " .. step_of(node), 6 + far / 2 } end
    end
    if #list > 300 then break end
  end
  local path = step_of(node)
  for _, parent in ipairs(parents) do path = step_of(parent) .. " > " .. path end
  list[#list + 1] = { "body > " .. path, 9 }
  return list
end

-- ---- measuring ----

local pages = {}

local function counts_of(css)
  local counts = {}
  for i, page in ipairs(pages) do
    local fine, hits = pcall(page.doc.select, page.doc, css)
    counts[i] = fine and #hits or 0
  end
  return counts
end

local function finds(css, html)
  for i, hit in ipairs(pages[1].doc:select(css)) do
    if i > 500 then return false end
    if hit:html() == html then return true end
  end
  return false
end

-- Worse is more: rank, several matches, pages on which it finds nothing or more than on the first.
local function weigh(c)
  local weight = c.rank * 10 + #c.selector / 8
  if c.matches[1] > 1 then weight = weight + 12 + math.min(c.matches[1], 40) / 4 end
  for i = 2, #c.matches do
    if c.matches[i] == 0 then
      weight = weight + 40
    elseif c.matches[1] == 1 and c.matches[i] > 1 then
      weight = weight + 10
    end
  end
  return weight
end

local function first_text(css)
  local hit = pages[1].doc:one(css)
  local text = hit and hit:text():gsub("%s+", " ") or ""
  if (utf8.len(text) or 0) > 48 then text = text:sub(1, utf8.offset(text, 48) - 1) .. "…" end
  return text
end

-- "#main div.text" as "#main " and ".text": a tag before a class says little.
local function halves(css)
  local head, tail = css:match("^(.- )([^ ]+)$")
  tail = tail or css
  head = (head or ""):gsub(" > ", " "):gsub("^%w+([.])", "%1")
  return head, (tail:gsub("^%w+([.])", "%1"))
end

-- Whether a better selector says the same in fewer words: the same end, found as often.
local function is_spare(c, best)
  local head, tail = halves(c.selector)
  local counts, alike = table.concat(c.matches, " "), 0
  for _, b in ipairs(best) do
    local h, t = halves(b.selector)
    if t == tail and table.concat(b.matches, " ") == counts then
      if h == "" or h == head then return true end
      alike = alike + 1
    end
  end
  return alike >= 2
end

-- The best selectors for a node, at most n, and at the end its place in the tree.
local function propose(node, n)
  local html, list, seen = node:html(), {}, {}
  for _, c in ipairs(candidates(node)) do
    if not seen[c[1]] then
      seen[c[1]] = true
      if finds(c[1], html) then
        local one = { selector = c[1], rank = c[2], matches = counts_of(c[1]) }
        one.weight = weigh(one)
        list[#list + 1] = one
      end
    end
  end
  table.sort(list, function(a, b)
    if a.weight ~= b.weight then return a.weight < b.weight end
    return a.selector < b.selector
  end)
  local best = {}
  for _, c in ipairs(list) do
    if #best < n and not is_spare(c, best) then
      best[#best + 1] = { selector = c.selector, matches = c.matches,
        text = first_text(c.selector) }
    end
  end
  return best
end

local function show(list)
  local width = 0
  for _, c in ipairs(list) do width = math.max(width, #c.selector) end
  width = math.min(width, 48)
  for _, c in ipairs(list) do
    local counts = {}
    for i, n in ipairs(c.matches) do
      counts[i] = paint(n == 1 and "32" or n == 0 and "31" or "33", string.format("%3d", n))
    end
    put("  %s  %-" .. width .. "s  %s", table.concat(counts, " "), c.selector,
      paint("2", '"' .. c.text .. '"'))
  end
end

-- The opening tag, in short.
local function tag_of(node)
  local tag = node:html():match("^<[^>]*>") or node:name()
  return #tag > 100 and tag:sub(1, 100):gsub("[\x80-\xBF]*$", "") .. " …>" or tag
end

-- What to say when no element shows the sentence.
local function missed(page, needle)
  for _, meta in ipairs(page:select("meta[content]")) do
    if plain(meta:attr("content")):find(needle, 1, true) then
      local name = meta:attr("property") or meta:attr("name") or meta:attr("itemprop") or "?"
      return string.format("it is not shown on the page, but stands in meta %s: page:meta()", name)
    end
  end
  for _, script in ipairs(page:select("script")) do
    if plain(script:html()):find(needle, 1, true) then
      return "it is not shown on the page, but stands in a script: page:article(), page:jsonld()"
    end
  end
  return "the sentence is not on the page (is it made by a script in the browser?)"
end

-- The elements with the sentence, else with its beginning.
local function places(page, sentence)
  local needle = plain(sentence)
  local found = find(page, needle)
  if #found > 0 or #needle < 40 then return found, needle end
  local cut = needle:sub(1, 40):match("^(.*)%s") or needle:sub(1, 40)
  found = find(page, cut)
  if #found > 0 then put("only its beginning was found: %q", cut) end
  return found, needle
end

for i, input in ipairs(options.inputs) do
  local page, err = page_of(input)
  if not page then return host.fail(err) end
  pages[i] = { name = input.name, doc = page }
end
local found, needle = places(pages[1].doc, options.sentence)
if #found == 0 then return host.fail(pages[1].name .. ": " .. missed(pages[1].doc, needle)) end
local node = found[1]
local best, around = propose(node, options.count), {}
for _, parent in ipairs(parents_of(node)) do
  if #names_of(parent) > 0 then
    around = propose(parent, 3)
    break
  end
end

if options.json then
  return host.item { element = tag_of(node), places = #found, selectors = best, around = around }
end
put("%s  %s%s", paint("1", "in"), tag_of(node),
  #found > 1 and string.format("  (the first of %d places)", #found) or "")
if #pages > 1 then
  for i, page in ipairs(pages) do put("  %s %s", paint("2", "page " .. i), page.name) end
end
put("\n  matches%s", #pages > 1 and " on each page" or "")
show(best)
if #around > 0 then
  put("\n%s", paint("1", "around it"))
  show(around)
end
