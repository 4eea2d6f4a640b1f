-- modules by names that lead elsewhere
-- must: refused; exit: ok job_error
for _, n in ipairs { '..', '../evil', '...evil', './evil', '/tmp/minehost-canary/evil', 'tmp/minehost-canary/evil', 'evil\0', '\0', 'a\0/../../tmp/minehost-canary/evil', '....tmp.minehost-canary.evil', 'a/../../evil', '~/evil', 'file:///tmp/minehost-canary/evil', ('../'):rep(12) .. 'tmp/minehost-canary/evil', ('.'):rep(24) .. 'tmp.minehost-canary.evil', '-', '%2e%2e/evil', 'C:\\evil', ('a/'):rep(5000), ('a.'):rep(5000) .. 'a', 'good', 'index', 'e16_modules' } do
  for _, f in ipairs { require, mine.use, mine.run.asset, mine.text.dictionary, mine.text.rules, function(x) return mine.text.compiled(x, function() return 'x' end) end } do local ok, v = pcall(f, n) if ok and v and (tostring(v):find('CANARY') or n:find('evil')) then error('ESCAPED: ' .. n) end end
end
