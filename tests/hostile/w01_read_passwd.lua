-- reads a file of the system
local f = io and io.open("/etc/passwd")
if f then error("ESCAPED: " .. tostring(f:read(20))) end
