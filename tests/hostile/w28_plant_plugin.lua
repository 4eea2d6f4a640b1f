-- plants a plugin and a program start for later
local home = (...):match("=.*=(.*)=")
for _, path in ipairs { "/.local/share/minehost/plugins/store/init.lua", "/.local/share/minehost/x", "/.profile", "/.bashrc", "/.config/autostart/x.desktop", "/.config/systemd/user/x.service" } do
  local f = io and io.open(home .. path, "w")
  if f then f:write("x") f:close() error("ESCAPED: " .. path) end
end
