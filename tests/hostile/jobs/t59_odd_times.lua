-- times that are none: backwards, not a number, endless
-- must: bounded; exit: ok job_error timeout
local odd = { -1, 0 / 0, 1 / 0, -1 / 0, 1e308, math.mininteger, math.maxinteger, -0.0, '5', '-5s', {}, true }
for _, v in ipairs(odd) do
  for _, f in pairs(mine.time) do pcall(f, v) pcall(f, v, { offset = v, ms = v }) end
  pcall(mine.time.parse, tostring(v)) pcall(mine.queue.lease, 'q', { seconds = v }) pcall(mine.queue.push, 'q', tostring(v), v, { delay = v, priority = v })
  pcall(mine.http.get, 'http://127.0.0.1:18999/', { timeout = v, retries = v }) pcall(function() mine.store.kv('t'):set('k', v, { ttl = v }) end) pcall(mine.store.search, 'a', { since = v, until_ = v }) pcall(mine.store.search, 'a', { ['until'] = v, limit = v, offset = v })
  if v ~= 1 / 0 and v ~= 1e308 and v ~= math.maxinteger then pcall(mine.sleep, v) end
end
mine.sleep(1e308)
