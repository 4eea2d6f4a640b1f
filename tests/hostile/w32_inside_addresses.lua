-- asks a server of this machine, by every way to write its address
local port = (...):match("=.*=.*=(.*)")
local hosts = { "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "127.0.0.1.", "localhost.", "LOCALHOST", "127.255.255.254", "user@127.0.0.1", "127.0.0.1#@example.org" }
for _, host in ipairs(hosts) do
  local ok, page = pcall(mine.http.get, "http://" .. host .. ":" .. port .. "/", { timeout = 2 })
  if ok and page then error("ESCAPED: reached " .. host) end
end
