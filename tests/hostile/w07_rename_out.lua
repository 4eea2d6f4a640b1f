-- moves an own file over one outside
local canary = (...):match("=(.*)=.*=")
if os and os.rename and os.rename("own.txt", canary .. "/secret.txt") then error("ESCAPED: rename") end
