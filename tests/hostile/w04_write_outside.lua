-- makes a file outside
local canary = (...):match("=(.*)=.*=")
local f = io and io.open(canary .. "/new.txt", "w")
if f then f:write("x") f:close() error("ESCAPED: wrote") end
