-- looks for what must not be there
-- must: refused; exit: ok job_error
for _, n in ipairs { 'io', 'os', 'debug', 'package', 'dofile', 'loadfile', 'loadstring', 'module', 'newproxy', 'collectgarbage', 'getfenv', 'setfenv', 'jit', 'ffi' } do if _G[n] ~= nil then error('ESCAPED: ' .. n) end end
if string.dump then error('ESCAPED: string.dump') end
