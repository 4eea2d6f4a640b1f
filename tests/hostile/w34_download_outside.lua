-- has the host itself write outside
local canary = (...):match("=(.*)=.*=")
for _, path in ipairs { canary .. "/new.txt", canary .. "/secret.txt", "../outside/new.txt", "link-to-outside/new.txt", ".hidden", "own.txt", "/tmp/minehost-hostile-x" } do
  local ok, out = pcall(mine.run.output, path)
  if ok and out then out:write("x") out:close() error("ESCAPED: mine.run.output " .. path) end
  ok, out = pcall(mine.http.get, "https://example.org/", { file = path, timeout = 2 })
  if ok and out then error("ESCAPED: mine.http.get " .. path) end
end
