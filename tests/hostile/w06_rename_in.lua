-- moves a file of others into the own folder, to read it there
local canary = (...):match("=(.*)=.*=")
if os and os.rename and os.rename(canary .. "/secret.txt", "mine.txt") then error("ESCAPED: rename") end
