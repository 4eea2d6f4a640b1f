-- a table that holds itself, to all that write tables
-- must: bounded; exit: ok job_error timeout
local t = {} t.t = t t[1] = t
pcall(mine.json.encode, t) pcall(mine.emit, t) pcall(mine.store.put, { url = 'x', title = 't', extra = t }) pcall(mine.log.info, 'x', t)
