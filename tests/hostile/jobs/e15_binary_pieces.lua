-- bytecode in pieces, by every mode, and under a disguise
-- must: refused; exit: ok job_error
local head = '\27Lua\x54\0\x19\x93\r\n\x1a\n\4\8\8' .. string.pack('i8n', 0x5678, 370.5)
local function pieces(...) local t, i = { ... }, 0 return function() i = i + 1 return t[i] end end
for _, mode in ipairs { 'b', 'bt', 't', 'tb', 'x', '' } do
  for _, f in ipairs { head, head .. ('\0'):rep(200), '#!x\n' .. head, '\239\187\191' .. head, '\239\187\191#x\n' .. head } do
    if select(2, pcall(load, f, 'x', mode)) and type(select(2, pcall(load, f, 'x', mode))) == 'function' then error('ESCAPED: ' .. mode) end
    local ok, g = pcall(load, pieces(f:sub(1, 1), f:sub(2)), 'x', mode) if ok and type(g) == 'function' and pcall(g) then error('ESCAPED: pieces ' .. mode) end
  end
end
