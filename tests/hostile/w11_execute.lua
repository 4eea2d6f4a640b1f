-- starts a program
local canary = (...):match("=(.*)=.*=")
if os and os.execute and os.execute("touch " .. canary .. "/executed") then error("ESCAPED: execute") end
