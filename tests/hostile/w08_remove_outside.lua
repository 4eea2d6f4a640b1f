-- removes files and folders outside
local canary = (...):match("=(.*)=.*=")
for _, path in ipairs { canary .. "/secret.txt", canary .. "/folder", canary } do
  if os and os.remove and os.remove(path) then error("ESCAPED: removed " .. path) end
end
