-- an error that poses as one of the host's
-- must: error; exit: job_error
-- forbid_line_prefix: FORGED
-- forbid_bytes: 1b5b324a
local e = select(2, pcall(mine.run.env, 'HOME')) pcall(function() e.code = 'ok' e.message = 'x' end)
error({ code = 'permission', message = '\nFORGED \27[2J', retry = true, file = '/etc/passwd', line = -1, stack = { {} }, page = e })
