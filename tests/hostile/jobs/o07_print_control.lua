-- control characters by all ways out
-- must: bounded; exit: ok job_error
-- forbid_bytes: 1b5b324a 1b5d 07 08
local s = '\27[2J\27]0;x\7\155\8' print(s) pcall(mine.run.say, s) pcall(mine.log.warn, s, { [s] = s }) pcall(mine.run.progress, s) pcall(mine.emit, { [s] = s })
