-- one line without end, in small pieces
-- must: killed; exit: timeout output
-- max_output_bytes: 536870912
while true do pcall(mine.run.say, 'x') pcall(mine.run.say, '') end
