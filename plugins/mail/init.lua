-- Mails items through the operator's mail server, as text and as HTML: all of a run in one message,
-- by topic as the plugin digest has it, or each alone.
--
-- Each item is told once, or is marked as uncertain when the run was killed while the server had it
-- (plugins/lib/delivered.lua). The same message has the same Message-ID.
local delivered = require "delivered"
local html = require "html"
local text = require "text"

local mail = {}

local seen

local function subject_of(view, config)
  if view.stories == 1 then return config.title .. ": " .. view.sections[1].entries[1].title end
  return string.format("%s: %d stories", config.title, view.stories)
end

-- The options of the message that tells these entries.
function mail.message(entries, config)
  local items, keys = {}, {}
  for i, entry in ipairs(entries) do items[i], keys[i] = entry.item, entry.key end
  local view = mine.use("digest").view(items, { title = config.title, base = "" })
  local options = { to = config.to, subject = subject_of(view, config),
    text = text.render(view), html = html.render(view),
    key = table.concat(keys, "\n") .. "\n" .. table.concat(config.to, "\n") }
  if next(config.headers) then options.headers = config.headers end
  return options
end

local function send(config)
  return function(entries) return mine.mail.send(mail.message(entries, config)) end
end

function mail.open(config)
  seen = delivered.to("mail", table.concat(config.to, "\n"), { changes = config.changes,
    remember = config.remember, shown = table.concat(config.to, ", ") })
end

function mail.write(item, config)
  local key, err = seen:push(item)
  if not key then return nil, err end
  if not config.each then return nil end
  local _, why = seen:send(send(config), { key = key })
  return nil, why
end

-- What this run has gathered, and what earlier ones could not tell.
function mail.close(config)
  local _, err = seen:send(send(config), { at_once = config.each and 1 or config.most })
  seen:report()
  if err then error(err, 0) end
end

return mail
