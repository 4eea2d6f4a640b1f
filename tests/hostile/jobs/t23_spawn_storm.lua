-- starts tasks without end
-- must: bounded; exit: timeout memory job_error ok
while true do mine.task.spawn(function() mine.sleep(1000) end) end
