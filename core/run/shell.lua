-- minehost shell: what a line means, what is shown of it, what Tab offers.
-- Called with (options, host, mine): options has input, path (of a file), job_file, terminal,
-- colour; host is what core/run/tool.c and core/run/shell.c lend. Returns eval, complete: each line
-- is a task of its own, with the limits of a run.
local options, host, mine = ...
local env = host.env() -- in which lines run: that of a script
local buffer = ""      -- of a statement that is not whole yet
local stages, watched = {}, {}

local function put(...) host.put(string.format(...) .. "\n") end

local function paint(code, text)
  return options.colour and "\27[" .. code .. "m" .. text .. "\27[0m" or text
end

-- ---- values for people ----

local MAX_ITEMS, MAX_TEXT, MAX_DEPTH = 30, 400, 4

local function cut(text, n)
  local size = utf8.len(text)
  if not size or size <= n then return text end
  return text:sub(1, utf8.offset(text, n + 1) - 1)
end

local function quoted(text)
  if not utf8.len(text) then return paint("2", string.format("<%d bytes, no UTF-8>", #text)) end
  local shown = cut(text, MAX_TEXT)
  local out = '"' .. shown:gsub('["\\]', "\\%0"):gsub("\n", "\\n"):gsub("\t", "\\t") .. '"'
  return #shown < #text and out .. paint("2", string.format(" … %d bytes", #text)) or out
end

local function object(value)
  local name = tostring(value)
  if not name:find("^mine%.doc%.node") or name:find("closed") then return "<" .. name .. ">" end
  local fine, html = pcall(value.html, value)
  html = fine and html:gsub("%s+", " ") or name
  local shown = cut(html, 120)
  return paint("36", shown) .. (#shown < #html and " …" or "")
end

local function key_of(key)
  if type(key) == "string" and key:find("^[%a_][%w_]*$") then return key end
  return "[" .. (type(key) == "string" and quoted(key) or tostring(key)) .. "]"
end

local function sorted_keys(value, skip)
  local keys = {}
  for key in next, value do
    if not (math.type(key) == "integer" and key >= 1 and key <= skip) then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b)
    if type(a) == type(b) and (type(a) == "string" or type(a) == "number") then return a < b end
    return type(a) < type(b)
  end)
  return keys
end

local pretty

local function parts_of(value, depth, seen)
  local parts, n = {}, rawlen(value)
  for i = 1, math.min(n, MAX_ITEMS) do parts[i] = pretty(rawget(value, i), depth + 1, seen) end
  if n > MAX_ITEMS then parts[#parts + 1] = paint("2", "… " .. n - MAX_ITEMS .. " more") end
  local keys = sorted_keys(value, n)
  for i, key in ipairs(keys) do
    if i > MAX_ITEMS then
      parts[#parts + 1] = paint("2", "… " .. #keys - MAX_ITEMS .. " more keys")
      break
    end
    parts[#parts + 1] = key_of(key) .. " = " .. pretty(rawget(value, key), depth + 1, seen)
  end
  return parts
end

function pretty(value, depth, seen)
  local kind = type(value)
  if rawequal(value, mine.null) then return "null" end
  if kind == "string" then return quoted(value) end
  if kind == "userdata" then return object(value) end
  if kind ~= "table" then return tostring(value) end
  if seen[value] then return "{ (seen above) }" end
  if next(value) == nil then return "{}" end
  if depth >= MAX_DEPTH then return "{ … }" end
  seen[value] = true
  local parts, size, lines = parts_of(value, depth, seen), 0, false
  for _, part in ipairs(parts) do
    size = size + #part
    lines = lines or part:find("\n") ~= nil
  end
  seen[value] = nil
  if size < 80 and not lines then return "{ " .. table.concat(parts, ", ") .. " }" end
  local outer = ("  "):rep(depth)
  local inner = outer .. "  "
  return "{\n" .. inner .. table.concat(parts, ",\n" .. inner) .. ",\n" .. outer .. "}"
end

local function show(n, ...)
  for i = 1, n do put("%s", pretty((select(i, ...)), 0, {})) end
end

function env.print(...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = tostring(parts[i]) end
  put("%s", table.concat(parts, "\t"))
end

-- ---- the page at hand ----

local types = { html = "text/html", htm = "text/html", xhtml = "application/xhtml+xml",
  txt = "text/plain", pdf = "application/pdf", xml = "application/xml" }

local function read_file(path)
  local body, err = mine.run.read(path)
  if not body then return nil, err end
  local full = path:sub(1, 1) == "/" and path or mine.run.folder .. "/" .. path
  return { url = "file://" .. full:gsub("[^%w%-._~/]", function(c)
    return ("%%%02X"):format(c:byte())
  end), body = body, content_type = types[(path:match("%.(%w+)$") or ""):lower()] }
end

-- Fetches an address, or reads a file, and sets response, page and doc.
local function fetch(what)
  local got, err
  if what:find("^https?://") then
    got, err = mine.http.get(what)
  else
    got, err = read_file(what)
  end
  if not got then return nil, err end
  local page, why = mine.doc.parse(got.body, { url = got.url, content_type = got.content_type })
  env.response, env.page, env.doc = got, page, page
  put("%s  %s%d bytes%s", got.url, got.status and got.status .. ", " or "", #got.body,
    page and string.format(", %s, %s", page.form, page.charset) or ": no page: " .. tostring(why))
  return page
end

function env.fetch(what)
  local page, err = fetch(what)
  if not page and err then return nil, err end
end

-- ---- plugins that change while the shell runs ----

-- The new functions come into the table that is held already.
local function replace(old, new)
  for key in next, old do old[key] = nil end
  for key, value in next, new do old[key] = value end
  return old
end

local function watch(name)
  watched[name] = watched[name] or { stamp = host.stamp(name) }
  return watched[name]
end

local function take_stages()
  local known = {}
  for _, stage in ipairs(stages) do known[stage.name] = known[stage.name] or stage.fns end
  local fresh = host.stages()
  env.stages = {}
  for _, stage in ipairs(fresh) do
    if known[stage.name] then stage.fns = replace(known[stage.name], stage.fns) end
    known[stage.name] = nil
    env.stages[stage.name] = stage.fns
    watch(stage.name)
  end
  stages = fresh
end

local use = env.mine.use
env.mine.use = function(name)
  local fns = use(name)
  watch(name).fns = fns
  return fns
end

local function reload(what, how)
  local fine, err = pcall(how)
  if fine then
    put("%s", paint("32", "reloaded " .. what))
  else
    host.warn(tostring(err))
    put("%s", paint("31", what .. ": the old one stays until the file is whole"))
  end
end

-- Loads anew what changed since it was loaded, or all of it.
local function reload_changed(all)
  local changed, of_stages = {}, all and #stages > 0
  local names = sorted_keys(watched, 0)
  for _, name in ipairs(names) do
    local w, stamp = watched[name], host.stamp(name)
    if all or stamp ~= w.stamp then
      w.stamp = stamp
      if w.fns then
        reload("plugin " .. name, function() replace(w.fns, host.plugin(name)) end)
      end
      if not w.fns or env.stages[name] then
        of_stages = true
        changed[#changed + 1] = name == "" and "the job" or name
      end
    end
  end
  if of_stages then reload("stages: " .. table.concat(changed, ", "), take_stages) end
  return of_stages or #changed > 0
end

-- The item of the page at hand after all stages; or of another item.
function env.try(item)
  if not item then
    local r = env.response
    if not r then error("no page is at hand: fetch(URL)", 2) end
    item = { url = r.url, body = r.body, content_type = r.content_type, status = r.status,
      fetched_at = r.fetched_at, source = "shell" }
  end
  for _, stage in ipairs(stages) do
    local out, why = stage.fns.process(item, stage.config)
    if out == nil then return nil, stage.name .. ": " .. tostring(why) end
    item = out
  end
  return item
end

-- ---- lines ----

local help = [[
An expression is shown, a statement is run; both may go over several lines. It is the sandbox of a
job, with its permissions and, line by line, its limits. A task ends with the line that made it.

  page, doc       the page at hand: page:select("h1"), page:one("a::attr(href)"), page:article()
  response        what came: response.headers, response.body
  fetch(X)        another page, an address or a file
  try()           the item of this page after the stages; try(item)
  stages          functions of the stages: stages.article.process(item, {})
  mine            the API: mine.text.language(page:text()); mine.use("NAME") loads a plugin

  .open X         as fetch          .reload   loads all anew (what changed is, by itself)
  .help           this              .quit     ends; so does Ctrl-D

Tab completes names, Ctrl-C stops a line.]]

local commands = {}
commands[".help"] = function() put("%s", help) end
commands[".reload"] = function()
  if not reload_changed(true) then put("nothing to load anew: no plugin was used") end
end
commands[".open"] = function(what)
  if what == "" then return put(".open URL|FILE") end
  local page, err = fetch(what)
  if not page and err then host.warn(tostring(err)) end
end
commands[".quit"] = function() return "quit" end

local function command(line)
  local name, rest = line:match("^(%.%S*)%s*(.-)%s*$")
  if commands[name] then return commands[name](rest) end
  put("no command %s: .help .open .reload .quit", name)
end

-- A local of one line would be gone in the next: it becomes a global.
local function unlocal(text)
  local rest = text:match("^%s*local%s+(function%s.*)$")
  if rest then return rest end
  local names = text:match("^%s*local%s+([%a_][%w_%s,]*)=")
  if not names or names:find("%f[%w]function%f[%W]") then return text end
  return (text:gsub("^%s*local%s+", "", 1))
end

-- One line; gives "more" when the statement goes on, "quit" at the end. nil: forget what stands.
local function eval(line)
  if line == nil then
    buffer = ""
    return
  end
  if buffer == "" then
    reload_changed()
    if line:find("^%s*$") then return end
    if line:find("^%.%a") then return command(line) end
  end
  local text = buffer .. line
  buffer = ""
  local fn, first = env.load("return " .. text, "=line")
  local err
  if not fn then fn, err = env.load(unlocal(text), "=line") end
  if not fn then
    if err:find("near <eof>", 1, true) or first:find("near <eof>", 1, true) then
      buffer = text .. "\n"
      return "more"
    end
    return host.warn(err)
  end
  local results = table.pack(fn())
  show(results.n, table.unpack(results, 1, results.n))
end

-- ---- completion ----

local keywords = { "and", "break", "do", "else", "elseif", "end", "false", "for", "function",
  "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until",
  "while" }
local fields = { ["mine.doc.document"] = { "url", "base", "title", "charset", "charset_basis",
  "clipped", "form" } }

-- The value of a chain of names, without running any code for it.
local function value_of(path)
  local value = env
  for name in path:gmatch("[^.]+") do
    if type(value) ~= "table" then return nil end
    value = rawget(value, name)
  end
  return value
end

local some_node = mine.doc.parse("<p>"):one("p")

local function append(list, more) table.move(more, 1, #more, #list + 1, list) end

-- What may stand for the end of the text before the cursor: a list of whole names, and where in the
-- text they begin (bytes, from 0).
local function complete(text)
  local expr = text:match("[%w_.:]*$")
  local path, sep, last = expr:match("^(.-)([.:]?)([%w_]*)$")
  local names, seen, list = {}, {}, {}
  if text:find("^%.%a*$") then
    last = text
    names = sorted_keys(commands, 0)
  elseif sep == "" then
    names = host.names(env)
    append(names, keywords)
  elseif path == "" and sep == ":" then -- behind a call: what its result may be
    names = host.names(env.string)
    append(names, host.names(env.page))
    append(names, host.names(some_node))
  elseif not path:find(":", 1, true) then
    local value = value_of(path)
    if type(value) == "string" then value = env.string end
    names = host.names(value)
    for _, name in ipairs(sep == "." and fields[tostring(value):match("^[%a.]+")] or {}) do
      names[#names + 1] = name
    end
  end
  for _, name in ipairs(names) do
    if not seen[name] and name:sub(1, #last) == last then
      seen[name] = true
      list[#list + 1] = name
    end
  end
  table.sort(list)
  return list, #text - #last
end

-- ---- the start ----

env.stages = {}
if options.job_file then watch("") end
for _, name in ipairs(host.stage_names()) do watch(name) end
if next(watched) then
  local fine, err = pcall(take_stages)
  if not fine then host.warn(tostring(err)) end
end
if options.input then
  local page, err = fetch(options.path or options.input)
  if not page and err then host.warn(tostring(err)) end
end
if options.terminal then put("%s", paint("2", ".help tells more, Ctrl-D leaves")) end

return eval, complete
