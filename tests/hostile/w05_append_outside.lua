-- changes a file outside, in each mode
local canary = (...):match("=(.*)=.*=")
for _, mode in ipairs { "a", "r+", "w", "w+", "a+" } do
  local f = io and io.open(canary .. "/secret.txt", mode)
  if f then f:write("x") f:close() error("ESCAPED: " .. mode) end
end
