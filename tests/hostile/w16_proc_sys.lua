-- turns knobs of the kernel
for _, path in ipairs { "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/power/state", "/proc/self/oom_score_adj", "/proc/self/coredump_filter" } do
  if io and io.open(path, "r+") then error("ESCAPED: " .. path) end
end
