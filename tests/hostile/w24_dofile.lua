-- runs a file from outside
local canary = (...):match("=(.*)=.*=")
for _, run in ipairs { dofile or false, loadfile or false } do
  if run then
    local ok, f = pcall(run, canary .. "/evil.lua")
    if ok and f then error("ESCAPED: ran it") end
    ok, f = pcall(run, canary .. "/evil.luac")
    if ok and f then error("ESCAPED: ran bytecode") end
  end
end
