-- an error that is an object of the host
-- must: error; exit: job_error
error(mine.doc.parse('<p>'))
