-- an error that is a coroutine
-- must: error; exit: job_error
error(coroutine.create(print))
