-- control characters as UTF-8, direction marks and half characters
-- must: bounded; exit: ok job_error
-- forbid_bytes: c29b c29d c285 e280ae e281a6
-- forbid_line_prefix: FORGED
local s = 'a\u{9b}2J\u{9d}0;x\u{9c}\u{85}FORGED\u{202e}b\u{2066}c\u{2028}FORGED\226\128'
print(s) pcall(mine.run.progress, s) pcall(mine.log.warn, s, { [s] = s }) error(s, 0)
