-- What the plugin events finds in annotated sentences and items, a JSON line a record, for the
-- scorers of scripts/dev/eval.
-- Usage: minehost run --format none -q --allow read:FILE scripts/dev/events.lua FILE SCHEME
-- SCHEME: gsr   one event a sentence, actors found by the stage actors (places where there is none)
--         plv   the type of a sentence whose source and target phrases are given
--         items the events of whole items
local events = mine.use("events")
local found, actors = pcall(mine.use, "actors")
local file, scheme, debug = mine.run.args[1], mine.run.args[2], mine.run.args[3]

local function config(sentences)
  return { min_score = 0, max = 1000, per_sentence = sentences, merge = sentences > 1,
    sport = sentences > 1 and 3 or 0 }
end

local function with_mentions(item)
  if found then return actors.process(item, { holders = true, agents = false, guess = true,
    max = 100000 }) end
  return mine.use("places").process(item, { max = 12 })
end

-- The gold records call every international body IGO, the states of places nobody recognises as
-- they do.
local old_code = { UNO = "IGO", EUR = "IGO" }
local function old_codes(rows)
  for _, row in ipairs(rows) do
    for _, list in ipairs({ row.source, row.target }) do
      for _, actor in ipairs(list) do actor.country = old_code[actor.country] or actor.country end
    end
  end
  return rows
end

local schemes = {}

function schemes.gsr(record)
  local item = with_mentions({ text = record.text, language = "en" })
  return { events = old_codes(events.process(item, config(1)).events) }
end

local function phrase(text, part, code, mentions)
  local first, last = text:find(part, 1, true)
  if first then
    mentions[#mentions + 1] = { type = "person", text = part, first = first, last = last,
      country = code }
  end
end

local function has(list, code)
  for _, actor in ipairs(list) do if actor.country == code then return true end end
  return false
end

function schemes.plv(record)
  local mentions = {}
  phrase(record.text, record.source or "", "SRC", mentions)
  phrase(record.text, record.target or "", "TGT", mentions)
  local item = { text = record.text, language = "en", mentions = mentions }
  local best, best_points
  for _, row in ipairs(events.process(item, config(50)).events) do
    local points = row.score + (has(row.source, "SRC") and 0.3 or 0) + (has(row.target, "TGT")
      and 0.2 or 0)
      - (has(row.source, "TGT") and not has(row.source, "SRC") and 0.2 or 0)
    if not best or points > best_points then best, best_points = row, points end
  end
  local kind = best and best.type or "NONE"
  return { type = (kind == "CONCEDE" or kind == "RETREAT") and "YIELD" or kind, rule = best
    and best.rule }
end

function schemes.items(record)
  local article = mine.text.plain(record.text)
  local item = { title = article.title, text = article.text, date = article.date,
    language = record.lang or mine.text.language(article.text),
    place = article.place and { name = article.place } }
  return { events = events.process(with_mentions(item), config(4)).events }
end

for line in assert(mine.run.read(file)):gmatch("[^\n]+") do
  local record = mine.json.decode(line)
  local out = schemes[scheme](record)
  out.id = record.id
  mine.run.say(mine.json.encode(out) .. "\n")
  if debug then mine.log.info("record", { id = record.id }) end
end
