-- an error of invalid UTF-8
-- must: error; exit: job_error
error('\255\254\0\192\128' .. ('\200'):rep(1000), 0)
