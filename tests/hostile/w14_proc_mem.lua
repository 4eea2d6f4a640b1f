-- writes to its own memory past the language
for _, name in ipairs { "mem", "maps", "environ", "auxv", "cmdline", "fd/2", "exe", "status" } do
  for _, mode in ipairs { "r", "r+", "w" } do
    if io and io.open("/proc/self/" .. name, mode) then error("ESCAPED: /proc/self/" .. name .. " " .. mode) end
  end
end
