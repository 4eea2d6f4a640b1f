-- log lines that look like other lines
-- must: bounded; exit: ok
-- forbid_line_prefix: FORGED
print('x\nFORGED\r\nFORGED\u{2028}FORGED') mine.log.info('x\nFORGED', { ['a\nFORGED'] = 'b\nFORGED' })
