-- climbs out of its folder
for depth = 1, 12 do
  local path = ("../"):rep(depth) .. "etc/passwd"
  local f = io and io.open(path)
  if f then error("ESCAPED: " .. path) end
  local ok, text = pcall(mine.run.read, path)
  if ok and text then error("ESCAPED: mine.run.read " .. path) end
end
