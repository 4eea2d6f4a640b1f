-- the environment of the host
-- must: refused; exit: ok job_error
local function look(t, seen) if seen[t] then return end seen[t] = true for k, v in pairs(t) do if tostring(k):find('CANARY') or tostring(v):find('CANARY%-') then error('ESCAPED: ' .. tostring(k)) end if type(v) == 'table' then look(v, seen) end end end look(_G, {})
for _, n in ipairs { 'canary-env', 'minehost-canary-env' } do local ok, v = pcall(mine.run.secret, n) if ok and v then error('ESCAPED: secret') end end
