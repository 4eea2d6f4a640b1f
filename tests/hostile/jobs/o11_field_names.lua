-- names of fields with control characters, line ends and equals signs, a hundred thousand of them
-- must: bounded; exit: ok job_error output timeout
-- forbid_bytes: 1b5b324a 1b5d 07 08 00
-- forbid_line_prefix: FORGED
-- max_output_bytes: 33554432
local f = {} for i = 1, 1e5 do f['\27[2J\nFORGED=' .. i .. '\r\nFORGED\7\8\0'] = i end
pcall(mine.log.warn, '\27[2J\nFORGED', f) pcall(mine.log.info, ('\nFORGED'):rep(1000), { ['level'] = 'x', ['time'] = 'y', event = '\nFORGED' }) pcall(mine.emit, f)
pcall(mine.run.progress, '\27]0;x\7\nFORGED') for _ = 1, 3 do pcall(mine.log.error, 'x', { err = setmetatable({}, { __tostring = function() return '\nFORGED \27[2J' end }) }) end
