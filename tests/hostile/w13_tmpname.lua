-- leaves files in the folder for temporary ones
local ok, name = pcall(function() return os and os.tmpname and os.tmpname() end)
if ok and name then error("ESCAPED: " .. name) end
local f = io and io.tmpfile and io.tmpfile()
if f then error("ESCAPED: tmpfile") end
