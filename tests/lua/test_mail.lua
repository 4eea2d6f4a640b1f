-- What mine.mail refuses before anything is sent; tests/run/test_mail.sh has the rest.
local t = require "t"
local send = mine.mail.send

local function raises(part, options) t.raises(send, part, options) end

raises("option 'to' wants", { subject = "s", text = "t" })
raises("option 'to' wants", { to = {}, text = "t" })
raises("option 'to' wants", { to = { 1 }, text = "t" })
raises("unknown option 'cc'", { to = "a@example.org", cc = "b@example.org" })
raises("is no mail address", { to = "desk", text = "t" })
raises("is no mail address", { to = "a@example.org, b@example.org", text = "t" })
raises("control character", { to = "a@example.org\nb", text = "t" })
raises("--allow mail:a@example.org", { to = "A <a@example.org>", text = "t" })
raises("not granted", { to = { "a@example.org" }, text = "t" })
t.raises(send, "too many arguments", { to = "a@example.org" }, 1)
t.raises(send, "table expected", "a@example.org")
t.done()
