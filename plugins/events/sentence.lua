-- A sentence taken apart: words with their classes, groups of words that name an actor, clauses.
local remembered = require "remembered"
local set = require "set"
local words = require "words"

local sentence = {}

local word_at, enliven, none = words.at, words.enliven, words.none

-- Whether a class is one of actors: GOV, MIL ...
local is_sector = remembered(function(class) return class:find("^%u+$") ~= nil end)

-- Words of classes, as class -> the last word of the phrase, on the first word of the phrase.
local function lay_phrases(s, own)
  local live = s.live
  for _, hit in ipairs(own.phrases:find(s.text) or {}) do
    local first, last = word_at(s, hit.first), word_at(s, hit.last)
    for i = first or 1, first and last or 0 do -- "military aid" is no military
      local class = live[i] and live[i].class
      if class and class ~= none then
        for name in pairs(class) do
          if is_sector(name) then class[name] = nil end
        end
      end
    end
    if first then
      local token, name = enliven(s, first), hit.id
      if token.class == none then token.class = {} end
      token.class[name] = math.max(token.class[name] or 0, last)
    end
  end
end

local MANY = 1 << 24 -- more than a text has mentions

-- Mentions by where they begin, so that those of a sentence are found without looking at all.
function sentence.index(mentions)
  local keys, order, at, list = {}, {}, {}, {} -- a key: the byte, then the number, to sort numbers
  for i = 1, #mentions do keys[i] = mentions[i].first * MANY + i end
  table.sort(keys)
  for i, key in ipairs(keys) do
    local number = key % MANY
    order[i], at[i], list[i] = number, mentions[number].first, mentions[number]
  end
  return { at = at, list = list, order = order }
end

-- The mentions of an index that begin between two bytes, in the order in which it was given them.
function sentence.between(index, first, last)
  local at, low, high = index.at, 1, #index.at + 1
  while low < high do
    local middle = (low + high) // 2
    if at[middle] < first then low = middle + 1 else high = middle end
  end
  local numbers, by_number, sorted = {}, {}, true
  while at[low] and at[low] <= last do
    local number, count = index.order[low], #numbers
    if count > 0 and numbers[count] > number then sorted = false end
    numbers[count + 1], by_number[number] = number, index.list[low]
    low = low + 1
  end
  if not sorted then table.sort(numbers) end
  for i, number in ipairs(numbers) do numbers[i] = by_number[number] end
  return numbers
end

