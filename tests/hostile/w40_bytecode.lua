-- forged bytecode, by every loader
local dumped = string.dump and string.dump(function() return 1 end) or "\27Lua" .. ("\0"):rep(60)
for _, mode in ipairs { "b", "bt", "t" } do
  local f = load(dumped, "x", mode)
  if f and not (package and package.loadlib) then error("ESCAPED: bytecode") end
end
