-- strings doubled and thrown away
-- must: bounded; exit: ok timeout memory job_error
while true do local s = 'x' for _ = 1, 24 do s = s .. s end end
