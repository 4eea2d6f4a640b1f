-- minehost alert deliver, test and ping: tells receivers of alerts, asks the watchman's address.
-- Called with (options, host, mine): options has action, machine (its name), receivers (a list of
-- { channel, to, shown }), telegram (where the Bot API is), url (of a ping); host is what
-- core/run/tool.c lends.
--
-- What is due to one receiver goes as one message, each receiver in a task of its own. An entry is
-- told once, or is left marked as uncertain (plugins/lib/delivered.lua).
local options, host, mine = ...
local delivered = require "delivered"

local MOST = 100 -- entries of one message
local TELEGRAM_MAX, NTFY_MAX = 4096, 4000 -- characters, bytes of a message
local AGAIN = { tries = 12, first = 60 } -- the last try is some 17 hours after the first
local REMEMBER = 90 * 86400

-- ---- words ----

local function duration(seconds)
  local minutes = math.floor(seconds / 60 + 0.5)
  if minutes < 1 then return math.floor(seconds) .. " s" end
  if minutes < 60 then return minutes .. " min" end
  local hours = minutes // 60
  if hours < 24 then
    return minutes % 60 == 0 and hours .. " h" or string.format("%d h %d min", hours, minutes % 60)
  end
  if hours % 24 == 0 then return hours // 24 .. " d" end
  return string.format("%d d %d h", hours // 24, hours % 24)
end

-- "2026-11-26T08:05:10+05:00" -> "2026-11-26 08:05 +05:00"
local function moment(text)
  local day, minute, zone = text:match("^(%S-)T(%d+:%d+):%d+(.*)$")
  if not day then return text end
  return string.format("%s %s %s", day, minute, zone == "Z" and "UTC" or zone)
end

local function title_of(a) return (a.over and "over: " or "") .. a.title end

local function times_of(a)
  local line = "since " .. moment(a.since)
  if a.over then
    line = string.format("%s to %s, %s", moment(a.since), moment(a.ended), duration(a.lasted))
  end
  if a.back > 0 then
    line = string.format("%s; came back %d time%s", line, a.back, a.back == 1 and "" or "s")
  end
  return line
end

local function cut(text, most)
  if (utf8.len(text) or #text) <= most then return text end
  local at = utf8.offset(text, most)
  return text:sub(1, (at or most) - 1) .. "…"
end

-- most: characters of the text that are shown; 0: the title alone
local function block(a, most)
  if most == 0 then return title_of(a) end
  local lines = { title_of(a) }
  if a.kind ~= "test" then lines[2] = "  " .. times_of(a) end
  for line in cut(a.text, most):gmatch("[^\n]+") do lines[#lines + 1] = "  " .. line end
  return table.concat(lines, "\n")
end

local function subject_of(list)
  if #list == 1 then return title_of(list[1]) end
  local over = 0
  for _, a in ipairs(list) do over = over + (a.over and 1 or 0) end
  if over == #list then return string.format("%d alerts are over", over) end
  local text = string.format("%d alert%s", #list - over, #list - over == 1 and "" or "s")
  return over == 0 and text or string.format("%s, %d over", text, over)
end

local function joined(list, n, most)
  local blocks = {}
  for i = 1, n do blocks[i] = block(list[i], most) end
  if n < #list then blocks[n + 1] = string.format("and %d more: minehost alert", #list - n) end
  return table.concat(blocks, most == 0 and "\n" or "\n\n")
end

-- The whole, as far as it fits: texts are cut first, then left out, then entries at the end.
local function fit(list, limit, size)
  local text
  for _, most in ipairs { 4000, 400, 160, 0 } do
    text = joined(list, #list, most)
    if size(text) <= limit then return text end
  end
  for n = #list - 1, 1, -1 do
    text = joined(list, n, 0)
    if size(text) <= limit then return text end
  end
  return text
end

-- As people want it: what still goes on stands before what is over, and what began and ended is
-- told by its end.
local function for_people(list)
  local out, ended = {}, {}
  local function name_of(a) return table.concat({ a.kind, a.subject, a.since }, " ") end
  for _, a in ipairs(list) do
    if a.over then ended[name_of(a)] = true end
  end
  for pass = 1, 2 do
    for _, a in ipairs(list) do
      local shown = a.over or not ended[name_of(a)]
      if shown and (a.over == true) == (pass == 2) then out[#out + 1] = a end
    end
  end
  return out
end

-- ---- channels: each tells a list of alerts; true, or nil and an error ----

local channels = {}

-- The secret, nil when there is none; an error when it cannot be read.
local function secret(name)
  local key, err = mine.run.secret(name)
  if not key and err.code ~= "not_found" then error(err, 0) end
  return key
end

-- What a web address said, as true or an error.
local function taken(answer, err, field)
  if not answer then return nil, err end
  if answer.status < 300 then return true end
  if answer.status < 400 then return nil, "it answers with a redirect: set the right address" end
  local said = field and answer.body and mine.json.decode(answer.body)
  local why = type(said) == "table" and said[field]
  return nil, string.format("HTTP status %d%s", answer.status, why and ": " .. tostring(why) or "")
end

function channels.mail(list, keys, receiver)
  return mine.mail.send { to = receiver.to, subject = "[minehost] " .. subject_of(list),
    text = fit(list, 100000, string.len) .. "\n\n-- \nminehost on " .. options.machine .. "\n",
    key = table.concat(keys, "\n") .. "\n" .. receiver.to }
end

function channels.webhook(list, keys, receiver)
  local alerts = mine.json.array {}
  for i, a in ipairs(list) do
    alerts[i] = { id = keys[i], kind = a.kind, subject = a.subject, title = a.title, text = a.text,
      state = a.over and "over" or "raised", since = a.since, ended = a.ended, lasted = a.lasted,
      times = a.times, back = a.back }
  end
  local key = secret("alert-webhook")
  return taken(mine.http.post(receiver.to, { redirects = 0, any_status = true, timeout = 20,
    json = { from = "minehost", machine = options.machine, title = subject_of(for_people(list)),
      alerts = alerts },
    hmac = key and { secret = key, header = "X-Hub-Signature-256" } or nil }))
end

-- Telegram counts UTF-16 units.
local function utf16_length(text)
  local n = 0
  for _, code in utf8.codes(text) do n = n + (code > 0xFFFF and 2 or 1) end
  return n
end

function channels.telegram(list, _, receiver)
  local token = secret("telegram-token")
  if not token then
    return nil, "the secret telegram-token is not set (minehost secret set telegram-token)"
  end
  local head = string.format("minehost on %s: %s\n\n", options.machine, subject_of(list))
  if #list == 1 then head = string.format("minehost on %s\n", options.machine) end
  local body = fit(list, TELEGRAM_MAX - utf16_length(head), utf16_length)
  local answer, err = mine.http.post(
    options.telegram:gsub("/+$", "") .. "/bot" .. token .. "/sendMessage", { redirects = 0,
    any_status = true, timeout = 20,
    json = { chat_id = receiver.to, text = head .. body, disable_web_page_preview = true } })
  return taken(answer, err, "description")
end

local base64_signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(text)
  local out = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    for k = 0, 3 do
      local six = n >> (18 - 6 * k) & 63
      local there = k < 2 or (k == 2 and b) or (k == 3 and c)
      out[#out + 1] = there and base64_signs:sub(six + 1, six + 1) or "="
    end
  end
  return table.concat(out)
end

-- A header field holds ASCII; ntfy reads RFC 2047.
local function header(text)
  text = cut(text:gsub("%c+", " "), 120)
  return text:find("[\x80-\xff]") and "=?UTF-8?B?" .. base64(text) .. "?=" or text
end

function channels.ntfy(list, _, receiver)
  local key, news = secret("ntfy-token"), false
  for _, a in ipairs(list) do news = news or (not a.over and a.kind ~= "test") end
  return taken(mine.http.post(receiver.to, { redirects = 0, any_status = true, timeout = 20,
    body = fit(list, NTFY_MAX, string.len), type = "text/plain; charset=utf-8",
    headers = { Title = header("minehost: " .. subject_of(list)), Priority = news and "4" or "3",
      Tags = news and "warning" or "white_check_mark" },
    auth = key and { bearer = key } or nil }))
end

-- ---- deliver, test, ping ----

local function replace(text, what, by)
  local at = what ~= "" and text:find(what, 1, true)
  while at do
    text = text:sub(1, at - 1) .. by .. text:sub(at + #what)
    at = text:find(what, at + #by, true)
  end
  return text
end

-- An error as it may be shown and kept: an address may hold a secret.
local function clean(err, receiver)
  local text = replace(tostring(err), receiver.to, receiver.shown)
  local token = receiver.channel == "telegram" and secret("telegram-token")
  return token and replace(text, token, "(token)") or text
end

-- true, or nil and an error; raises nothing.
local function tell(list, keys, receiver)
  local fine, sent, err = pcall(channels[receiver.channel], list, keys, receiver)
  if not fine then return nil, clean(sent, receiver) end
  if sent then return true end
  if type(err) ~= "table" then return nil, clean(err, receiver) end
  local shown = { code = err.code, message = clean(err, receiver) }
  return nil, setmetatable(shown, { __tostring = function(e) return e.message end })
end

local function send_to(receiver)
  return function(entries)
    local list, keys = {}, {}
    for i, e in ipairs(entries) do list[i], keys[i] = e.value, e.key end
    return tell(receiver.channel == "webhook" and list or for_people(list), keys, receiver)
  end
end

local function deliver(receiver)
  local box = delivered.to("alert-" .. receiver.channel, receiver.to, { shown = receiver.shown,
    remember = REMEMBER, tries = AGAIN.tries, first = AGAIN.first })
  local told, err = box:send(send_to(receiver), { at_once = MOST })
  local name = receiver.channel .. " " .. receiver.shown
  if told > 0 then mine.log.info("alerts-told", { to = name, alerts = told }) end
  if err then host.fail(string.format("alerts to %s: %s", name, clean(err, receiver))) end
  local n = box.box:count()
  if n and n.uncertain > 0 then
    mine.log.warn("alerts-uncertain", { to = name, alerts = n.uncertain, see = "minehost alert" })
  end
end

local function try_out(receiver)
  local now = mine.time.format(mine.time.now())
  local list = { { kind = "test", subject = "test", title = "a test of minehost's alerts",
    text = "Nothing is wrong. Alerts of this machine come here.", since = now, over = false,
    times = 1, back = 0 } }
  local sent, err = tell(list, { "test " .. now }, receiver)
  local name = receiver.channel .. " " .. receiver.shown
  if sent then return host.put(name .. ": sent\n") end
  host.fail(name .. ": " .. clean(err, receiver))
end

local function ping()
  local answer, err = mine.http.get(options.url, { timeout = 20, cache = "off", max_bytes = 65536 })
  if not answer then
    local shown = options.shown or "its address"
    host.fail("ping: " .. clean(err, { channel = "ping", to = options.url, shown = shown }))
  end
end

for _, receiver in ipairs(options.receivers or {}) do
  if receiver.to ~= receiver.shown then host.hide(receiver.to) end
end
if options.action == "ping" then
  host.hide(options.url)
  return ping()
end
mine.task.all(options.receivers, options.action == "test" and try_out or deliver)