local function lay_mentions(s, mentions, shift)
  for _, m in ipairs(sentence.between(mentions, shift + 1, shift + #s.text)) do
    local first, last = m.first - shift, m.last - shift
    if first >= 1 and last <= #s.text and (m.country and m.country ~= "" or m.type == "person") then
      local i, j = word_at(s, first), word_at(s, last)
      local gap, following = j and s.gaps[j + 1], j and s.live[j + 1]
      local bound = (gap == "-" or gap == "‑") and not (following and following.cap)
      -- "the ministers of": whose, the words beside say
      local plural = m.plural and m.type == "office"
      if i and not bound and not plural then
        local token = enliven(s, i)
        if not token.mention or token.mention_last < j
          or token.mention_last == j and m.type == "person" then
          token.mention, token.mention_last = m, j
        end
      end
    end
  end
end

local glue = set [[of the a an 's s and & – — foreign deputy senior former top new first
  acting interim affairs state press prime vice republic mr mrs ms dr his her their its chief
  special permanent general high ethnic armed both right ruling several two three some и де
  нового новый бывший первый иностранных дел
  республики республика государства зам заместитель
  экс мен пен бен және сыртқы істер бірінші бұрынғы]]

local joining = { ["and"] = true, ["&"] = true, ["и"] = true, ["мен"] = true, ["пен"] = true,
  ["бен"] = true, ["және"] = true, ["with"] = false }

local function sector_of(token)
  if token.class == none then return nil end
  for class, last in pairs(token.class) do
    if is_sector(class) then return class, last end
  end
end

-- What names an actor at word i, which is live: { country, sector, place, last }, or nil.
local function part_at(s, i)
  local token = s.live[i]
  local m = token.mention
  if m then
    local sector = m.sector
    if not sector or sector == "" then
      sector = m.type == "person" and m.office and "GOV" or nil
    end
    local country = m.country
    if country == "" then country = nil end
    return { country = country and (#country == 3 and country or "IGO"), sector = sector,
      last = token.mention_last, mention = m, person = m.type == "person", weak = not country,
      guessed = m.type == "person" or m.type == "office",
      place = m.type == "place" or m.type == "country" and not m.adjective, city = m.type
        == "place" }
  end
  if token.cap and s.keys[i - 1] == "the" and s.names[s.keys[i]] then -- the Assembly
    local known = s.names[s.keys[i]]
    return { country = known, last = i, mention = { type = "organisation" } }
  end
  local sector, last = sector_of(token)
  if sector then return { sector = sector, last = last, weak = true } end
end

-- Whether the words between two parts let them be one group; second value: joined by "and" or a
-- comma.
local function bridge(s, from, to)
  local coord, between = false, 0
  for i = from, to do
    local gap = s.gaps[i]
    if gap ~= " " then
      if gap:find("[;:()\"“”«»]") then return false end
      if gap:find(",", 1, true) then coord = true end
    end
    if i < to then
      local key, token = s.keys[i], s.live[i]
      if joining[key] then coord = true
      elseif not glue[key] and not (token and token.cap) then return false end
      between = between + 1
    end
  end
  return between <= 5, coord
end

local function close_group(parts)
  local actors, actor = {}, nil
  for _, part in ipairs(parts) do
    local other = part.country and actor and actor.country and part.country ~= actor.country
    if not actor or (part.coord and (other or part.weak and not actor.country)) then
      actor = { country = part.country, sector = part.sector, mention = part.mention,
        explicit = part.country and not part.guessed }
      actors[#actors + 1] = actor
    elseif other then
      if not part.of and not (part.guessed and actor.explicit) then actor.country = part.country end
      actor.sector = actor.sector or part.sector
    else
      actor.country = actor.country or part.country
      if part.weak or not actor.sector then actor.sector = actor.sector or part.sector end
    end
  end
  local last = actors[#actors].sector
  for _, a in ipairs(actors) do a.sector = a.sector or last end
  local group = { first = parts[1].first, last = parts[#parts].last, actors = actors,
    place = true, weak = true }
  for _, part in ipairs(parts) do
    if not part.place then group.place = false end
    if not part.weak then group.weak = false end
    if part.city and not group.city then group.city = part.mention end
  end
  return group
end

-- "The minister" alone is the minister of before; "the minister of Peru" is not.
local function stands_alone(s, i, class)
  local live = s.live
  local last = live[i].class[class]
  for k = i, last do if live[k] and live[k].mention then return false end end
  if class ~= "one" or last == i then return true end
  local gap, following = s.gaps[last + 1], live[last + 1]
  return not (gap and gap:find("^ +$") and (s.keys[last + 1] == "of"
    or following and following.mention))
end

-- Астанада: a place and no actor.
local function in_locative(s, part)
  if s.language ~= "kk" or not part.place then return false end
  local key = s.keys[part.last]
  return key:find("да$") or key:find("де$") or key:find("та$") or key:find("те$")
end

-- Cases tell them apart: "Қазақстан Тәжікстанға" are two, with nothing
-- between.
local function another_country(parts, part)
  if not part.country then return false end
  for _, known in ipairs(parts) do
    if known.country and known.country ~= part.country then return true end
  end
  return false
end

local pronouns = { "pair", "one", "other" }

local function find_groups(s)
  local groups, live, count, i = {}, s.live, s.count, 1
  while i <= count do
    while i <= count and not live[i] do i = i + 1 end
    local token = live[i]
    if not token then break end
    local part = part_at(s, i)
    if part then
      part.first = i
      local parts = { part }
      local j = part.last + 1
      while j <= count do
        local following
        local k, far = j, math.min(count, parts[#parts].last + 6)
        while k <= far do
          following = live[k] and part_at(s, k)
          if following then break end
          k = k + 1
        end
        if not following then break end
        local fine, coord = bridge(s, parts[#parts].last + 1, k)
        if not fine or parts[#parts].person and not coord or in_locative(s, following)
          or s.language ~= "en" and not coord and another_country(parts, following) then break end
        following.first, following.coord = k, coord
        for w = parts[#parts].last + 1, k - 1 do
          if s.keys[w] == "of" then following.of = true end
        end
        parts[#parts + 1] = following
        j = following.last + 1
      end
      groups[#groups + 1] = close_group(parts)
      i = parts[#parts].last + 1
    else
      for _, class in ipairs(token.class ~= none and pronouns or none) do
        if token.class[class] and stands_alone(s, i, class) then
          groups[#groups + 1] = { first = i, last = token.class[class], pronoun = class,
            actors = {} }
          i = token.class[class]
          break
        end
      end
      i = i + 1
    end
  end
  return groups
end

local skip = set [[the a an its their his her occupied northern southern eastern western central
  neighboring neighbouring capital city town village region province district parts besieged of
  столице городе районе регионе области]]

local owned = set "its their his her our own свои своих своего свою своими"

-- The preposition of place before a group, if there is one: a place is no actor. s.group_ending:
-- last word of a group -> the group.
local function mark_places(s)
  s.group_ending = {}
  for n, group in ipairs(s.groups) do
    group.n, s.group_ending[group.last] = n, group
    local i = group.first - 1
    while i >= 1 and group.first - i <= 4 and skip[s.keys[i]] do i = i - 1 end
    local token = s.live[i]
    if token and token.class.at then group.located = not group.pronoun end
    group.before = s.keys[i]
    local near = s.keys[group.first - 1]
    group.owned = near and owned[near]
    local following = near == "ethnic" and s.groups[n + 1]
    if following and following.first - group.last <= 3 and following.actors[1] then
      group.actors[1].country = following.actors[1].country -- a people of its own in a state
    end
    local case = group.city and s.language == "kk" and s.keys[group.last]
    if case and (case:find("да$") or case:find("де$") or case:find("та$")
      or case:find("те$")) then
      group.located = true
    end
  end
end

-- Clauses: where one ends, and how the next is bound to it.
local function mark_clauses(s)
  local inside, live, keys, gaps, count = {}, s.live, s.keys, s.gaps, s.count
  for _, group in ipairs(s.groups) do
    for i = group.first + 1, group.last do inside[i] = true end
  end
  local number = 1
  local starts_group = {}
  for _, group in ipairs(s.groups) do starts_group[group.first] = group end
  s.clauses = { { first = 1, kind = "main" } }
  local function open(i, how)
    if i > count or i < 1 then return end
    local current = s.clauses[number]
    if current.first == i then
      if current.kind == "main" and i > 1 then current.kind = how end
      return
    end
    number = number + 1
    s.clauses[number] = { first = i, kind = how }
  end
  local after_say, aside = nil, 0
  for i = 1, count do
    local token, gap, key = live[i], gaps[i], keys[i]
    local class = token and token.class or none
    if i > 1 and (gap ~= " " or class ~= none or after_say == i) and not inside[i] then
      local before = live[i - 1]
      local sign = gap ~= " "
      if after_say == i then open(i, "said") end
      if sign and gap:find("%(") then -- "(NATO)" is no clause
        for k = i + 1, math.min(i + 4, count) do
          if gaps[k]:find("%)") then aside = k end
        end
      end
      if sign and i <= aside and gap:find("[%(%)]") then open(0, "aside")
      elseif sign and (gap:find("[;:(%)]")
        or gap:find(" [–—-]+ ") and not (token and token.cap and before and before.cap)) then
        open(i, "main")
      elseif class.relative then open(i, "relative")
      elseif class.clause then open(i, "adverbial")
      elseif sign and gap:find(",") then
        if joining[key] or key == "but" or key == "or" or key == "а" then
          open(i, "main")
        elseif s.language == "en" and key:find("ing$") and not (token and token.cap) then open(i,
          "participle")
        elseif s.language == "ru" and key == "что" then open(i, "said")
        else
          -- ", X said" at the end of a sentence
          local g = starts_group[i] or starts_group[i + 1] or starts_group[i + 2]
          local j = g and g.last + 1 or i
          for k = j, math.min(j + 8, count) do
            if k > i and gaps[k]:find(",") and k > j then break end
            if live[k] and live[k].class.say then open(i, "speaker") break end
          end
        end
      end
    end
    if class.say and not inside[i] then
      after_say = class.say + 1
      s.clauses[number].say = i
    end
    s.clause_of[i] = number
  end
  for n, clause in ipairs(s.clauses) do
    clause.last = s.clauses[n + 1] and s.clauses[n + 1].first - 1 or count
  end
end

local opening = { "“", "«", "„", "``" }
local closing = { "”", "»", "“", "''" }

local function has_one(gap, marks)
  for _, mark in ipairs(marks) do if gap:find(mark, 1, true) then return true end end
  return false
end

-- Whether a quotation opens and closes in a gap; started: one goes on there. Third value: straight
-- marks in it.
local function marks_in(gap, started)
  local opens, closes = has_one(gap, opening), started and has_one(gap, closing)
  local straight = select(2, gap:gsub('"', ""))
  if straight % 2 == 1 then
    if started then closes = true else opens = true end
  end
  return opens, closes, straight
end

-- Quotations of more than three words (“special” operation is none): a list of { first, last }, and
-- whether one goes on behind the sentence. gaps: what stands before each word; tail: what
-- stands behind the last; open: a quotation goes on from the sentence before.
local function quotations(gaps, tail, open)
  local start, found = open and 1 or nil, {}
  for i = 1, #gaps do
    local gap = gaps[i]
    if gap ~= " " then -- it nearly always is
      local opens, closes, straight = marks_in(gap, start)
      if closes then
        if i - start > 3 then found[#found + 1] = { start, i - 1 } end
        start = nil
        if opens and straight == 0 and not gap:find("[“«„]") then opens = false end
      end
      if opens then start = i end
    end
  end
  if not start then return found, false end
  if #gaps - start >= 3 then found[#found + 1] = { start, #gaps } end
  return found, not (tail:find('"', 1, true) or tail:find("”", 1, true)
    or tail:find("»", 1, true) or tail:find("''", 1, true))
end

local function has_marks(text)
  return text:find('"', 1, true) or text:find("''", 1, true) or text:find("``", 1, true)
    or text:find("[\194\226]") and (has_one(text, opening) or has_one(text, closing))
end

-- Whether a quotation goes on behind the sentence, for one that is not read.
function sentence.goes_on(text, open)
  if not has_marks(text) then return open end
  local found = mine.text.words(text, { columns = true, gaps = true })
  if not found or #found.gap == 0 then return open end
  local _, going_on = quotations(found.gap, text:sub(found.last[#found.last] + 1), open)
  return going_on
end

-- mentions: an index of them.
-- names: last word of an organisation's name -> its country, for "the Assembly".
-- text: of the sentence; shift: bytes of the item before it; open: a quotation goes on from the
-- sentence before. Gives the sentence and whether a quotation goes on.
function sentence.read(text, shift, own, mentions, names, open)
  local s = { text = text, shift = shift, language = own.language, names = names }
  words.read(s, own)
  if s.count == 0 then return nil, open end
  lay_phrases(s, own)
  lay_mentions(s, mentions, shift)
  s.groups = find_groups(s)
  mark_places(s)
  mark_clauses(s)
  local quoted, going_on = quotations(s.gaps, s.tail, open)
  for _, range in ipairs(quoted) do
    for i = range[1], range[2] do s.quoted[i] = true end
  end
  return s, going_on
end

return sentence
