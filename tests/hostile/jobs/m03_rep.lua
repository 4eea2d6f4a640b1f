-- a string of a gigabyte
-- must: error; exit: memory job_error
return ('x'):rep(1 << 30)
