-- reads a secret of the environment that it was not granted
local value = os and os.getenv and os.getenv("MINEHOST_CANARY_ENV")
if value then error("ESCAPED: " .. value) end
for _, name in ipairs { "canary-env", "canary_env", "CANARY-ENV", "smtp-password" } do
  local ok, v = pcall(mine.run.secret or error, name)
  if ok and v then error("ESCAPED: mine.run.secret " .. tostring(v)) end
end
