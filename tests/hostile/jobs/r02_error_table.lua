-- an error that is a table
-- must: error; exit: job_error
error({ code = 'limit', message = 'ESC' .. 'AP' })
