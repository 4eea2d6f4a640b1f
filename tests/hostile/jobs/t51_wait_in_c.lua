-- waits where no wait can be: comparisons, replacements, __lt, a reader of load
-- must: bounded; exit: ok job_error
local function wait() mine.sleep(0.01) return true end
local o = setmetatable({}, { __lt = wait, __index = wait, __concat = wait, __tostring = function() wait() return 'x' end })
for _ = 1, 50 do
  pcall(table.sort, { 3, 1, 2 }, wait) pcall(string.gsub, 'aaa', 'a', wait) pcall(load, wait) pcall(function() return o < o end)
  pcall(tostring, o) pcall(print, o) pcall(table.sort, { o, o, o }) pcall(string.gsub, 'x', 'x', o) pcall(table.concat, { o }, 'x')
  pcall(table.sort, { 1, 2, 3 }, function() mine.store.put { url = 'u', title = 't', text = 'x' } return true end)
  pcall(string.gsub, 'x', 'x', function() return mine.http.get('http://127.0.0.1:18999/') end)
end
mine.sleep(0.05)
