-- random numbers for ever
-- must: killed; exit: timeout
while true do math.random(0) end
