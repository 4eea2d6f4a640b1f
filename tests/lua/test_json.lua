local t = require "t"
local json = mine.json

local rows = {
  { 1, "1" }, { 1.5, "1.5" }, { -0.0, "-0.0" }, { 9007199254740993, "9007199254740993" },
  { "a\"\\\n\u{49b}", [["a\"\\\nқ"]] }, { true, "true" }, { false, "false" }, { mine.null, "null" },
  { { 1, 2, 3 }, "[1,2,3]" }, { {}, "{}" }, { json.array {}, "[]" },
  { { b = 1, a = { 2 } }, [[{"a":[2],"b":1}]] },
}
for _, row in ipairs(rows) do
  local text = json.encode(row[1])
  t.eq(text, row[2])
  local back = json.decode(text)
  t.eq(math.type(back), math.type(row[1]), row[2] .. " keeps its number type")
  t.eq(json.encode(back), row[2], "and round again")
end

t.eq(json.decode("[]"), {})
t.eq(json.encode(json.decode("[]")), "[]", "an empty list stays a list")
t.eq(json.encode(json.decode('{"a":[null]}')), '{"a":[null]}')
t.eq(json.encode({ a = 1 }, { indent = 2 }), '{\n  "a": 1\n}')
for _, bad in ipairs { "", "{", "[1,]", "nul", "\xff" } do t.fails("parse", json.decode(bad)) end

local loop = {}
loop.self = loop
t.raises(json.encode, "nested too deep", loop)
t.raises(json.encode, "value.f: a function cannot be stored", { f = print })
t.raises(json.encode, "value.a[2].x: the string is not UTF-8", { a = { 1, { x = "\xff" } } })
t.raises(json.encode, "keys must be strings", { [1.5] = 1 })
t.raises(json.encode, "not finite", { 0 / 0 })
t.raises(json.encode, "unknown option 'indnt' (did you mean 'indent'?)", {}, { indnt = 1 })
t.raises(json.encode, "must be from 0 to 16", {}, { indent = 99 })
t.raises(json.array, "metatable", setmetatable({}, {}))
t.eq(json.encode(json.array { 1 }), "[1]")
t.done()
