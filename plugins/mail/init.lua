-- Mails items through the operator's mail server, as text and as HTML: all of a run in one message,
-- by topic as the plugin digest has it, or each alone.
--
-- Each item is told once: what the server took is remembered in the database. A run that is killed
-- between the two tells it again, under the same Message-ID.
local delivered = require "delivered"
local html = require "html"
local text = require "text"

local mail = {}

local seen
local waiting = {} -- { item, key }, with each = false

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

local function send(entries, config)
  local sent, err = mine.mail.send(mail.message(entries, config))
  for _, entry in ipairs(entries) do
    if sent then
      local marked, why = seen:mark(entry.key)
      if not marked then return nil, why end
    else
      seen:release(entry.key)
    end
  end
  return sent, err
end

function mail.open(config)
  seen = delivered.to("mail", table.concat(config.to, "\n"), config)
end

function mail.write(item, config)
  local key = seen:claim(item)
  if not key then return nil end
  local entry = { item = item, key = key }
  if config.each then
    local sent, err = send({ entry }, config)
    if not sent then return nil, err end
  else
    waiting[#waiting + 1] = entry
  end
end

function mail.close(config)
  for first = 1, #waiting, config.most do
    local some = table.move(waiting, first, math.min(first + config.most - 1, #waiting), 1, {})
    local sent, err = send(some, config)
    if not sent then error(err, 0) end
  end
  waiting = {}
end

return mail
