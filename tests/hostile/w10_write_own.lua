-- writes into its own folder: a plugin, to be found by the next run
for _, path in ipairs { "new.txt", "own.txt", "plugins/store/init.lua", ".hidden" } do
  local f = io and io.open(path, "w")
  if f then f:write("x") f:close() error("ESCAPED: wrote " .. path) end
end
