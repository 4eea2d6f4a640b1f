local t = require "t"
local time = mine.time

for _, row in ipairs {
  { "1970-01-01T00:00:00Z", 0, 0 }, { "2026-11-23T13:05:00+05:00", 1795421100, 18000 },
  { "2024-02-29", 1709164800 }, { "2024-02-29 12:30", 1709209800 },
  { "2024-12-31T23:59:60Z", 1735689600, 0 }, { "1969-12-31T23:59:59.5Z", -0.5, 0 },
} do
  t.eq({ time.parse(row[1]) }, { row[2], row[3] }, row[1])
end
for _, bad in ipairs {
  "", "2023-02-29", "2024-13-01", "2024-01-01T25:00", "yesterday", "2024-01-01T10:00+5",
} do
  t.fails("parse", time.parse(bad))
end
t.eq(time.format(1795421100, { offset = 18000 }), "2026-11-23T13:05:00+05:00")
t.eq(time.format(0.25, { ms = true }), "1970-01-01T00:00:00.250Z")
t.raises(time.format, "not a time", 1e300)
t.raises(time.format, "unknown option", 0, { zone = 1 })
t.eq(time.civil(1709164800),
  { year = 2024, month = 2, day = 29, hour = 0, minute = 0, second = 0, weekday = 4 })
t.raises(time.civil, "not a time", -1e300)
t.ok(time.now() > 1.6e9)
local before = time.clock()
mine.sleep(0.005)
t.ok(time.clock() - before >= 0.004, "clock goes on")
t.done()
