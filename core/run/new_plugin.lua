-- The files of a new plugin. Called with (options, mine); gives a list of { path, text } and the
-- commands to try next. Each example is small, does something, and passes its test.
local options = ...
local name, kind, folder = options.name, options.kind, options.folder

local manifests = {
  stage = [[
  about = "how long an item takes to read",
  config = {
    speed = { type = "integer", default = 200, min = 1, help = "words that are read in a minute" },
    least = { type = "integer", default = 0, min = 0, help = "items with fewer words are dropped" },
  },
]],
  source = [[
  about = "the pages whose addresses stand in a text file, a line each",
  config = {
    path = { type = "string", needs = "read", required = true,
      help = "the file, relative to the job's folder" },
  },
]],
  sink = [[
  about = "writes a list of the items in Markdown",
  config = {
    path = { type = "string", needs = "write", required = true, help = "the file" },
  },
]],
  library = [[
  about = "cuts texts for people",
]],
}

local inits = {
  stage = [[
-- Counts the words of each item. minehost try plugins/NAME URL shows what it does to a page.
local NAME = {}

-- The item, or nil and a reason to drop it.
function NAME.process(item, config)
  local words = #mine.text.words(item.text or "")
  if words < config.least then return nil, "only " .. words .. " words" end
  item.words = words
  item.minutes = math.max(1, words // config.speed)
  return item
end

return NAME
]],
  source = [[
-- Gives the page of each address of the file as an item. A page that does not come is an item with
-- its error: it is counted as failed, and the run goes on.
local NAME = {}

-- The addresses in a text: a line each; empty lines and those that begin with # are left out.
function NAME.addresses(text)
  local list = {}
  for line in text:gmatch("[^\r\n]+") do
    local address = line:match("^%s*(https?://%S+)")
    if address then list[#list + 1] = address end
  end
  return list
end

-- An iterator of items: for item in NAME.items(config) do ... end
function NAME.items(config)
  local list, i = NAME.addresses(assert(mine.run.read(config.path))), 0
  return function()
    i = i + 1
    local address = list[i]
    if not address then return nil end
    local got, err = mine.http.get(address)
    if not got then return { url = address, source = "NAME", error = err } end
    return { url = got.url, source = "NAME", status = got.status, body = got.body,
      content_type = got.content_type, fetched_at = got.fetched_at }
  end
end

return NAME
]],
  sink = [==[
-- Writes a line of Markdown for each item.
local NAME = {}
local file

function NAME.line(item)
  local title = (item.title or "no title"):gsub("[][]", "")
  return string.format("- %s [%s](%s)\n", (item.date or ""):sub(1, 10), title, item.url or "")
end

-- Called once, before the first item; close after the last one.
function NAME.open(config)
  file = assert(mine.run.output(config.path))
end

-- May return "new", "changed" or "unchanged", which the summary of the run counts.
function NAME.write(item)
  assert(file:write(NAME.line(item)))
end

function NAME.close()
  if file then assert(file:close()) end
  file = nil
end

return NAME
]==],
  library = [[
-- local NAME = mine.use("NAME")
local NAME = {}

-- The text, or its first words, of n bytes at most, and "...".
function NAME.shorten(text, n)
  if #text <= n then return text end
  return text:sub(1, n + 1):match("^(.*)%s") .. " ..."
end

return NAME
]],
}

local tests = {
  stage = [[
local config = { speed = 3, least = 2 } -- a test gives all options by itself

local item = NAME.process({ text = "Six words stand in this text." }, config)
t.eq(item.words, 6)
t.eq(item.minutes, 2)

local dropped, reason = NAME.process({ text = "One" }, config)
t.eq(dropped, nil)
t.eq(reason, "only 1 words")
]],
  source = [[
local text = "# mine\nhttps://e.example/1\n\n  http://e.example/2  x\nftp://e.example/\n"
t.eq(NAME.addresses(text), { "https://e.example/1", "http://e.example/2" })
t.raises(NAME.items, "none.txt", { path = "none.txt" })
]],
  sink = [[
local item = { title = "Talks [photo]", url = "https://e.example/1", date = "2025-05-14T09:00Z" }
t.eq(NAME.line(item), "- 2025-05-14 [Talks photo](https://e.example/1)\n")
t.has(NAME.line({}), "no title")
]],
  library = [[
t.eq(NAME.shorten("short", 20), "short")
t.eq(NAME.shorten("a text that is long", 12), "a text that ...")
]],
}

local jobs = {
  stage = [[pipeline = { "article", "language", "NAME" }       -- or { "NAME", speed = 250 }]],
  source = [[sources = { { "NAME", path = "addresses.txt" } }]],
  sink = [[sinks = { { "NAME", path = "items.md" } }]],
  library = [[local NAME = mine.use("NAME")]],
}

-- The name as a Lua identifier.
local id = name:gsub("-", "_")

local function fill(text)
  return (text:gsub('"NAME"', '"' .. name .. '"'):gsub("plugins/NAME", folder):gsub("NAME", id))
end

local test = folder .. "/test/test_" .. name .. ".lua"
local run = options.tests and "minehost test " .. folder or "minehost run " .. test

local head = 'return {\n  api = 1, name = "%s", version = "0.1.0", kind = "%s",\n'
local manifest = head:format(name, kind) .. manifests[kind] .. "}\n"
local about = manifest:match('about = "(.-)"')

local readme = string.format([[
# %s

A plugin for minehost (%s): %s.

    %s

Its options are in `manifest.lua`. The test: `%s`
]], name, kind, about, fill(jobs[kind]), run)

local test_head = '-- %s\nlocal t = require "t"\nlocal %s = mine.use("%s")\n\n'
local test_text = test_head:format(run, id, name) .. fill(tests[kind]) .. "t.done()\n"

local steps = { run }
if kind == "stage" then steps[2] = "minehost try " .. folder .. " URL|FILE" end
if kind == "source" then steps[2] = "put addresses into addresses.txt" end
steps[#steps + 1] = (kind == "library" and "use it in another plugin: " or "name it in a job: ")
  .. fill(jobs[kind]):gsub("%s+%-%-.*", "")

return {
  { folder .. "/manifest.lua", manifest },
  { folder .. "/init.lua", fill(inits[kind]) },
  { folder .. "/README.md", readme },
  { test, test_text },
}, steps
