-- asks again and again for too much
-- must: error; exit: memory job_error
while true do pcall(string.rep, 'x', 1 << 30) end
