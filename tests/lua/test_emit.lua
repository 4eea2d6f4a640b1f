local t = require "t"
mine.emit { title = "one", n = 1, tags = mine.json.array {} }
t.raises(mine.emit, "table expected", "text")
t.raises(mine.emit, "item.f: a function cannot be stored", { f = print })
t.raises(mine.emit, "too many arguments", {}, {})
t.raises(mine.use, "no plugin 'no-such-plugin'", "no-such-plugin")
t.raises(mine.use, "no plugin '../run'", "../run")
t.raises(mine.use, "did you mean 'topics'", "topcs")
local files = mine.use("files")
t.eq(type(files.items), "function")
t.ok(mine.use("files") == files, "loaded once")
t.done()
