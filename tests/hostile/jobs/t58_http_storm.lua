-- requests without end to what is refused
-- must: killed; exit: timeout job_error memory
while true do for i = 1, 100 do mine.task.spawn(pcall, mine.http.get, 'http://127.0.0.' .. i .. ':18999/', { timeout = 1e9, retries = 0 }) end mine.sleep(0) end
