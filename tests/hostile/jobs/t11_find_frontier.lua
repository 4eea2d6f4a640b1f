-- frontiers and greedy sets
-- must: killed; exit: timeout
local s = ('ab'):rep(50000)
local _ = s:find('[ab]*%f[c][ab]*[ab]*[ab]*c')
while true do s:find('[ab]*[ab]*[ab]*c') end
