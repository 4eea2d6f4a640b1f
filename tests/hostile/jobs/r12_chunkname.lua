-- code that gives itself a name
-- must: error; exit: job_error
-- forbid_line_prefix: FORGED
load('error("x")', '@/etc/passwd\nFORGED')()
