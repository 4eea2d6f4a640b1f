-- a length that does not fit
-- must: error; exit: job_error
return ('xx'):rep(math.maxinteger, 'y')
