-- yields out of the job
-- must: bounded; exit: ok job_error timeout
coroutine.yield(1, 2, 3)
