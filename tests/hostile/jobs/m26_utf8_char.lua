-- characters from a big table
-- must: error; exit: job_error memory
local t = {} for i = 1, 2e5 do t[i] = 0x10FFFF end local s = utf8.char(table.unpack(t)) while true do s = s .. s end
