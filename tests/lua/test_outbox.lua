local t = require "t"

local box = mine.outbox.open("pager", "desk", { shown = "the desk" })
t.eq(tostring(box):find("pager", 1, true) ~= nil, true)
t.eq(box:take(), {})
t.eq(box:push("a 1", { title = "A", none = mine.null }, { title = "A" }), true)
t.eq(box:push("a 1", { title = "again" }), false, "a key is told once")
t.eq(box:push("b 1"), true)
t.eq(mine.outbox.open("pager", "other"):push("a 1", 7), true, "another receiver")

local a = box:take({ key = "a 1" })
t.eq(a, { { id = a[1].id, key = "a 1", tries = 0, value = { title = "A", none = mine.null } } })
t.eq(box:take({ key = "a 1" }), {}, "it is being sent")
t.eq(box:delivered(a[1]), true)
t.fails("not_found", box:delivered(a[1]))
t.eq(box:push("a 1", 1), false, "what was told stays known")

local b = box:take()
t.eq({ #b, b[1].key, b[1].value }, { 1, "b 1", mine.null })
t.eq(box:release(b), true)
b = box:take()
t.eq(b[1].tries, 0, "it was not tried")
t.eq(box:failed(b, "refused", { tries = 2, first = 0 }), true)
b = box:take()
t.eq({ b[1].tries, b[1].error }, { 1, "refused" })
local _, err = mine.store.get(999999)
t.eq(box:failed(b, err, { tries = 2 }), false, "for good")
t.eq(box:take(), {})

for i = 1, 5 do box:push("c " .. i, i) end
local c = box:take { limit = 3 }
t.eq({ #c, c[1].value, c[3].value }, { 3, 1, 3 })
t.eq(box:unsure(c, "no answer"), true)
t.eq(#box:take(), 2)
t.eq(box:count(), { pending = 0, sending = 2, delivered = 1, failed = 1, uncertain = 3,
  dropped = 0 })

t.raises(mine.outbox.open, "wants names", "", "x")
t.raises(box.delivered, "as box:take gave it", box, { id = "x" })
t.raises(mine.outbox.open, "remembre", "x", "y", { remembre = 1 })

-- lib/delivered: what surely did not arrive is tried again, what may have is not
local delivered = require "delivered"
local seen = delivered.to("test", "secret-address", { changes = true, first = 0, tries = 3 })
local told = {}
local function send(entries)
  for _, entry in ipairs(entries) do
    if entry.item.refuse then return nil, "refused" end
    if entry.item.hang then return nil, { code = "timeout", message = "no answer" } end
    if entry.item.raise then error("mistake", 0) end
    told[#told + 1] = entry.key
  end
  return true
end
local key = seen:push { url = "u1", title = "T" }
t.eq(key, "u1 1")
t.eq(seen:push { url = "u1", title = "T" }, nil)
t.eq(seen:push { url = "u1", title = "T", version = 2 }, "u1 2")
t.eq(seen:send(send, { key = key }), 1)
t.eq({ seen:send(send, { at_once = 10 }) }, { 1 })
t.eq(told, { "u1 1", "u1 2" })
seen:push { url = "u2", hang = true }
local n, why = seen:send(send)
t.eq({ n, why.code }, { 0, "timeout" })
t.eq(seen.box:count().uncertain, 1)
seen:push { url = "u3", raise = true }
t.raises(seen.send, "mistake", seen, send)
t.eq(seen.box:count().pending, 1, "what raises was not sent")
t.done()
