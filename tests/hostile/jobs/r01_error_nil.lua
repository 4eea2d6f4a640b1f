-- an error that is nothing
-- must: error; exit: job_error
error(nil)
