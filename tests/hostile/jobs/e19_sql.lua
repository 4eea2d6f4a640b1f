-- statements in names, keys, values and queries
-- must: refused; exit: ok job_error
local bad = { "'; DROP TABLE docs; --", '" OR 1=1 --', "x'); ATTACH '/tmp/minehost-canary/new.db' AS a; --", '\0', '%', '_', '*', 'NEAR(a b', '"', '(((', 'title:', '^a', 'a AND', '-', 'a OR NOT', 'url:"' .. "'" .. '"', 'load_extension("x")', ('('):rep(5000), ('a '):rep(20000), ('a OR '):rep(5000) .. 'a', 'NEAR(' .. ('a '):rep(1000) .. ', 99999999999)' }
mine.store.put { url = 'https://e.example/kept', title = 'kept', text = 'kept words stay' }
for _, s in ipairs(bad) do
  for _, f in ipairs { function() return mine.store.search(s) end, function() return mine.store.search('kept', { language = s, source = s, story = s, topic = s, country = s, type = s, actor = s, limit = 5 }) end, function() return mine.store.search('kept', { order = s }) end, function() return mine.store.get(s) end, function() return mine.store.versions(s) end, function() for _ in mine.store.each { source = s, limit = 2 } do end end, function() return mine.store.put { url = s, title = s, text = s, language = s, source = s, [s] = s, key = s } end, function() return mine.store.kv(s):set(s, s) end, function() return mine.store.kv(s):keys(s, { after = s }) end, function() return mine.queue.push(s, s, s) end, function() return mine.queue.lease(s) end, function() return mine.queue.count(s) end, function() return mine.outbox.open('mail', s):push(s, s, { title = s }) end } do pcall(f) end
end
local hits = mine.store.search('kept') if not hits or #hits == 0 then error('ESCAPED: the document is gone') end
