-- one item of a hundred megabytes
-- must: bounded; exit: ok memory job_error output
-- max_output_bytes: 268435456
mine.emit { text = ('x'):rep(1e8) }
