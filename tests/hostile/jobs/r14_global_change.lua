-- takes the names away that the host may use
-- must: bounded; exit: ok job_error
for k in pairs(_G) do if k ~= '_G' then _G[k] = nil end end for k in pairs(_G) do _G[k] = nil end
