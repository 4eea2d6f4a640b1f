-- Who did it, to whom: the groups of a sentence as source and target of a trigger.
local set = require "set"

local roles = {}

local oblique = set [[to from against with by for about between toward towards than over despite
  on under amid с со к ко от против для о об между при у из за]]
local opening = set [[at on in after with under during following for amid according as by despite
  since before from в на после по при во со с согласно под до
  перед из]]
-- no partner of a meeting
local aside = set "of for on about in at from as over under during по о об на в для из до"
local domestic = set "ASSAULT COERCE PROTEST MOBILIZE THREATEN CONCEDE RETREAT"

-- The groups between two words; they stand in order and do not overlap.
local function groups_in(s, first, last)
  local list, groups = {}, s.groups
  local low, high = 1, #groups + 1
  while low < high do
    local middle = (low + high) // 2
    if groups[middle].first < first then low = middle + 1 else high = middle end
  end
  while low <= #groups and groups[low].last <= last do
    list[#list + 1], low = groups[low], low + 1
  end
  return list
end

local function has_country(actors)
  for _, a in ipairs(actors) do if a.country then return true end end
  return false
end

local function different(actors, source)
  local known = {}
  for _, a in ipairs(source or {}) do known[a.country or ""] = true end
  for _, a in ipairs(actors) do if a.country and not known[a.country] then return true end end
  return false
end

-- Of the two parties of before, those that are not in source.
local function others(context, source)
  local known, rest = {}, {}
  for _, a in ipairs(source or {}) do known[a.country or ""] = true end
  for _, a in ipairs(context.pair or {}) do
    if not known[a.country or ""] then rest[#rest + 1] = a end
  end
  return #rest > 0 and { rest[#rest] } or nil
end

-- The actors of a group; a pronoun's from what was said before.
local function resolve(s, group, context, source)
  if not group.pronoun then return group.actors end
  if group.pronoun == "pair" then return context.pair end
  if group.pronoun == "other" then return others(context, source) end
  for _, before in ipairs(s.groups) do
    if before.last >= group.first then break end
    if not before.pronoun and not before.located and has_country(before.actors)
      and s.clause_of[before.first] < s.clause_of[group.first] then return before.actors end
  end
  return source and others(context, source) or context:last()
end

-- A group and those bound to it by "and".
local function with_partners(s, group, actors, last)
  if group.pronoun then return actors end
  local out = table.move(actors, 1, #actors, 1, {})
  local behind = group
  for n = group.n + 1, #s.groups do
    local following = s.groups[n]
    if following.first - behind.last > 6 or following.last > last then break end
    if not following.pronoun and (following.before == "and" or following.before == "и")
      and s.clause_of[following.first] == s.clause_of[group.first] then
      table.move(following.actors, 1, #following.actors, #out + 1, out)
      behind = following
    end
  end
  return out
end

-- Where the subject may begin: behind "At the invitation of ...,".
local function subject_start(s, clause, t)
  if not opening[s.keys[clause.first]] then return clause.first end
  for i = clause.first + 1, t.i - 1 do
    if s.gaps[i]:find(",") then return i end
  end
  return clause.first
end

local function first_fit(s, list, context, last)
  for _, strict in ipairs({ true, false }) do
    for _, group in ipairs(list) do
      if not group.located and not (strict and oblique[group.before or ""]) then
        local actors = resolve(s, group, context)
        if actors and #actors > 0 then return with_partners(s, group, actors, last), group end
      end
    end
  end
end

local function antecedent(s, clause, context)
  for n = #s.groups, 1, -1 do
    local group = s.groups[n]
    if group.last < clause.first and not (group.located and group.place) then
      local actors = resolve(s, group, context)
      if actors then return actors, group, true end
    end
  end
end

-- In a clause where another event stands before: its subject goes on, unless a new one is named.
local function shared_subject(s, t, context, earlier, list)
  for n = #list, 1, -1 do
    local group = list[n]
    if group.first > earlier.j and (group.before == "and" or group.before == "и")
      and not group.located then
      local actors = resolve(s, group, context)
      if actors then return true, actors, group end
    end
  end
  if t.ing and (t.before == "for" or t.before == "of" or t.before == "from") and #list > 0 then
    local group = list[#list]
    return true, resolve(s, group, context) or {}, group, true
  end
  if t.before == "and" or earlier.source and #earlier.source > 0 then
    return true, earlier.subject, earlier.source_group, true
  end
end

-- The actors before t in its clause, else whom the clause leans on; third: inherited.
local function subject(s, t, context, earlier)
  local clause = s.clauses[t.clause]
  local start = subject_start(s, clause, t)
  local list = groups_in(s, start, t.i - 1)
  if earlier and earlier.clause == t.clause then
    local known, actors, group, inherited = shared_subject(s, t, context, earlier, list)
    if known then return actors, group, inherited end
  end
  local actors, group = first_fit(s, list, context, t.i - 1)
  if clause.kind == "relative" then
    if actors then return actors, group end
    return antecedent(s, clause, context)
  end
  if actors then return actors, group end
  if start > clause.first then
    actors, group = first_fit(s, groups_in(s, clause.first, t.i - 1), context, t.i - 1)
    if actors then return actors, group, true end
  end
  if earlier and earlier.subject and #earlier.subject > 0 then return earlier.subject,
    earlier.source_group, true end
  if t.row.m and #list == 0 and clause.kind == "main" and clause.first == 1 then return nil end
  actors, group = first_fit(s, groups_in(s, 1, t.i - 1), context, t.i - 1)
  if actors then return actors, group, true end
end

local function clause_end(s, t, later)
  local last = s.clauses[t.clause].last
  local c = t.clause + 1
  while s.clauses[c] and s.clauses[c].kind == "said" and t.row.g do
    last, c = s.clauses[c].last, c + 1
  end
  if later and later.i <= last then last = later.i - 1 end
  return last
end

local function may_be_target(t, group, source)
  if group.owned then return false end
  if t.row.m and not t.row.g then
    local many = source and #source > 1
    if aside[group.before or ""] and not (t.row.v or group.located) then return false end
    if many and group.before ~= "with" and group.before ~= "с" then return false end
  end
  return true
end

-- The actors behind t; second: the group; third: only a place named them.
local function object(s, t, context, source, source_group, later)
  local last = clause_end(s, t, later)
  local own, place, near
  -- "вызвал посла" has the ambassador in it
  for _, group in ipairs(groups_in(s, t.i + 1, last)) do
    local actors = group.last > t.j and group ~= source_group and may_be_target(t, group, source)
      and resolve(s, group,
      context, source)
    if actors and #actors > 0 then
      if group.located and not t.row.v then
        if different(actors, source) then place = place or group else near = near or group end
      elseif different(actors, source) then return with_partners(s, group, actors, last), group
      elseif not has_country(actors) then own = own or group
      elseif not near and not t.row.m and group.actors[1] and source and #source == 1
        and group.actors[1].sector ~= (source[1] or {}).sector then own = own or group end
    end
  end
  if own and not (place and domestic[t.row.type] and own.before == "of") then return own.actors,
    own end
  if place and t.row.mode ~= "multilateral" then return place.actors, place, true end
  if near and domestic[t.row.type] and source and #source == 1 then return near.actors, near,
    true end
end

local function agent(s, t)
  for _, group in ipairs(groups_in(s, t.j + 1, s.clauses[t.clause].last)) do
    if group.before == "by" then return group.actors, group end
  end
end

local function place_of(s, t)
  for _, group in ipairs(groups_in(s, s.clauses[t.clause].first, s.clauses[t.clause].last)) do
    if group.located then return group.actors, group end
  end
end

-- Verb-final: both stand before the verb.
local function verb_final(s, t, context, earlier)
  local clause = s.clauses[t.clause]
  local first = earlier and earlier.clause == t.clause and earlier.j + 1 or clause.first
  local source, source_group, target, target_group, place, place_group
  for _, group in ipairs(groups_in(s, first, t.i - 1)) do
    local actors = resolve(s, group, context, source)
    if actors and #actors > 0 then
      if group.located then place, place_group = place or actors, place_group or group
      elseif not source then source, source_group = actors, group
      elseif not target and different(actors, source) and not group.owned then target,
        target_group = actors, group end
    end
  end
  if source and not target and #source == 1 and place and different(place, source) then
    return source, source_group, place, place_group, true
  end
  return source, source_group, target, target_group
end

local function speaker(s, t)
  for _, group in ipairs(s.groups) do
    if group.last >= t.i then break end
    if s.clause_of[group.first] < t.clause and not group.located and not group.pronoun then
      return group.actors, group
    end
  end
  local last = s.clauses[#s.clauses]
  if last.say and last.first > t.j then
    local list = groups_in(s, last.first, last.last)
    if list[1] then return list[1].actors, list[1] end
  end
end

local function fill_passive(s, t, context, later)
  local acted, group = subject(s, t, context, nil)
  t.subject = acted
  t.target, t.target_group = acted, group
  t.source, t.source_group = agent(s, t)
  if not t.source and t.row.r then t.source, t.source_group = object(s, t, context, acted, group,
    later) end
  if not t.source and t.row.m then
    t.source, t.source_group, t.target, t.target_group = acted, group, nil, nil
  end
end

local function fill_noun(s, t, context, later)
  t.target, t.target_group = object(s, t, context, nil, nil, later)
  t.source, t.source_group = agent(s, t)
  if not t.source then
    local actors, group = place_of(s, t)
    if actors and (not t.target or different(actors, t.target)) then t.source,
      t.source_group = actors, group end
  end
end

-- "A gift of X to Y": both behind.
local function fill_of(s, t)
  for _, group in ipairs(groups_in(s, t.j + 1, s.clauses[t.clause].last)) do
    if not t.source then t.source, t.source_group = group.actors, group
    elseif different(group.actors, t.source) or group.before == "to" then
      t.target, t.target_group = group.actors, group
      return
    end
  end
end

-- What a later sentence leaves out.
local function from_context(t, context)
  if not t.source and context.pair and t.row.m then
    t.source, t.inherited, t.target, t.target_group = context.pair, true, nil, nil
  end
  if not t.target and t.source and context.pair and not t.row.i
    and (t.row.type == "ACCUSE" or t.row.type == "REJECT" or t.row.type == "THREATEN"
      or t.row.type == "AID") then
    local rest = others(context, t.source)
    if rest then t.target, t.placed = rest, true end
  end
end

-- Fills t.source, t.target, their groups, t.subject, t.inherited, t.placed.
function roles.fill(s, t, context, earlier, later)
  if s.language == "kk" then
    t.source, t.source_group, t.target, t.target_group, t.placed = verb_final(s, t, context,
      earlier)
    if not t.source and earlier then t.source, t.inherited = earlier.source, true end
  elseif t.row.o then fill_of(s, t)
  elseif t.row.n and t.row.form:find(" of$") then fill_noun(s, t, context, later)
  elseif t.row.s then
    t.target, t.target_group = subject(s, t, context, earlier)
    t.source, t.source_group = speaker(s, t)
  elseif t.passive or t.row.r or t.row.p then fill_passive(s, t, context, later)
  else
    t.source, t.source_group, t.inherited = subject(s, t, context, earlier)
    t.target, t.target_group, t.placed = object(s, t, context, t.source, t.source_group, later)
  end
  if not t.row.n then t.subject = t.subject or t.source end
  if t.row.i and t.placed then t.target, t.target_group = nil, nil end
  if t.row.m and t.source and #t.source > 1 and (t.placed or t.target and not different(t.target,
    t.source)) then
    t.target, t.target_group = nil, nil
  end
  if t.row.m and not t.source and t.target and not (t.placed and context.pair) then
    t.source, t.source_group, t.target, t.target_group = t.target, t.target_group, nil, nil
  end
  if t.row.type == "ASSAULT" and not t.source and t.target then
    local place, group = place_of(s, t)
    if place and group ~= t.target_group then t.source = { { country = place[1].country,
      sector = "UAF" } } end
  end
  from_context(t, context)
end

return roles
