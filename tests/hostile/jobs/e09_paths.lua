-- reads by names that lead out
-- must: refused; exit: ok job_error
for _, p in ipairs { '/etc/passwd', '../../../../../../etc/passwd', '/proc/self/environ', '/dev/stdin', '/tmp/minehost-canary/secret.txt', 'file:///etc/passwd', './/..//..//../../etc/passwd', '/etc/passwd\0.txt', '~/.bashrc', '' } do for _, f in ipairs { mine.run.read, mine.run.asset or false, mine.run.list or false } do if f then local ok, v = pcall(f, p) if ok and v then error('ESCAPED: read ' .. p) end end end end
