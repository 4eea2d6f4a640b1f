#!/bin/sh
# A recorded run and its replays without any request: the clock, random numbers, the order of tables,
# names of tables, what lands in the database. With requests: test_record.sh.
. "$TOP/tests/run/lib.sh"
cp "$TOP/plugins/lib/t.lua" .

# everything that another process would have differently
cat >all.lua <<'L'
local t0 = mine.time.now()
mine.emit { start = t0, clock = mine.time.clock(), random = { math.random(1e15), math.random() } }
mine.sleep(0.05)
mine.emit { now = mine.time.now(), clock = mine.time.clock(), day = mine.time.format(mine.time.now(), { ms = true }) }
math.randomseed()
mine.emit { again = math.random(1e15) }
math.randomseed()
mine.emit { other = math.random(1e15) }
local words = {}
for i = 1, 300 do words["w" .. i * 7919 % 1000] = i end
local list = {}
for k, v in pairs(words) do list[#list + 1] = k .. "=" .. v end
mine.emit { words = table.concat(list, " ") }
list = {}
local keys = {}
for i = 1, 50 do
  keys[{}] = "table " .. i
  keys[function() return i end] = "function " .. i
  keys[coroutine.create(function() end)] = "coroutine " .. i
  keys[mine.doc.parse("<p>" .. i)] = "document " .. i
end
keys[print], keys[string.len], keys[mine.sleep], keys[mine.null] = "print", "len", "sleep", "null"
for _, v in pairs(keys) do list[#list + 1] = v end
mine.emit { objects = table.concat(list, ", ") }
mine.emit { names = tostring({}) .. string.format(" %s %p %p %-30s|", print, list, "text", keys) }
local done = {}
mine.task.all({ 30, 10, 20, 10 }, function(ms)
  mine.sleep(ms / 1000)
  done[#done + 1] = ms .. "@" .. mine.time.clock()
end)
mine.emit { order = done, text = mine.json.encode({ z = 1, a = 2, m = { y = 1, b = 2 } }, { sort = false }) }
for i = 1, 40 do
  mine.store.put { url = "http://x.invalid/" .. i, title = "t" .. math.random(1000), text = "some words " .. i }
  if i % 7 == 0 then mine.sleep(0.01) end
end
mine.store.kv("k"):set("at", mine.time.now())
L
t_exit 0 "$MINEHOST" run --db rec.db --record run.warc.gz all.lua
mv out rec.out
for i in 1 2; do
    t_exit 0 "$MINEHOST" run --db "$i.db" --replay run.warc.gz all.lua
    mv out "$i.out"
    cp "$i.db" same.db
    "$MINEHOST" search --db same.db --limit 100 --format jsonl words >"$i.found"
    t_ok "replay $i has the recorded run's output" cmp rec.out "$i.out"
done
t_ok "equal documents" cmp 1.found 2.found
t_has rec.out '"clock":0.05'
if command -v sqlite3 >/dev/null; then
    for i in 1 2; do sqlite3 "$i.db" .dump >"$i.dump"; done
    t_ok "equal databases" cmp 1.dump 2.dump
    t_has 1.dump "some words 40"
    t_eq "the record of a replay names no process" \
        "$(sqlite3 1.db 'SELECT pid, pid_start, boot, cpu_us FROM runs')" "0|0||0"
else
    echo "no sqlite3 here: databases are not compared"
fi

# a replay waits for nothing
echo 'mine.sleep(86400) mine.emit { clock = mine.time.clock() }' >long.lua
t_within 20 "$MINEHOST" run --replay run.warc.gz long.lua
t_has out '{"clock":86400.0}'

# what pairs, next and sort promise
cat >order.lua <<'L'
local t = require "t"
local function walk(x, by_next)
  local out = {}
  if by_next then
    for k, v in next, x do out[#out + 1] = tostring(k) .. tostring(v) end
  else
    for k, v in pairs(x) do out[#out + 1] = tostring(k) .. tostring(v) end
  end
  return table.concat(out, " ")
end
local x = { "a", "b", z = 1, [-5] = 2, [2.5] = 3, [true] = 4, [false] = 5, aa = 6, a = 7, [math.huge] = 8, [1 << 60] = 9 }
local want = "1a 2b 1152921504606846976" .. "9 -52 2.53 inf8 a7 aa6 z1 false5 true4"
t.eq(walk(x), want)
t.eq(walk(x, true), want)
t.eq(walk {}, "")
t.eq(next {}, nil)
t.eq({ next { 5 } }, { 1, 5 })
-- fields may be cleared on the way; what was cleared is not met again
local seen = {}
for k in pairs(x) do
  seen[#seen + 1] = tostring(k)
  x[k] = nil
  x.aa = nil
end
t.eq(#seen, 10)
t.eq(next(x), nil)
x = { a = 1, b = 2, c = 3 }
for k in next, x do x[k] = nil end
t.eq(next(x), nil)
-- a walk by next that is begun anew, in the middle of another
x = { a = 1, b = 2, c = 3, d = 4 }
t.eq({ next(x, "b") }, { "c", 3 })
x.bb = 9
t.eq({ next(x, "b") }, { "bb", 9 })
t.eq({ next(x, "bb") }, { "c", 3 })
t.eq({ next(x, "nosuch") }, {})
-- metamethods
local m = setmetatable({ 1 }, { __pairs = function(self) return function(_, k) if not k then return "k", self end end, self, nil end })
for k, v in pairs(m) do t.eq({ k, v == m }, { "k", true }) end
local co = coroutine.wrap(function()
  for k in pairs(setmetatable({}, { __pairs = function() coroutine.yield("y") return next, { z = 1 } end })) do coroutine.yield(k) end
end)
t.eq({ co(), co() }, { "y", "z" })
t.raises(function() for _ in pairs(nil) do end end, "table expected, got nil")
t.raises(function() next(5) end, "table expected")
-- sort keeps equals in order, takes metamethods and other orders, and raises on what cannot be compared
local l = {}
for i = 1, 2000 do l[i] = { k = i * 7919 % 13, i = i } end
table.sort(l, function(a, b) return a.k > b.k end)
for i = 2, #l do t.ok(l[i - 1].k > l[i].k or (l[i - 1].k == l[i].k and l[i - 1].i < l[i].i), i) end
l = { 3, 1, 2 }
table.sort(l)
t.eq(l, { 1, 2, 3 })
l = { "b", "a" }
table.sort(l, nil)
t.eq(l, { "a", "b" })
t.raises(function() table.sort { 1, "a" } end, "attempt to compare")
t.raises(function() table.sort({ 1, 2 }, 5) end, "function expected")
-- format is Lua's own but for addresses
t.eq(string.format("%d %5.1f %s %q %% %-4s|%x", 1, 2.25, nil, "a\nb", true, 255), ("1   2.2 nil \"a\\\nb\" %% true|ff"):gsub("%%%%", "%%"))
t.eq(("%s"):format({}):match("^table: 0x%x+$") ~= nil, true)
t.eq(string.format("%s", setmetatable({}, { __tostring = function() return "mine" end })), "mine")
t.has(tostring(setmetatable({}, { __name = "Kind" })), "Kind: 0x")
t.raises(function() string.format("%d", "x") end, "bad argument #2")
t.raises(function() string.format("%y", 1) end, "invalid conversion")
local a, b = {}, {}
t.eq(tostring(a) ~= tostring(b) and tostring(a) == tostring(a), true)
t.done()
L
t_exit 0 "$MINEHOST" run --record o.warc order.lua
cat out err
t_exit 0 "$MINEHOST" run --replay o.warc order.lua

# mistakes
t_exit 2 "$MINEHOST" run --record a.warc --replay b.warc all.lua
t_has err "not both"
t_exit 2 "$MINEHOST" run --replay none.warc all.lua
t_has err "none.warc"
echo '<p>' >page.html
t_exit 2 "$MINEHOST" run --replay page.html all.lua
t_has err "no WARC record"
t_exit 2 "$MINEHOST" run --record no/such/folder/x.warc all.lua
t_has err "no/such/folder/x.warc"
if [ -w /dev/full ]; then
    t_exit 2 "$MINEHOST" run --record /dev/full all.lua
    t_has err "/dev/full"
fi
# a recording that breaks off serves as far as it goes
head -c 100 o.warc >cut.warc
t_exit 2 "$MINEHOST" run --replay cut.warc long.lua
{ cat o.warc && printf 'WARC/1.1\r\nWARC-Type: resp'; } >cut.warc
t_exit 0 "$MINEHOST" run --replay cut.warc long.lua
t_has err "replay-cut"
t_end
