-- follows a link to a folder outside
local f = io and io.open("link-to-outside/secret.txt")
if f then error("ESCAPED: link") end
f = io and io.open("link-to-outside/new.txt", "w")
if f then f:close() error("ESCAPED: wrote behind a link") end
local ok, text = pcall(mine.run.read, "link-to-outside/secret.txt")
if ok and text then error("ESCAPED: mine.run.read") end
ok, text = pcall(mine.run.list or error, "link-to-outside")
if ok and text then error("ESCAPED: mine.run.list") end
