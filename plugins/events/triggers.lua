-- The triggers of a sentence: which row of the tables speaks at each place, and which trigger
-- governs which. "Demanded that they withdraw" is a demand, and the withdrawal what is demanded.
local set = require "set"
local words = require "words"

local triggers = {}

local NEAR = 14 -- words behind a trigger in which what it needs must stand
local REACH = { NOT = 4, FUTURE = 7, MAYBE = 6, NONE = 40 }

local be = set "is are was were be been being am"
local adverb = set [[also again still now later then not already been has have had once today
  yesterday reportedly unanimously on monday tuesday wednesday thursday friday saturday sunday]]
local no_adverb = set "assembly family july italy ally supply reply monopoly rally anomaly"
local function is_adverb(key)
  return adverb[key] or key:find("ly$") ~= nil and not no_adverb[key]
end
local irregular = set [[met held sent gave said told took spoke swore paid began withdrew broke
  fought shot hit cut struck stood drew brought lent wrote froze fled flew went came built bought
  sold sought let set given taken shown beaten
  broken chosen drawn driven forgiven sworn withdrawn written made led won lost]]

local helper = set [[to will would can could may might must should shall did do does not and n't
  cannot can't won't didn't doesn't don't we they i you who which that it he she]]
local determiner = set [[the a an its their his her our this that these those some any no of from
  for by in on with such new recent alleged planned between as his previous various most more very
  all]]

local article = set "the a an its their his her this that some any no my our"
local plural = set "police people troops personnel media"

-- Whether a word that may be a noun or an adjective is the verb that the row wants.
local function reads_as_verb(s, t)
  local key, gap = s.keys[t.i], s.gaps[t.i]
  if gap == "-" or gap == "‑" or t.i > 1 and words.is_capital(s, t.i) then return false end
  if key:find("ing$") and key ~= "bring" then return not article[t.before] end
  if t.past then
    if determiner[t.before] and t.before ~= "that" then return false end
    local following = s.keys[t.j + 1]
    return not (t.i == s.clauses[t.clause].first
      and (following == "about" or following == "by" or following == "whether"))
  end
  if t.aux then return true end -- has given
  if t.before == "" then return t.i == 1 end
  if helper[t.before] then return true end
  local i = t.before_index
  if s.keys[i]:find("'s$") or s.keys[i]:find("’s$") then return false end
  if s.gaps[i] == "-" and not words.is_capital(s, i) then return false end
  local group = s.group_ending[i]
  if group then
    return t.finite or #group.actors > 1 or s.keys[group.first - 1] == "and"
      or plural[s.keys[i]]
      or s.keys[i]:find("s$") ~= nil
      or group.pronoun ~= nil
  end
  if t.finite then return false end
  return t.before:find("[^s]s$") ~= nil and not be[t.before] and t.before ~= "has"
    and not determiner[t.before]
end

local function near_end(s, t)
  local clause = s.clauses[t.clause]
  local last = clause.last
  local following = s.clauses[t.clause + 1]
  if following and following.kind == "said" then last = following.last end
  return math.min(last, t.j + NEAR)
end

-- The last word of the first phrase of class between two words, or nil.
local function class_in(s, class, from, to)
  for i = from, to do
    local token = s.live[i]
    local last = token and token.class[class]
    if last then return last end
  end
end
triggers.class_in = class_in

local function meets(s, t, row)
  if #row.need == 0 then return true end
  for _, need in ipairs(row.need) do
    local sign, class = need:match("^([<+%-]?)(.+)$")
    local found
    if sign == "<" then found = class_in(s, class, s.clauses[t.clause].first, t.i - 1)
    elseif sign == "+" then found = class_in(s, class, t.j + 1, t.j + 1)
    elseif sign == "-" then
      if not class_in(s, class, t.j + 1, near_end(s, t)) then found = t.j end
    else
      found = class_in(s, class, t.j + 1, near_end(s, t))
      if not found and t.passive then found = class_in(s, class, s.clauses[t.clause].first,
        t.i - 1) and t.j end
    end
    if found then
      t.object = sign == "" and found or nil
      return true
    end
  end
  return false
end

-- The grammar around a trigger: passive, infinitive, -ing, what stands before it.
local function look_around(s, t)
  local key = s.keys[t.i]
  local i, first = t.i - 1, s.clauses[t.clause].first
  while i >= first and t.i - i <= 4 and is_adverb(s.keys[i]) do
    local key_before = s.keys[i]
    t.aux = t.aux or key_before == "has" or key_before == "have" or key_before == "had"
    i = i - 1
  end
  local before = i >= first and s.keys[i] or ""
  t.before = before
  t.before_index = i
  if s.language == "ru" then
    t.infinitive = key:find("ть$") ~= nil or key:find("ться$") ~= nil
      or key:find("ти$") ~= nil
  end
  if s.language ~= "en" then return end
  t.ing = key:find("ing$") ~= nil and key ~= "bring"
  t.past = key:find("ed$") ~= nil or irregular[key] or false
  t.finite = t.past or (key:find("[^s]s$") ~= nil and not t.ing)
  t.infinitive = before == "to"
  local been = s.keys[t.i - 1]
  local participle = t.past or key:find("en$") or key:find("wn$") or key == "cut" or key == "hit"
  t.passive = participle and (be[before] or been == "been" or been == "being"
    or i > first and be[s.keys[i - 1]] and is_adverb(s.keys[i])) or false
  -- has, had, been
  t.helped = be[before] or before ~= (s.keys[t.i - 1] or "")
  if not t.passive and participle and t.i - 1 >= first then
    -- "the talks were on Monday cancelled"
    if s.keys[t.j + 1] == "by" and s.gaps[t.j + 1]:find("^%s*$") then t.passive = true end
  end
end

-- One trigger a passage, left to right.
function triggers.find(s)
  local found, t = {}, nil
  local last_first
  for _, hit in ipairs(s.hits) do
    if hit.first ~= last_first then
      last_first = hit.first
      local i, j = words.at(s, hit.first), words.at(s, hit.last)
      t = { i = i, j = j, clause = s.clause_of[i], quoted = s.quoted[i] }
      look_around(s, t)
      local token = s.live[i]
      if token and token.mention and token.mention_last >= j then t.hidden = true end
    end
    local row = hit.id
    if row.form:find(" to%f[%A]") then t.passive = false end
    local fits = not (row.a and t.passive)
    if fits and not t.row and not t.hidden and (not row.verb or s.language ~= "en"
      or reads_as_verb(s, t))
      and meets(s, t, row) then
      t.row = row
      found[#found + 1] = t
    end
  end
  return found
end

local marks = { NOT = true, FUTURE = true, MAYBE = true }
local closing = { main = true, relative = true, adverbial = true, participle = true, speaker = true,
  said = true }

local function open_between(s, g, t)
  for c = g.clause + 1, t.clause do
    if closing[s.clauses[c].kind] then
      local list = s.clauses[c].kind == "main" and s.gaps[s.clauses[c].first]:find(",")
        and not t.finite and t.infinitive
      if not list then return false end
    end
  end
  return true
end

-- "... and signed": a finite verb after "and" is its own master.
local function own_master(s, t)
  local before, finite = t.before, t.finite or t.past
  if be[before] or before == "has" or before == "have" then
    before = s.keys[t.before_index - 1] or ""
    finite = true
  end
  return (before == "and" or before == "but" or before == "и") and finite
end

-- Sorts the triggers: events (with their marks) and, in event.of, what they govern.
function triggers.govern(s, found)
  local events, governor, active = {}, nil, {}
  for _, t in ipairs(found) do
    local row = t.row
    if governor and (not open_between(s, governor, t) or own_master(s, t)) then governor = nil end
    if marks[row.type] then
      if not governor then active[#active + 1] = t end
    elseif governor then
      if governor.row.type ~= "NONE" and not t.row.n and (not governor.of
        or governor.of.row.n) then governor.of = t
      elseif governor.row.type ~= "NONE" and not governor.of and row.type ~= "NONE" then
        governor.of = t end
      governor.reach = t.object or t.j
    else
      local own, keep = {}, {}
      for _, mark in ipairs(active) do
        if open_between(s, mark, t) and not own_master(s, t) then
          keep[#keep + 1] = mark
          if t.i - mark.j <= REACH[mark.row.type] + (mark.used and 8 or 0) then
            own[mark.row.type] = mark
            if mark.row.type == "NOT" then mark.row = { type = "NOT" } end
            mark.used = true
          end
        end
      end
      active = keep
      t.marks = own
      if row.g then governor = t end
      if row.type ~= "NONE" then events[#events + 1] = t end
    end
  end
  return events
end

return triggers
