-- one log line of a hundred megabytes
-- must: bounded; exit: memory job_error ok output timeout
-- max_output_bytes: 4194304
print(('x'):rep(1e8))
