-- tasks that spin
-- must: killed; exit: timeout
for _ = 1, 100 do mine.task.spawn(function() while true do end end) end
mine.sleep(1000)
