-- %b over unbalanced text, from each place
-- must: bounded; exit: ok timeout
local s = ('('):rep(300000)
s:find('%b()x')
