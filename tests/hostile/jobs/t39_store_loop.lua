-- writes documents for ever
-- must: killed; exit: timeout job_error
local i = 0 while true do i = i + 1 mine.store.put { url = 'https://example.org/' .. i, title = 't', text = 'x' } end
