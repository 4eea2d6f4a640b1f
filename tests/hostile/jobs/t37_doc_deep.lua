-- a page a million elements deep
-- must: bounded; exit: ok job_error timeout
pcall(mine.doc.parse, ('<div>'):rep(1e6))
pcall(mine.doc.parse, ('<b><i><a>'):rep(2e5))
pcall(mine.doc.parse, ('<table>'):rep(5e4))
