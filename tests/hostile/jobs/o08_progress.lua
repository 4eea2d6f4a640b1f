-- progress without end
-- must: bounded; exit: ok job_error timeout output
while true do pcall(mine.run.progress, ('x'):rep(1000)) end
