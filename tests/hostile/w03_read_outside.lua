-- reads a file beside the job's folder, by three ways
local canary = (...):match("=(.*)=.*=")
if io then
  for _, open in ipairs { io.open, function(p) local ok, it = pcall(io.lines, p) return ok and it end, function(p) return pcall(io.input, p) end } do
    if open and open(canary .. "/secret.txt") then error("ESCAPED: read") end
  end
end
local ok = pcall(mine.run.read, canary .. "/secret.txt")
if ok and mine.run.read(canary .. "/secret.txt") then error("ESCAPED: mine.run.read") end
