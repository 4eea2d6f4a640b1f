-- an error of fifty megabytes
-- must: error; exit: job_error memory
-- max_output_bytes: 1048576
error(('x'):rep(5e7))
