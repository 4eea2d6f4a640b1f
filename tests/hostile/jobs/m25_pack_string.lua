-- pads that are as long as may be
-- must: bounded; exit: ok job_error memory
local f = ('!16'):rep(10) .. ('xXi16'):rep(1e6) return string.pack(f)
