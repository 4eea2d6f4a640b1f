-- Scores the stage quotes on annotated items: who is cited (to and kind), and what is quoted.
--     minehost run tests/tools/quotes_items.lua FOLDER [all]
-- FOLDER holds items.jsonl, and may hold seed.txt with seed-expected.json. An attribution is right
-- when a found one has the same kind and one name holds the other; a quote when its speaker (so
-- compared), its text (but for marks and stops at its ends) and direct agree.
local folder, loud = ...
local plaintext = require "plaintext"
local quotes = mine.use "quotes"
local config = { reported = true, acts = false, beliefs = false, max = 1000 }

local function key(name)
  local folded = mine.text.fold(name):gsub("[^%w\128-\255]+", " "):gsub("^ ", ""):gsub(" $", "")
  return (folded:gsub("^the ", ""))
end

local function alike(a, b)
  a, b = key(a), key(b)
  if a == "" or b == "" then return a == b end
  return a:find(b, 1, true) ~= nil or b:find(a, 1, true) ~= nil
end

local sums = { gold = 0, found = 0, right = 0, direct_gold = 0, direct_found = 0, direct_right = 0 }

local function take(list, fits)
  for i, x in ipairs(list) do
    if not x.taken and fits(x) then
      x.taken = true
      return i
    end
  end
end

local function score(id, text, expected)
  local item = plaintext(text)
  item.language = expected.lang
  item = quotes.process(item, config)
  local names = {}
  for _, want in ipairs(expected.source.attributions) do
    local name = want.kind .. ":" .. key(want.to) -- one person cited twice is one source
    if not names[name] then
      names[name] = true
      sums.gold = sums.gold + 1
      local hit = take(item.attribution, function(x)
        return x.kind == want.kind and alike(x.to, want.to)
      end)
      if hit then sums.right = sums.right + 1
      elseif loud then print(id, "not found", want.kind, want.to) end
    end
  end
  local seen = {}
  for _, got in ipairs(item.attribution) do
    local name = got.kind .. ":" .. key(got.to)
    if not seen[name] then
      seen[name] = true
      sums.found = sums.found + 1
      if loud and not got.taken then print(id, "besides", got.kind, got.to, got.cue) end
    end
  end
  for _, want in ipairs(expected.quotes) do
    sums.direct_gold = sums.direct_gold + 1
    local hit = take(item.quotes, function(x)
      return x.direct == want.direct and key(x.text) == key(want.text)
        and alike(x.speaker or "", want.speaker)
    end)
    if hit then sums.direct_right = sums.direct_right + 1
    elseif loud then print(id, "not found", want.speaker, want.text) end
  end
  for _, got in ipairs(item.quotes) do
    if got.direct then
      sums.direct_found = sums.direct_found + 1
      if loud and not got.taken then print(id, "besides", got.speaker, got.text) end
    end
  end
end

for line in assert(mine.run.read(folder .. "/items.jsonl")):gmatch("[^\n]+") do
  local item = assert(mine.json.decode(line))
  score(item.id, item.text, item.expected)
end
local seed = mine.run.read(folder .. "/seed-expected.json")
if seed then
  local text = assert(mine.run.read(folder .. "/seed.txt"))
  score("seed", text, assert(mine.json.decode(seed)).expected)
end

local function share(a, b) return b == 0 and 0 or a / b end
mine.emit {
  measure = "attributions", annotated = sums.gold, found = sums.found, right = sums.right,
  recall = share(sums.right, sums.gold), precision = share(sums.right, sums.found),
}
mine.emit {
  measure = "quotes", annotated = sums.direct_gold, found = sums.direct_found,
  right = sums.direct_right, recall = share(sums.direct_right, sums.direct_gold),
  precision = share(sums.direct_right, sums.direct_found),
}
