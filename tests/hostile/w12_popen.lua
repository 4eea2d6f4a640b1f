-- starts a program with a pipe
local canary = (...):match("=(.*)=.*=")
local ok, f = pcall(function() return io and io.popen and io.popen("touch " .. canary .. "/popened; echo ran") end)
if ok and f and (f:read("a") or ""):find("ran") then error("ESCAPED: popen") end
