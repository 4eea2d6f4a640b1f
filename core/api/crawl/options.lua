-- The options of mine.crawl, checked: options(table) -> table with every default.
local mine = ...

local function is_patterns(v)
  if type(v) == "string" or type(v) == "function" then return true end
  if type(v) ~= "table" then return false end
  for i = 1, #v do
    if type(v[i]) ~= "string" then return false end
  end
  return true
end

local function is_strings(v)
  if type(v) == "string" then return true end
  return type(v) == "table" and #v > 0 and is_patterns(v)
end

local units = { s = 1, m = 60, h = 3600, d = 86400 }
local function seconds(v)
  if type(v) == "number" then return v end
  local n, unit = tostring(v):match("^(%d+%.?%d*)([smhd])$")
  return n and tonumber(n) * units[unit]
end

local function integer(from, to)
  return function(v) return math.type(v) == "integer" and v >= from and v <= to end
end

local function kind(name) return function(v) return type(v) == name end end

-- name = { check, what it wants, default }
local rows = {
  start = { is_strings, "an address or a list of them" },
  name = { function(v) return type(v) == "string" and #v >= 1 and #v <= 500 end,
    "a string of 1 to 500 bytes" },
  follow = { is_patterns, "a pattern, a list of patterns or a function" },
  skip = { is_patterns, "a pattern, a list of patterns or a function" },
  same_site = { kind "boolean", "true or false", true },
  hosts = { is_patterns, "a list of hosts", {} },
  depth = { integer(0, 1000), "an integer from 0 to 1000", 3 },
  pages = { integer(1, 10000000), "an integer from 1", 1000 },
  sitemaps = { kind "boolean", "true or false", true },
  feeds = { kind "boolean", "true or false", true },
  since = { function(v) return type(v) == "string" and mine.time.parse(v) ~= nil end, "a date" },
  nofollow = { kind "boolean", "true or false", true },
  again = { seconds, "a number of seconds" },
  concurrency = { integer(1, 64), "an integer from 1 to 64", 8 },
  http = { kind "table", "a table of options for mine.http.get", {} },
  tries = { integer(1, 20), "an integer from 1 to 20", 2 },
  pause = { seconds, "a number of seconds", 30 },
  errors = { kind "boolean", "true or false", false },
  on_error = { kind "function", "a function" },
  manual = { kind "boolean", "true or false", false },
}

local function known()
  local names = {}
  for name in pairs(rows) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, ", ")
end

-- A pattern that is none is a mistake of the job: it is told at once, not at the first link.
local function check_patterns(name, v)
  for _, pattern in ipairs(type(v) == "table" and v or { v }) do
    if type(pattern) == "string" then
      local ok, err = pcall(string.find, "", pattern)
      if not ok then error("mine.crawl: option '" .. name .. "': " .. tostring(err), 0) end
    end
  end
end

local function list(v) return type(v) == "string" and { v } or v end

return function(given)
  if type(given) ~= "table" then
    error("mine.crawl: wants a table of options, got a " .. type(given), 0)
  end
  local o = {}
  for name, row in pairs(rows) do o[name] = row[3] end
  for name, v in pairs(given) do
    local row = rows[name]
    if not row then
      error(("mine.crawl: unknown option '%s' (known: %s)"):format(tostring(name), known()), 0)
    elseif not row[1](v) then
      error(("mine.crawl: option '%s' wants %s"):format(name, row[2]), 0)
    end
    o[name] = v
  end
  if not o.start then error("mine.crawl: wants the option 'start'", 0) end
  check_patterns("follow", o.follow)
  check_patterns("skip", o.skip)
  o.start, o.hosts = list(o.start), list(o.hosts)
  for _, url in ipairs(o.start) do
    if not mine.doc.url_key(url) or not url:lower():find("^https?://") then
      error("mine.crawl: start is no http address: " .. url, 0)
    end
  end
  o.again, o.pause = o.again and seconds(o.again), seconds(o.pause)
  o.since = o.since and { text = o.since, seconds = mine.time.parse(o.since) }
  o.name = o.name or ((mine.run.job or "") .. " " .. o.start[1]):sub(1, 500)
  return o
end
