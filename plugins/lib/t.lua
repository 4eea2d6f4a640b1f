-- A small test harness: local t = require "t"; t.eq(got, wanted, name) ...; t.done()
-- A failed test is printed with its place and the rest goes on; t.done() prints the count,
-- "N passed, M failed", and raises if anything failed. `minehost test` runs such files.

local function say(line) mine.run.say(line .. "\n") end

local t = { passed = 0, failed = 0 }

local LONG = 60    -- bytes of a text shown whole
local AROUND = 30  -- bytes shown around the place where two long texts part
local MOST = 8     -- differences shown

local function show(value)
  return type(value) == "string" and string.format("%q", value) or tostring(value)
end

local function step(path, key)
  if type(key) == "string" and key:match("^[%a_][%w_]*$") then return path .. "." .. key end
  return path .. "[" .. show(key) .. "]"
end

-- The part of text around byte at, on character boundaries.
local function part(text, at)
  local first, last = math.max(1, at - AROUND), math.min(#text, at + AROUND)
  while first > 1 and text:byte(first) & 0xC0 == 0x80 do first = first - 1 end
  while last < #text and text:byte(last + 1) & 0xC0 == 0x80 do last = last + 1 end
  return (first > 1 and "..." or "") .. string.format("%q", text:sub(first, last))
    .. (last < #text and "..." or "")
end

local function unequal(got, wanted)
  if type(got) ~= "string" or type(wanted) ~= "string" or #got + #wanted <= 2 * LONG then
    return "got " .. show(got) .. ", wanted " .. show(wanted)
  end
  local at = 1
  while got:byte(at) == wanted:byte(at) do at = at + 1 end
  local line = select(2, wanted:sub(1, at - 1):gsub("\n", "")) + 1
  return string.format("texts of %d and %d bytes part at byte %d, line %d: got %s, wanted %s",
    #got, #wanted, at, line, part(got, at), part(wanted, at))
end

-- Keys of both tables in a fixed order.
local function keys_of(a, b)
  local keys, seen = {}, {}
  for _, from in ipairs { a, b } do
    for key in next, from do
      if not seen[key] then
        seen[key] = true
        keys[#keys + 1] = key
      end
    end
  end
  table.sort(keys, function(x, y)
    if math.type(x) and math.type(y) then return x < y end
    return type(x) .. tostring(x) < type(y) .. tostring(y)
  end)
  return keys
end

-- Adds the differences of two values to list; tables are compared deeply, integers are no floats.
local function compare(got, wanted, path, seen, list)
  if #list > MOST then return end
  if rawequal(got, wanted) and math.type(got) == math.type(wanted) then return end
  if wanted == nil then
    list[#list + 1] = path .. ": got " .. show(got) .. ", wanted nothing"
  elseif type(got) ~= "table" or type(wanted) ~= "table" then
    list[#list + 1] = path .. ": " .. unequal(got, wanted)
  elseif seen[got] ~= wanted then
    seen[got] = wanted
    for _, key in ipairs(keys_of(wanted, got)) do
      compare(rawget(got, key), rawget(wanted, key), step(path, key), seen, list)
    end
  end
end

-- The differences as text, a line each, or nil.
local function difference(got, wanted, path)
  local list = {}
  compare(got, wanted, path, {}, list)
  if #list == 0 then return nil end
  if #list > MOST then list[#list] = "..." end
  return table.concat(list, "\n  ")
end

-- Always reached by a tail call, so level 3 is the test itself; error() puts its place in front.
local function record(trouble, name)
  if not trouble then
    t.passed = t.passed + 1
    return true
  end
  t.failed = t.failed + 1
  local _, place = pcall(error, "", 3)
  say("FAIL " .. place .. (name and name .. ": " or "") .. trouble)
  return false
end

-- got equals wanted, deeply. A difference is shown by its path, at most 8 of them.
function t.eq(got, wanted, name)
  return record(difference(got, wanted, "value"), name)
end

-- value is neither nil nor false.
function t.ok(value, name)
  return record(not value and "got " .. show(value) .. ", wanted a true value" or nil, name)
end

-- Two numbers differ by at most within.
function t.near(got, wanted, within, name)
  local near = type(got) == "number" and math.abs(got - wanted) <= within
  return record(not near and "got " .. show(got) .. ", wanted about " .. show(wanted) or nil, name)
end

-- The text contains the part, literally.
function t.has(text, wanted, name)
  local found = type(text) == "string" and text:find(wanted, 1, true)
  return record(not found and "no " .. show(wanted) .. " in " .. show(text) or nil, name)
end

-- The text matches the Lua pattern.
function t.matches(text, pattern, name)
  local found = type(text) == "string" and text:find(pattern)
  return record(not found and show(text) .. " does not match " .. show(pattern) or nil, name)
end

-- fn(...) raises an error whose text contains part, literally.
function t.raises(fn, wanted, ...)
  local fine, err = pcall(fn, ...)
  local text = tostring(err)
  if fine then return record("nothing raised, wanted an error with " .. show(wanted)) end
  return record(not text:find(wanted, 1, true)
    and "raised " .. show(text) .. ", wanted an error with " .. show(wanted) or nil)
end

-- The call failed as the world fails: nil and an err object, whose code is the one given.
-- t.fails("not_found", mine.http.get(url))
function t.fails(code, value, err)
  if value ~= nil then return record("got " .. show(value) .. ", wanted nil and an error") end
  return record(difference(err and err.code, code, "err.code"))
end

-- The value, as JSON has it, is the one kept in snapshots/NAME.json beside the test. The first run
-- of `minehost test` writes that file; `minehost test --update` writes it anew.
function t.snapshot(name, value)
  local text = mine.json.encode(value, { indent = 2 }) .. "\n"
  local kept, written = mine.run.snapshot(name, text)
  if not kept then return record("snapshot " .. name .. ": " .. tostring(written)) end
  if written == true then say("snapshot " .. name .. " written") end
  if kept == text then return record(nil) end
  local old, why = mine.json.decode(kept)
  if old == nil then return record("snapshot " .. name .. ": " .. tostring(why)) end
  local found = difference(mine.json.decode(text), old, name)
  return record(found and "snapshot differs (minehost test --update takes it over)\n  " .. found)
end

-- Prints the count; raises if a test failed or none ran.
function t.done()
  say(string.format("%d passed, %d failed", t.passed, t.failed))
  if t.failed > 0 then error(t.failed .. " tests failed", 0) end
  if t.passed == 0 then error("no test ran", 0) end
end

return t
