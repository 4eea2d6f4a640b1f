-- counts to 2^63
-- must: killed; exit: timeout
for i = 1, math.maxinteger do end
