-- opens devices and sockets with names
for _, path in ipairs { "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/tty", "/dev/ptmx", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/run/docker.sock", "/run/systemd/private" } do
  for _, mode in ipairs { "r", "r+" } do
    local f = io and io.open(path, mode)
    if f then error("ESCAPED: " .. path) end
  end
end
