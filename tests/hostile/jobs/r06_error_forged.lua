-- an error that looks like lines of the host
-- must: error; exit: job_error
-- forbid_line_prefix: FORGED
error('x\nminehost: job well done\nFORGED line\r\nFORGED again', 0)
