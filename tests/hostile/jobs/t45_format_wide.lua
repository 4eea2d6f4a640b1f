-- formats in a loop, each as wide as may be
-- must: killed; exit: timeout job_error
while true do pcall(string.format, ('%99.99f'):rep(200), 1) end
