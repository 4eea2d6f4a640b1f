local t = require "t"
local run = mine.run

t.eq(run.job, "test_run")
t.eq(run.trigger, "hand")
t.ok(run.id and run.folder)
t.eq(#run.args, 0)
t.eq(run.config, {})
t.eq(run.dry, false)
t.eq(type(run.tty), "boolean")

-- reading: the job's own folder and nothing else
t.has(run.read("test_run.lua"), "the job's own folder and nothing else")
t.fails("not_found", run.read("no-such-file"))
t.fails("too_large", run.read("test_run.lua", { max_bytes = 10 }))
for _, path in ipairs { "/etc/passwd", "../../Makefile", "/", "/proc/self/environ" } do
  t.raises(run.read, "not granted", path)
end
t.raises(run.read, "unknown option 'max' (did you mean 'max_bytes'?)", "test_run.lua", { max = 1 })
t.fails("usage", run.read("."))
t.fails("usage", run.read("a\0b"))

local files = run.files(".", { pattern = "test_*.lua" })
t.ok(#files >= 5)
for i = 2, #files do t.ok(files[i - 1] < files[i], "sorted") end
t.eq(run.files("test_run.lua"), { "test_run.lua" })
t.fails("not_found", run.files("nowhere"))
t.raises(run.files, "not granted", "..")
t.has(run.asset("test_run.lua"), "require") -- output:write and output:close are in tests/run
t.raises(run.asset, "no file below", "../lua/test_run.lua")
t.fails("not_found", run.asset("nothing.tsv"))

t.raises(run.secret, "--allow secret:webhook", "webhook")
t.raises(run.secret, "not granted", "")
t.raises(run.env, "--allow env:HOME", "HOME")
t.raises(run.env, "not granted", "MINEHOST_DB")
t.raises(run.env, "string expected", 1)

-- writing: nothing without a grant
t.raises(run.output, "not granted", "out.txt")
t.raises(run.output, "not granted", "/tmp/out.txt")
t.raises(run.output, "unknown option", "out.txt", { apend = true })
run.say("")
run.progress("here")
t.raises(run.say, "string expected", 1)
t.raises(run.read, "too many arguments", "a", {}, 3)
t.raises(run.snapshot, "a name is of letters", "a/b", "x")
t.fails("not_found", run.snapshot("no-such", "x")) -- written by minehost test alone
t.done()
