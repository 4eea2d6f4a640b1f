local t = require "t"

-- what is logged is checked by tests/run; here: what is accepted
for _, level in ipairs { "debug", "info", "warn", "error" } do
  t.ok(pcall(mine.log[level], "event", { url = "https://example.org/", n = 1, ok = true, t = {} }))
end
mine.log.debug("plain")
mine.log.info("plain")
mine.log.warn("a\nforged line", { key = "b\27[2Jc" })
mine.log.error("with-error", { err = select(2, mine.json.decode("{")) })
t.raises(mine.log.info, "string expected")
t.raises(mine.log.info, "fields are names", "event", { 1 })
t.raises(mine.log.info, "table expected", "event", "text")
t.done()
