-- a __name with control characters
-- must: error; exit: job_error
-- forbid_bytes: 1b5b33
-- forbid_line_prefix: FORGED
error(setmetatable({}, { __name = '\27[31mFORGED\nFORGED' }))
