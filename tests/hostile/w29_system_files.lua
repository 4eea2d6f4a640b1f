-- writes where the system would read
for _, path in ipairs { "/etc/cron.d/x", "/var/spool/cron/crontabs/root", "/etc/ld.so.preload", "/etc/hosts", "/etc/resolv.conf", "/dev/shm/x", "/tmp/minehost-hostile-x", "/var/tmp/minehost-hostile-x", "/run/x", "/usr/lib/x.so" } do
  local f = io and io.open(path, "a")
  if f then f:close() error("ESCAPED: " .. path) end
end
