-- What an item tells that the earlier items of its story do not: actors, places, numbers, days,
-- quotes, sentences.
local evidence = require "evidence"
local names = require "names"
local remembered = require "remembered"

local novel = {}

local EARLIER = 5 -- earlier texts in the same language that sentences are compared with

-- What the words of a person's name are compared by, those that have something.
local bones_of = remembered(function(name)
  local list = {}
  for _, word in ipairs(names.words(name).text) do list[#list + 1] = names.bones(word) end
  return list
end)

-- The key under which a speaker is remembered: the last word of the name that has one.
function novel.speaker(name)
  local list = bones_of(name or "")
  return list[#list]
end

local function is_new(story, kind, value) return not story.keys[kind .. ":" .. value] end

local function person_is_new(story, person)
  local list = bones_of(person.name or "")
  for _, bones in ipairs(list) do
    if story.keys["name:" .. bones] then return false end
  end
  return #list > 0
end

-- Actors that no earlier item of the story names, each at its first mention.
local function actors(item, story)
  local list, seen = mine.json.array {}, {}
  for _, m in ipairs(item.mentions or {}) do
    local key = m.type .. "\0" .. tostring(m.id or m.name)
    local fresh = false
    if not seen[key] and m.id then
      if m.type == "person" then fresh = person_is_new(story, m)
      elseif m.type == "country" then fresh = m.country and is_new(story, "country", m.country)
      elseif m.type == "organisation" or m.type == "format" then
        fresh = evidence.is_body(m.id) and is_new(story, "body", m.id)
      end
    end
    seen[key] = true
    if fresh then
      list[#list + 1] = { type = m.type, name = m.name, id = m.id, first = m.first, last = m.last }
    end
  end
  return list
end

-- Pieces of evidence whose keys the story does not hold, by kind, for the kinds of the table.
local function pieces(bag, story, by_kind)
  local held, all = story.keys, bag.list
  for i = 1, #all do
    local piece = all[i]
    local list = by_kind[piece.kind]
    if list and piece.first and not held[piece.key] then
      list[#list + 1] = { text = piece.text, first = piece.first, last = piece.last }
    end
  end
  return by_kind
end

-- Texts of the story's earlier items in the item's language, latest first. Those of the database
-- are read again rather than kept in memory.
local function earlier_texts(item, story)
  local texts = {}
  for i = #story.items, 1, -1 do
    local other = story.items[i]
    if other.url ~= item.url and other.language == item.language and #texts < EARLIER then
      local text = other.text
      if not text then
        local stored = mine.store.get(other.key)
        text = stored and stored.text
      end
      if text then texts[#texts + 1] = text end
    end
  end
  return texts
end

-- Places (first) of the sentences that none of the texts has: a set.
local function unsaid(item, texts)
  local left
  for _, text in ipairs(texts) do
    local still = {}
    for _, sentence in ipairs(mine.text.added(text, item.text) or {}) do
      local first = sentence.first
      if not left or left[first] then still[first] = true end
    end
    left = still
    if not next(left) then break end -- whatever the other texts lack, this one has it
  end
  return left or {}
end

-- Sentences that tell something new, or that no earlier text in this language has.
local function sentences(item, fresh, texts)
  local list, added = mine.json.array {}, unsaid(item, texts)
  for i, sentence in ipairs(mine.text.sentences(item.text) or {}) do
    local new = added[sentence.first] or false
    for _, row in ipairs(fresh) do
      if row.first >= sentence.first and row.last <= sentence.last then new = true break end
    end
    if new then
      list[#list + 1] = { index = i, first = sentence.first, last = sentence.last }
    end
  end
  return list
end

-- Whether one of the texts has a passage, marks and case aside: a function that folds them once,
-- if ever.
local function reader(texts)
  local folded
  return function(passage)
    if not folded then
      folded = {}
      for i, text in ipairs(texts) do folded[i] = mine.text.fold(text) end
    end
    passage = mine.text.fold(passage)
    for _, text in ipairs(folded) do
      if text:find(passage, 1, true) then return true end
    end
    return false
  end
end

-- Indices of quotes of somebody whom the story has not quoted, or that no earlier text has.
local function quotes(item, story, texts)
  local list, was_said = mine.json.array {}, reader(texts)
  for i, quote in ipairs(item.quotes or {}) do
    local key = novel.speaker(quote.speaker)
    if key and not story.speakers[key] or #texts > 0 and not was_said(quote.text or "") then
      list[#list + 1] = i
    end
  end
  return list
end

-- item.new, for an item that joins a story which the bag's own evidence is not yet part of.
function novel.of(item, bag, story)
  local texts, list = earlier_texts(item, story), mine.json.array
  local by_kind = pieces(bag, story,
    { place = list {}, name = list {}, number = list {}, date = list {} })
  local new = { actors = actors(item, story), places = by_kind.place, names = by_kind.name,
    numbers = by_kind.number, dates = by_kind.date }
  local fresh = {}
  for _, name in ipairs { "actors", "places", "names", "numbers", "dates" } do
    table.move(new[name], 1, #new[name], #fresh + 1, fresh)
  end
  new.quotes = quotes(item, story, texts)
  for _, i in ipairs(new.quotes) do fresh[#fresh + 1] = item.quotes[i] end
  new.sentences = sentences(item, fresh, texts)
  return new
end

return novel
