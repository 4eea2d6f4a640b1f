-- files by the names of snapshots, outputs and pages
-- must: refused; exit: ok job_error usage
for _, n in ipairs { '/tmp/minehost-canary/new', '../minehost-canary', '..', '.', 'a/../../new', 'a\0', '', ('x'):rep(300), '-', 'snapshots/x', '\n' } do
  local ok, v = pcall(mine.run.snapshot, n, 'x') if ok and v then error('ESCAPED: snapshot ' .. n) end
  ok, v = pcall(mine.run.output, n) if ok and v then error('ESCAPED: output ' .. n) end ok, v = pcall(mine.run.output, n, { append = true }) if ok and v then error('ESCAPED: append ' .. n) end
  ok, v = pcall(mine.run.files, n) if ok and v and n ~= '.' and n ~= '' then error('ESCAPED: files ' .. n) end
end
for _, p in ipairs { '*', '../*', '[', '[!', ('['):rep(10000), ('*a'):rep(5000) .. 'b' } do pcall(mine.run.files, '.', { pattern = p, recursive = true }) end
