-- names plugins and modules that lie elsewhere
local canary = (...):match("=(.*)=.*=")
for _, name in ipairs { "../../outside", canary, "..", ".", "", "store/../../outside", "a\0b", ("x"):rep(5000) } do
  if pcall(mine.use, name) then error("ESCAPED: mine.use " .. name) end
  if pcall(require, name) then error("ESCAPED: require " .. name) end
end
