-- Tells a receiver each item once, or leaves it marked as uncertain: local delivered = require
-- "delivered".
--
-- An item is known by its key (item.key, else its url) and its version: item.version, else the
-- version under which the database keeps it (the sink "store" must stand before), else 1. A target
-- is told by a number, since an address may hold a secret. Items wait in the outbox (mine.outbox)
-- until they are told, over runs if need be: what failed is tried again when it is due, what a run
-- was sending when it died is uncertain and told again only on request (minehost outbox --retry).
local delivered = {}
delivered.__index = delivered

local LONGEST = 900 -- bytes of a key that is kept as it is

-- 64-bit FNV-1a (Fowler, Noll, Vo): tells long keys and targets apart, hides nothing for good
local function number_of(text)
  local hash = 0xcbf29ce484222325
  for i = 1, #text do hash = (hash ~ text:byte(i)) * 0x100000001b3 end
  return string.format("%016x", hash)
end

-- kind: "mail", "webhook" ...; target: a text that tells one receiver from another.
-- options: shown (the target, in lists), remember (seconds), changes (false: a new version is
-- nothing new), tries, first (of failures: how often in all, seconds until the second)
function delivered.to(kind, target, options)
  local box = mine.outbox.open(kind, number_of(target),
    { shown = options.shown, remember = options.remember })
  return setmetatable({ box = box, changes = options.changes,
    again = { tries = options.tries, first = options.first } }, delivered)
end

local function version_of(item, key)
  if math.type(item.version) == "integer" then return item.version end
  local kept = key ~= "" and mine.store.get(key)
  return kept and kept.version or 1
end

function delivered:key(item)
  local key = tostring(item.key or item.url or item.title or "")
  local version = self.changes and version_of(item, key) or 1
  if #key > LONGEST then key = key:sub(1, LONGEST) .. " " .. number_of(key) end
  return key .. " " .. version
end

-- Notes that the item is to be told. Its key; nil when it is known already; nil and an error.
function delivered:push(item)
  local key = self:key(item)
  local title = type(item.title) == "string" and item.title or nil
  local added, err = self.box:push(key, item, { title = title })
  if added == nil then return nil, err end
  return added and key or nil
end

-- Errors after which the receiver has certainly not got it. After others (a connection that broke,
-- no answer in time) it may have.
local surely = { dns = true, connect = true, tls = true, denied = true, http = true,
  permission = true, usage = true, robots = true, hold = true, unsupported = true, script = true }

local function is_sure(err)
  if type(err) ~= "table" then return true end
  if err.code == "timeout" then return err.message:find("no connection within", 1, true) end
  return surely[err.code]
end

local function send_due(self, send, options)
  local told = 0
  while true do
    local taken, err = self.box:take { key = options.key, limit = options.at_once or 1 }
    if not taken then return told, err end
    if #taken == 0 then return told end
    for _, entry in ipairs(taken) do entry.item = entry.value end
    local fine, sent, why = pcall(send, taken)
    if not fine then
      self.box:release(taken)
      error(sent, 0)
    end
    local noted
    if sent then noted, err = self.box:delivered(taken)
    elseif is_sure(why) then noted, err = self.box:failed(taken, tostring(why), self.again)
    else noted, err = self.box:unsure(taken, tostring(why)) end
    if noted == nil then return told, err end
    if not sent then return told, why end
    told = told + #taken
  end
end

-- Sends what is due by send(entries), whose entries are { item, key } and which returns true, or
-- nil and an error. options: key (that one alone), at_once (entries in one call, 1).
-- How many were told, and the first error: what is left over is tried another time.
-- One call at a time for a receiver: what only waits for its turn when the run dies was not sent.
function delivered:send(send, options)
  while self.busy do mine.sleep(0.005) end
  self.busy = true
  local fine, told, err = pcall(send_due, self, send, options or {})
  self.busy = false
  if not fine then error(told, 0) end
  return told, err
end

-- Says in the log what waits for somebody to decide, or for its next try.
function delivered:report()
  local n = self.box:count()
  if n and n.uncertain + n.failed > 0 then
    mine.log.warn("outbox", { uncertain = n.uncertain, failed = n.failed,
      see = "minehost outbox" })
  end
end

return delivered
