-- Posts items as JSON: { "job": name, "items": [ ... ] }, one request an item or few for a run.
--
-- Each item is posted once: what was taken (a status of 200 to 299) is remembered in the database.
-- A run that is killed between the answer and the note posts the item again, so the receiver can
-- tell by its "key".
local delivered = require "delivered"

local webhook = {}

local seen, secret
local waiting = {} -- { item, key }, with each = false

local function pick(item, key, fields)
  local out = { key = key }
  if fields[1] == "*" then
    for name, value in pairs(item) do out[name] = value end
    out.key = key
    return out
  end
  for _, name in ipairs(fields) do out[name] = item[name] end
  return out
end

-- The options of the request that posts these entries, signed with the key if there is one.
function webhook.request(entries, config, key)
  local items = mine.json.array {}
  for i, entry in ipairs(entries) do items[i] = pick(entry.item, entry.key, config.fields) end
  local options = { json = { job = mine.run.job, items = items }, timeout = config.timeout,
    redirects = 0 }
  if next(config.headers) then options.headers = config.headers end
  if key then options.hmac = { secret = key, header = config.header } end
  return options
end

local function post(entries, config)
  local answer, err = mine.http.post(config.url, webhook.request(entries, config, secret))
  if answer and answer.status >= 300 then
    answer, err = nil, "the web address answers with a redirect: name the right one"
  end
  for _, entry in ipairs(entries) do
    if answer then
      local marked, why = seen:mark(entry.key)
      if not marked then return nil, why end
    else
      seen:release(entry.key)
    end
  end
  return answer, err
end

function webhook.open(config)
  if config.secret_name ~= "" then secret = assert(mine.run.secret(config.secret_name)) end
  seen = delivered.to("webhook", config.url, config)
end

function webhook.write(item, config)
  local key = seen:claim(item)
  if not key then return nil end
  local entry = { item = item, key = key }
  if config.each then
    local posted, err = post({ entry }, config)
    if not posted then return nil, err end
  else
    waiting[#waiting + 1] = entry
  end
end

function webhook.close(config)
  for first = 1, #waiting, config.at_once do
    local some = table.move(waiting, first, math.min(first + config.at_once - 1, #waiting), 1, {})
    local posted, err = post(some, config)
    if not posted then error(err, 0) end
  end
  waiting = {}
end

return webhook
