-- For the tests of plugins: local check = require "check"; check.eq(got, wanted, name) ...;
-- check.done()
local check = { passed = 0, failed = 0 }

local function show(value)
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for i, v in ipairs(value) do parts[i] = show(v) end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

-- value is neither nil nor false.
function check.ok(value, name)
  if value then
    check.passed = check.passed + 1
  else
    check.failed = check.failed + 1
    print("FAIL " .. name)
  end
end

-- Two values, or two lists, are the same.
function check.eq(got, wanted, name)
  local got_text, wanted_text = show(got), show(wanted)
  check.ok(got_text == wanted_text, string.format("%s: got %s, wanted %s", name, got_text,
    wanted_text))
end

-- fn(...) raises an error that contains part.
function check.raises(part, fn, ...)
  local fine, err = pcall(fn, ...)
  check.ok(not fine and tostring(err):find(part, 1, true), "raises " .. part .. ": got "
    .. tostring(err))
end

function check.done()
  print(string.format("%d passed, %d failed", check.passed, check.failed))
  if check.failed > 0 then error(check.failed .. " tests failed", 0) end
end

return check
