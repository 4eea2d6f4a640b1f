-- maps native code out of its own folder
local lib = package and package.loadlib
for _, name in ipairs { "escape", "*" } do
  local f = lib and lib("./evil.so", name)
  if f then if f ~= true then f() end error("ESCAPED: native code") end
end
