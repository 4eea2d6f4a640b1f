-- A small test harness: local t = require "t"; t.eq(got, wanted, name) ...; t.done()
-- A failed test is printed with its place and the rest goes on; t.done() prints the count,
-- "N passed, M failed", and raises if anything failed.

local function say(line) mine.run.say(line .. "\n") end

local t = { passed = 0, failed = 0 }

local function show(value)
  return type(value) == "string" and string.format("%q", value) or tostring(value)
end

local function step(path, key)
  if type(key) == "string" and key:match("^[%a_][%w_]*$") then return path .. "." .. key end
  return path .. "[" .. show(key) .. "]"
end

-- The first difference as text, or nil; tables are compared deeply, integers are not floats.
local function difference(got, wanted, path, seen)
  if rawequal(got, wanted) and math.type(got) == math.type(wanted) then return nil end
  if type(got) ~= "table" or type(wanted) ~= "table" then
    return path .. ": got " .. show(got) .. ", wanted " .. show(wanted)
  end
  if seen[got] == wanted then return nil end
  seen[got] = wanted
  for key, value in next, wanted do
    local found = difference(rawget(got, key), value, step(path, key), seen)
    if found then return found end
  end
  for key, value in next, got do
    if rawget(wanted, key) == nil then
      return step(path, key) .. ": got " .. show(value) .. ", wanted nothing"
    end
  end
  return nil
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

-- got equals wanted, deeply.
function t.eq(got, wanted, name)
  return record(difference(got, wanted, "value", {}), name)
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
function t.has(text, part, name)
  local found = type(text) == "string" and text:find(part, 1, true)
  return record(not found and "no " .. show(part) .. " in " .. show(text) or nil, name)
end

-- fn(...) raises an error whose text contains part, literally.
function t.raises(fn, part, ...)
  local fine, err = pcall(fn, ...)
  local text = tostring(err)
  if fine then return record("nothing raised, wanted an error with " .. show(part)) end
  return record(not text:find(part, 1, true)
    and "raised " .. show(text) .. ", wanted an error with " .. show(part) or nil)
end

-- The call failed as the world fails: nil and an err object, whose code is the one given.
-- t.fails("not_found", mine.http.get(url))
function t.fails(code, value, err)
  if value ~= nil then return record("got " .. show(value) .. ", wanted nil and an error") end
  return record(difference(err and err.code, code, "err.code", {}))
end

-- Prints the count; raises if a test failed or none ran.
function t.done()
  say(string.format("%d passed, %d failed", t.passed, t.failed))
  if t.failed > 0 then error(t.failed .. " tests failed", 0) end
  if t.passed == 0 then error("no test ran", 0) end
end

return t
