-- no Lua at all
-- must: error; exit: job_error
-- forbid_bytes: 1b5b324a
this is not Lua [2J
