-- an error with control characters of a terminal
-- must: error; exit: job_error
-- forbid_bytes: 1b5b324a 1b5d 07 08
error('\27[2J\27]0;title\7\8\8\8\r\155x', 0)
