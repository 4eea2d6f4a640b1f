-- compiles for ever
-- must: killed; exit: timeout
while true do load('return ' .. ('1+'):rep(5000) .. '1') end
