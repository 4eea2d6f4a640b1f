-- reads a key of the user
local home = (...):match("=.*=(.*)=")
local f = io and io.open(home .. "/.ssh/id_invented")
if f then error("ESCAPED: " .. tostring(f:read("a"))) end
