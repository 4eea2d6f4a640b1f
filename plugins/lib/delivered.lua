-- What was delivered to whom, so that nothing is told twice: local delivered = require "delivered".
--
-- An item is known by its key (item.key, else its url) and its version: item.version, else the
-- version under which the database keeps it (the sink "store" must stand before), else 1. A target
-- is told by a number, since an address may hold a secret. What is claimed is not told by another
-- task meanwhile; what is marked is never told again, until it is forgotten.
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
-- options: remember (seconds), changes (false: a new version is nothing new)
function delivered.to(kind, target, options)
  return setmetatable({ values = mine.store.kv("delivered " .. kind .. " " .. number_of(target)),
    claimed = {}, remember = options.remember, changes = options.changes }, delivered)
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

-- Its key when the item is yet to be told, which is then this caller's to do; else nil.
function delivered:claim(item)
  local key = self:key(item)
  if self.claimed[key] or self.values:get(key) then return nil end
  self.claimed[key] = true
  return key
end

-- It could not be told: somebody may try again.
function delivered:release(key)
  self.claimed[key] = nil
end

-- It was told; returns when that is safe on disk.
function delivered:mark(key)
  local set, err = self.values:set(key, mine.time.format(mine.time.now()),
    { ttl = self.remember })
  if not set then return nil, err end
  return true
end

return delivered
