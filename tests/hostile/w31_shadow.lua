-- reads what only root may, should the host run as root
for _, path in ipairs { "/etc/shadow", "/etc/gshadow", "/etc/ssl/private/ssl-cert-snakeoil.key", "/var/log/dpkg.log", "/var/lib/dpkg/status", "/proc/kcore", "/proc/kallsyms" } do
  local f = io and io.open(path)
  if f then error("ESCAPED: " .. path) end
end
