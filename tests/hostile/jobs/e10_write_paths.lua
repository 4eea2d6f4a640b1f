-- writes by names that lead out
-- must: refused; exit: ok job_error
for _, p in ipairs { '/tmp/minehost-canary/secret.txt', '/tmp/minehost-canary/new', '../x', '.x', 'x/../../y', '/etc/cron.d/x', '/dev/null', '' } do local ok, v = pcall(mine.run.output, p) if ok and v then error('ESCAPED: write ' .. p) end end
