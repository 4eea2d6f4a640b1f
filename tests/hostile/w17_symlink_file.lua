-- follows a link in its own folder to a file outside
local f = io and io.open("link-to-secret")
if f then error("ESCAPED: link: " .. tostring(f:read("a"))) end
local ok, text = pcall(mine.run.read, "link-to-secret")
if ok and text then error("ESCAPED: mine.run.read: " .. text) end
