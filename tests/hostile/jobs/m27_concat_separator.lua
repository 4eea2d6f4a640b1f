-- joined by a separator of a megabyte, formatted with two hundred of them
-- must: error; exit: memory job_error
local sep, t = ('x'):rep(1 << 20), {} for i = 1, 1e5 do t[i] = '' end
pcall(table.concat, t, sep) local a = {} for i = 1, 240 do a[i] = sep end
local kept = {} while true do pcall(function() kept[#kept + 1] = string.format(('%s'):rep(240), table.unpack(a)) end) pcall(string.rep, '', 1 << 62, sep) end
