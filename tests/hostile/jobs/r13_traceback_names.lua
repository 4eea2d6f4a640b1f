-- functions whose names forge a trace
-- must: error; exit: job_error
-- forbid_line_prefix: FORGED
_G['\nFORGED'] = function() error('x') end
_G['\nFORGED']()
