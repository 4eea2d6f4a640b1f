-- a chunk's name of ten megabytes
-- must: bounded; exit: ok job_error memory
-- max_output_bytes: 1048576
load('error()', ('n'):rep(1e7))()
