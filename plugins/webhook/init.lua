-- Posts items as JSON: { "job": name, "items": [ ... ] }, one request an item or few for a run.
--
-- Each item is posted once (a status of 200 to 299 means that it was taken), or is marked as
-- uncertain when nobody can say whether it was (plugins/lib/delivered.lua).
local delivered = require "delivered"

local webhook = {}

local seen, secret

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

local function post(config)
  return function(entries)
    local answer, err = mine.http.post(config.url, webhook.request(entries, config, secret))
    if answer and answer.status >= 300 then
      return nil, "the web address answers with a redirect: name the right one"
    end
    return answer and true, err
  end
end

-- The address as people may see it: what is behind the host may be a secret.
local function shown(url)
  return (url:gsub("^(%a+://)[^/@]*@", "%1"):gsub("^(%a+://[^/?#]+)[/?#].*$", "%1/..."))
end

function webhook.open(config)
  if config.secret_name ~= "" then secret = assert(mine.run.secret(config.secret_name)) end
  seen = delivered.to("webhook", config.url, { changes = config.changes,
    remember = config.remember, shown = shown(config.url) })
end

function webhook.write(item, config)
  local key, err = seen:push(item)
  if not key then return nil, err end
  if not config.each then return nil end
  local _, why = seen:send(post(config), { key = key })
  return nil, why
end

-- What this run has gathered, and what earlier ones could not tell.
function webhook.close(config)
  local _, err = seen:send(post(config), { at_once = config.each and 1 or config.at_once })
  seen:report()
  if err then error(err, 0) end
end

return webhook
