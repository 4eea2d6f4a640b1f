-- Lua of the tree: 5.4, with the names that the sandbox has and no others.
local function open(...)
  local fields = {}
  for _, name in ipairs({ ... }) do fields[name] = {} end
  return { fields = fields }
end

stds.minehost = {
  read_globals = {
    "assert", "error", "getmetatable", "ipairs", "load", "next", "pairs", "pcall", "print",
    "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "tonumber",
    "tostring", "type", "xpcall", "_G", "_VERSION",
    coroutine = open("close", "create", "isyieldable", "resume", "running", "status", "wrap",
      "yield"),
    math = open("abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge",
      "log", "max", "maxinteger", "min", "mininteger", "modf", "pi", "rad", "random", "randomseed",
      "sin", "sqrt", "tan", "tointeger", "type", "ult"),
    string = open("byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match",
      "pack", "packsize", "rep", "reverse", "sub", "unpack", "upper"),
    table = open("concat", "insert", "move", "pack", "remove", "sort", "unpack"),
    utf8 = open("char", "charpattern", "codepoint", "codes", "len", "offset"),
    mine = { other_fields = true },
  },
}
std = "minehost"
max_line_length = 100
self = false
unused_secondaries = false
ignore = { "212/_.*" } -- an argument named _x is unused on purpose
files["plugins/*/manifest.lua"] = { std = "none" } -- data only
