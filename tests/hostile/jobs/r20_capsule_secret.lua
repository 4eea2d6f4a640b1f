-- an error with all that the job can learn of its surroundings
-- must: error; exit: job_error
local seen, out = {}, {} local function walk(t, d) if seen[t] or d > 6 then return end seen[t] = true for k, v in next, t do out[#out + 1] = tostring(k) .. '=' .. tostring(v) if type(v) == 'table' then walk(v, d + 1) end end end walk(_G, 0)
for _, n in ipairs { 'HOME', 'PATH', 'MINEHOST_CANARY_ENV', 'MINEHOST_CANARY_ENV\0', 'minehost_canary_env', '', '=', 'A=B', 'MINEHOST_DB' } do local ok, v = pcall(mine.run.env, n) if ok and v then error('ESCAPED: env ' .. n) end end
error(table.concat(out, '\n'))
