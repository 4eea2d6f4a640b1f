-- minehost try: one page through the stages of a job, and what each of them did.
-- Called with (options, host, mine, stages): options has input, path (of a file), url, colour,
-- json; host is what core/run/tool.c lends.
local options, host, mine, stages = ...
local spawn = mine.task.spawn
local CUT = 72 -- characters of a value that are shown

local function paint(code, text)
  return options.colour and "\27[" .. code .. "m" .. text .. "\27[0m" or text
end
local function dim(text) return paint("2", text) end
local function bold(text) return paint("1", text) end

local function say(...)
  host.put(string.format(...) .. "\n")
end

-- The first n characters of a text, on one line, without control characters.
local function cut(text, n)
  text = text:gsub("[%s%c]+", " ")
  if not utf8.len(text) then return string.format("%d bytes", #text) end
  if utf8.len(text) <= n then return text end
  return text:sub(1, utf8.offset(text, n) - 1) .. "…"
end

local show -- forward

local function show_table(value, n)
  if #value > 0 then
    local first = show(value[1], n - 12)
    if #value == 1 then return "{ " .. first .. " }" end
    return string.format("{ %s … %d in all }", first, #value)
  end
  local parts = {}
  for _, name in ipairs { "name", "label", "id", "type", "text", "url", "first", "last" } do
    if type(value[name]) ~= "table" and value[name] ~= nil then
      parts[#parts + 1] = name .. " = " .. cut(tostring(value[name]), 30)
    end
    if #parts == 3 then break end
  end
  if #parts > 0 then return cut("{ " .. table.concat(parts, ", ") .. " }", n) end
  local names = {}
  for name in pairs(value) do names[#names + 1] = tostring(name) end
  table.sort(names)
  return cut("{ " .. table.concat(names, ", ") .. " }", n)
end

function show(value, n)
  n = n or CUT
  if type(value) == "string" then
    local size = #value > 200 and dim(string.format("  (%d bytes)", #value)) or ""
    return '"' .. cut(value, n) .. '"' .. size
  end
  if type(value) == "table" then return show_table(value, n) end
  return cut(tostring(value), n)
end

-- A copy that later changes leave alone.
local function copy(value, depth)
  if type(value) ~= "table" or depth > 20 then return value end
  local out = {}
  for k, v in next, value do out[k] = copy(v, depth + 1) end
  return out
end

local function same(a, b)
  if rawequal(a, b) then return true end
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in next, a do
    if not same(v, b[k]) then return false end
  end
  for k in next, b do
    if a[k] == nil then return false end
  end
  return true
end

local function names_of(a, b)
  local all, list = {}, {}
  for k in next, a do all[k] = true end
  for k in next, b or {} do all[k] = true end
  for k in next, all do list[#list + 1] = k end
  table.sort(list, function(x, y) return tostring(x) < tostring(y) end)
  return list
end

local function basis_of(item, name)
  local from = type(item.basis) == "table" and item.basis[name]
  return from and dim("  [" .. tostring(from) .. "]") or ""
end

-- ---- the page ----

local types = { html = "text/html", htm = "text/html", xhtml = "application/xhtml+xml",
  txt = "text/plain", pdf = "application/pdf" }

local function read_file()
  local body, err = mine.run.read(options.path)
  if not body then return nil, err end
  local type_of = types[(options.path:match("%.(%w+)$") or ""):lower()]
  local address = "file://" .. options.path:gsub("[^%w%-._~/]",
    function(c) return ("%%%02X"):format(c:byte()) end)
  return { url = options.url or address, path = options.input, source = "try", body = body,
    content_type = type_of }
end

local function fetch()
  local got, err = mine.http.get(options.input)
  if not got then return nil, err end
  return { url = got.url, source = "try", status = got.status, fetched_at = got.fetched_at,
    cached = got.cached, content_type = got.content_type, body = got.body }, got
end

local function show_page(item, got, ms)
  say("%s  %s", bold("page"), item.url)
  local facts = {}
  if got then
    facts[1] = "status " .. got.status
    if got.redirects > 0 then facts[#facts + 1] = got.redirects .. " redirects" end
    if got.cached then facts[#facts + 1] = "from the cache (" .. got.cached .. ")" end
  end
  facts[#facts + 1] = #item.body .. " bytes"
  facts[#facts + 1] = item.content_type
  facts[#facts + 1] = string.format("%s in %.0f ms", got and "fetched" or "read", ms)
  say("      %s", table.concat(facts, ", "))
end

local fields = { "kind", "title", "date", "updated", "byline", "site", "section", "tags",
  "language", "lead", "text", "source_credit", "place", "image", "canonical_url", "links" }

-- Why a candidate lost to the value taken: same text, or its basis counts for less.
local function reason(candidate, value, from)
  if candidate.value == value then return "says the same" end
  if candidate.basis == from then return "comes after it on the page" end
  return "counts for less than " .. tostring(from)
end

local function show_losers(name, value, from, candidates)
  local shown, more = 0, 0
  for _, c in ipairs(candidates or {}) do
    local taken = c.value == value and c.basis == from
    if type(value) == "table" then
      for _, v in ipairs(value) do taken = taken or v == c.value and c.basis == from end
    end
    if not taken and shown == 3 then
      more = more + 1
    elseif not taken then
      shown = shown + 1
      say("  %-14s %s", "", dim(string.format('lost: "%s"  [%s]  %s', cut(c.value, 48), c.basis,
        reason(c, value, from))))
    end
  end
  if more > 0 then say("  %-14s %s", "", dim("and " .. more .. " more")) end
  return name
end

-- An element as a selector would name it, with the nearest one above that has a name of its own.
local function step(node)
  local id, class = node:attr("id"), (node:attr("class") or ""):match("%S+")
  return node:name() .. (id and "#" .. id or "") .. (class and "." .. class or "")
end

local function place(node)
  local own, above = step(node), node:parent()
  while above and not above:attr("id") and not above:attr("class") do above = above:parent() end
  return cut(above and step(above) .. " > " .. own or own, 44)
end

-- One of what the text was chosen from: by which way, where, how much, how good.
local function show_candidate(c, best)
  local facts = { c.basis }
  if c.node then facts[2] = place(c.node) end
  facts[#facts + 1] = string.format("%d characters", c.chars)
  if c.loose then facts[#facts + 1] = "names not believed" end
  if c.score then facts[#facts + 1] = string.format("score %.2f", c.score) end
  local why = ""
  if not c.taken and not c.score then
    why = c.basis == "blocks" and "  finds no more" or "  the page shows its text itself"
  elseif not c.taken and not best.score then
    why = best.basis == "blocks" and "  too little text" or "  less than the page's data has"
  end
  local word = c.taken and "took: " or "lost: "
  say("  %-14s %s", "", dim(word .. table.concat(facts, ", ") .. why))
end

-- Why the text is what it is: the judge took the candidate of the best score, unless that had
-- little text and another way found more (core/doc/article.h).
local function show_text(candidates)
  local best = candidates[1]
  if not best or (#candidates == 1 and not best.node) then return end
  for i, c in ipairs(candidates) do
    if i <= 5 then show_candidate(c, best) end
  end
  if #candidates > 5 then say("  %-14s %s", "", dim("and " .. #candidates - 5 .. " more")) end
end

-- The article by itself, before any stage: what the page gives and from where.
local function show_article(item)
  local before = host.clock()
  local doc, err = mine.doc.parse(item.body,
    { url = item.url, content_type = item.content_type })
  if not doc then
    say("\n%s  %s", bold("article"), "none: " .. tostring(err))
    return {}
  end
  local parsed = host.clock()
  local article, why = doc:article({ candidates = true })
  local meta = doc:meta() or {}
  local done = host.clock()
  say("      %s, %s [%s], parsed in %.1f ms, article in %.1f ms", doc.form, doc.charset,
    doc.charset_basis, (parsed - before) * 1000, (done - parsed) * 1000)
  if doc.clipped then say("      something in it is over a limit and was left out") end
  if not article then
    say("\n%s  %s", bold("article"), "none: " .. tostring(why))
    doc:close()
    return {}
  end
  local chosen = article.candidates
  article.candidates = nil
  say("\n%s", bold("article"))
  for _, name in ipairs(fields) do
    local value = article[name]
    local candidates = meta.candidates and meta.candidates[name]
    if value ~= nil and not (type(value) == "table" and next(value) == nil) then
      say("  %-14s %s%s", name, show(value), basis_of(article, name))
      show_losers(name, value, article.basis and article.basis[name], candidates)
      if name == "text" then show_text(chosen) end
    elseif candidates and #candidates > 0 then
      say("  %-14s %s", name, dim("none taken"))
      show_losers(name, nil, "none", candidates)
    end
  end
  doc:close()
  return article
end

-- ---- the stages ----

-- The field is what it was: whether it has another basis now, which is shown.
local function show_basis(name, before, after)
  local old = (before.basis or {})[name]
  local new = (after.basis or {})[name]
  if name == "basis" or not old or old == new then return false end
  say("  %s %-12s %s", paint("33", "~"), name, dim(string.format("still %s, now from %s, not %s",
    show(after[name], 32), new, old)))
  return true
end

local function show_changes(before, after, article)
  local as_above, any = {}, false
  for _, name in ipairs(names_of(before, after)) do
    local old, new = before[name], after[name]
    if name == "basis" or same(old, new) then
      any = show_basis(name, before, after) or any
    elseif old == nil and article[name] ~= nil and same(new, article[name]) then
      as_above[#as_above + 1] = name
    else
      any = true
      if old == nil then
        say("  %s %-12s %s%s", paint("32", "+"), name, show(new), basis_of(after, name))
      elseif new == nil then
        say("  %s %-12s %s", paint("31", "-"), name, dim("was " .. show(old, 48)))
      else
        say("  %s %-12s %s -> %s%s", paint("33", "~"), name, show(old, 32), show(new, 40),
          basis_of(after, name))
      end
    end
  end
  if #as_above > 0 then
    say("  %s %s", paint("32", "+"), "as above: " .. table.concat(as_above, ", "))
  elseif not any then
    say("    %s", dim("changed nothing"))
  end
end

local function show_misses()
  for _, m in ipairs(host.misses()) do
    say("  %s %s  selector found nothing: %s%s", paint("33", "!"), m.where, m.selector,
      m.times > 1 and string.format("  (%d times)", m.times) or "")
  end
end

local function show_error(err, trace)
  say("  %s %s", paint("31", "failed:"), tostring(err))
  if type(trace) == "string" and trace ~= "" then host.put(dim(trace)) end
end

-- The item that the stage at i gives, or nil when it ended there.
local function stage_of(i, item, article)
  local stage = stages[i]
  local before, old = copy(item, 0), item
  local start = host.clock()
  local task = spawn(function() return stage.fns.process(item, stage.config) end)
  local ok, out, why = task:join()
  say("\n%s %s", bold(string.format("%d %s", i, stage.name)),
    dim(string.format("%.1f ms", (host.clock() - start) * 1000)))
  if not ok then
    show_misses()
    show_error(out, why)
    host.failed(old, out, why, stage.name)
    return nil
  end
  if out == nil then
    show_misses()
    if type(why) == "string" or why == nil then
      say("  %s %s", paint("33", "dropped:"), why or "no reason given")
      host.dropped(old, stage.name, why or "no reason given")
    else
      show_error(why)
      host.failed(old, why, nil, stage.name)
    end
    return nil
  end
  if type(out) ~= "table" then
    error(string.format("stage %s gave a %s, not the item", stage.name, type(out)), 0)
  end
  show_changes(before, out, article)
  show_misses()
  return out
end

local start = host.clock()
local item, got
if options.path then
  item, got = read_file()
else
  item, got = fetch()
end
if not item then return host.fail(got) end
show_page(item, not options.path and got or nil, (host.clock() - start) * 1000)
local article = show_article(item)
host.misses() -- those of the program itself

for i = 1, #stages do
  item = stage_of(i, item, article)
  if not item then break end
end
if item then
  local total = (host.clock() - start) * 1000
  say("\n%s %s", bold("item"), dim(string.format("%d stages, %.0f ms in all; nothing was stored",
    #stages, total)))
  local names = {}
  for _, name in ipairs(names_of(item)) do names[#names + 1] = tostring(name) end
  say("  %s", table.concat(names, " "))
  if options.json then host.item(item) end
end
