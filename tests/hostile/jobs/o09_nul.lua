-- NUL bytes by all ways out
-- must: bounded; exit: ok job_error
-- forbid_bytes: 00
print('a\0b') pcall(mine.run.say, 'a\0b') pcall(mine.emit, { a = '\0' })
