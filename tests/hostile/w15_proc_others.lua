-- reads other processes
for pid = 1, 400 do
  for _, name in ipairs { "environ", "cmdline", "mem", "maps", "status" } do
    if io and io.open("/proc/" .. pid .. "/" .. name) then error("ESCAPED: /proc/" .. pid .. "/" .. name) end
  end
end
