-- borrows functions that start programs, change rights, leave the folder
local canary = (...):match("=(.*)=.*=")
local lib = package and package.loadlib
for _, name in ipairs { "system", "daemon", "vfork", "setsid", "sync", "reboot", "sethostname" } do
  local f = lib and lib("libc.so.6", name)
  if f then pcall(f, "touch " .. canary .. "/borrowed") end
end
