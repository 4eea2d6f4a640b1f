-- What a script can reach is the committed list names.txt and nothing else; and the walls hold.
local t = require "t"

local names, seen = {}, { [_G] = true }
local function walk(value, path)
  names[#names + 1] = path .. "\t" .. type(value)
  if type(value) ~= "table" or seen[value] then return end
  seen[value] = true
  for key, inner in next, value do
    local name = tostring(key)
    if path ~= "mine.run" or type(inner) == "function" then
      walk(inner, path == "" and name or path .. "." .. name)
    end
  end
end
local own = { t = true, names = true }
for key, value in next, _G do
  if not own[key] then walk(value, tostring(key)) end
end
table.sort(names)
local wanted = mine.run.read("names.txt")
local got = table.concat(names, "\n") .. "\n"
if got ~= wanted then mine.run.say("reachable now:\n" .. got) end
t.ok(got == wanted, "reachable names are those of tests/lua/names.txt")

t.eq(getmetatable(""), nil)
t.eq(getmetatable(mine.task.spawn(function() end)), nil)
t.raises(setmetatable, "__gc is not allowed", {}, { __gc = print })
t.raises(setmetatable, "protected", setmetatable({}, { __metatable = 1 }), {})
t.raises(setmetatable, "protected", mine.json.array {}, {})
local f, why = load("\27Lua")
t.eq(f, nil)
t.has(why, "only text is loaded")
t.eq(load("return x", "chunk", "t", { x = 5 })(), 5)
t.eq(load("return mine ~= nil")(), true)
t.eq({ load("x =") }, { nil, '[string "x ="]:1: unexpected symbol near <eof>' })
local parts = { "return ", "4", "2" }
t.eq(load(function() return table.remove(parts, 1) end)(), 42)
for _, name in ipairs { "..t", "../t", "/etc/passwd", "a..b", "t.", ".t", "", "a/b", "t.txt" } do
  t.raises(require, "", name)
  t.eq((pcall(require, name)), false, "require " .. name)
end
t.ok(require "mine" == mine)
t.ok(require "t" == t)

-- pcall and xpcall as Lua has them
t.eq({ pcall(error, "x", 0) }, { false, "x" })
t.eq({ pcall(function(...) return ... end, 1, nil, 3) }, { true, 1, nil, 3 })
t.eq({ xpcall(function(a) return a end, print, 9) }, { true, 9 })
t.eq({ xpcall(error, function(e) return "handled " .. e, 2 end, "x", 0) },
  { false, "handled x", 2 })
t.eq({ xpcall(function() error("x", 0) end, function(e) mine.sleep(0.001) return e .. "!" end) },
  { false, "x!" }, "the handler may wait")

-- coroutines as Lua has them
local co = coroutine.create(function(a)
  local b = coroutine.yield(a + 1)
  return b * 2
end)
t.eq({ coroutine.resume(co, 1) }, { true, 2 })
t.eq(coroutine.status(co), "suspended")
t.eq({ coroutine.resume(co, 5) }, { true, 10 })
t.eq(coroutine.status(co), "dead")
t.eq({ coroutine.resume(co) }, { false, "cannot resume dead coroutine" })
t.raises(coroutine.yield, "outside a coroutine")
t.eq(select(2, coroutine.running()), true)
t.eq(coroutine.isyieldable(), false)
t.eq(coroutine.wrap(function() return coroutine.isyieldable() end)(), true)
local closed
co = coroutine.create(function()
  local _ <close> = setmetatable({}, { __close = function() closed = true end })
  coroutine.yield()
end)
coroutine.resume(co)
t.eq(coroutine.close(co), true)
t.eq(closed, true)
t.raises(coroutine.wrap(function() error("inner") end), "inner")
t.raises(coroutine.resume, "coroutine expected", 1)
local self
self = coroutine.create(function() return coroutine.resume(self) end)
t.eq({ coroutine.resume(self) }, { true, false, "cannot resume non-suspended coroutine" })
co = coroutine.create(function() error({}) end)
coroutine.resume(co)
t.eq((coroutine.close(co)), false)

-- each environment has its own libraries
local format = string.format
string.format = nil -- luacheck: ignore
local stays = ("%d"):format(3)
string.format = format -- luacheck: ignore
t.eq(stays, "3", "methods of strings stay")
t.done()
