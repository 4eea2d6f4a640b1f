-- selectors and XPath that multiply
-- must: bounded; exit: ok job_error timeout
local d = mine.doc.parse(('<div>'):rep(200) .. ('<p><b>x</b></p>'):rep(20000))
pcall(function() return d:select(('div '):rep(40) .. 'q') end)
pcall(function() return d:xpath('//*[count(//*[count(//*) > 1]) > 1]') end)
