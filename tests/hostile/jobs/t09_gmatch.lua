-- a backtracking pattern in an iterator
-- must: killed; exit: timeout
for _ in ((' '):rep(30000)):gmatch('.-.-.-.-.-b') do end
