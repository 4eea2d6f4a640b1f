-- Who did it, to whom: the groups of a sentence as source and target of a trigger.
local roles = {}

local oblique = {}
for word in ([[to from against with by for about between toward towards than over despite on under amid
  с со к ко от против для о об между при у из за]]):gmatch("%S+") do oblique[word] = true end
local opening = {}
for word in ([[at on in after with under during following for amid according as by despite since before
  в на после по при во со с согласно под до перед]]):gmatch("%S+") do opening[word] = true end

local function groups_in(s, first, last)
  local list = {}
  for _, group in ipairs(s.groups) do
    if group.first >= first and group.last <= last then list[#list + 1] = group end
  end
  return list
end

local function has_country(actors)
  for _, a in ipairs(actors) do if a.country then return true end end
  return false
end

-- The actors of a group; a pronoun's from what was said before.
local function resolve(group, context, source)
  if not group.pronoun then return group.actors end
  if group.pronoun == "pair" then return context.pair end
  if group.pronoun == "other" and context.pair then
    local rest, known = {}, {}
    for _, a in ipairs(source or {}) do known[a.country or ""] = true end
    for _, a in ipairs(context.pair) do
      if not known[a.country or ""] then rest[#rest + 1] = a end
    end
    return #rest > 0 and rest or nil
  end
  return context.last
end
roles.resolve = resolve

-- Where the subject may begin: behind "At the invitation of ...,".
local function subject_start(s, clause, t)
  if not opening[s.tokens[clause.first].key] then return clause.first end
  for i = clause.first + 1, t.i - 1 do
    if s.tokens[i].gap:find(",") then return i end
  end
  return clause.first
end

local function first_fit(list, context)
  for _, strict in ipairs({ true, false }) do
    for _, group in ipairs(list) do
      if not group.located and not (strict and oblique[group.before or ""]) then
        local actors = resolve(group, context)
        if actors and #actors > 0 then return actors, group end
      end
    end
  end
end

local function antecedent(s, clause, context)
  for n = #s.groups, 1, -1 do
    local group = s.groups[n]
    if group.last < clause.first and not (group.located and group.place) then
      local actors = resolve(group, context)
      if actors then return actors, group end
    end
  end
end

-- The actors before t in its clause, else whom the clause leans on; third: inherited.
local function subject(s, t, context, earlier)
  local clause = s.clauses[t.clause]
  local start = subject_start(s, clause, t)
  local list = groups_in(s, start, t.i - 1)
  if earlier and earlier.clause == t.clause then
    for n = #list, 1, -1 do
      local group = list[n]
      if group.first > earlier.j and (group.before == "and" or group.before == "и") and not group.located then
        local actors = resolve(group, context)
        if actors then return actors, group end
      end
    end
    if t.ing and (t.before == "for" or t.before == "of" or t.before == "from") and #list > 0 then
      local group = list[#list]
      return resolve(group, context) or {}, group, true
    end
    if earlier.source and #earlier.source > 0 then return earlier.source, earlier.source_group, true end
  end
  if clause.kind == "relative" then
    local actors, group = first_fit(list, context)
    if actors then return actors, group end
    actors, group = antecedent(s, clause, context)
    return actors, group, true
  end
  local actors, group = first_fit(list, context)
  if actors then return actors, group end
  if start > clause.first then
    actors, group = first_fit(groups_in(s, clause.first, t.i - 1), context)
    if actors then return actors, group, true end
  end
  if earlier and earlier.source and #earlier.source > 0 then return earlier.source, earlier.source_group, true end
  actors, group = first_fit(groups_in(s, 1, t.i - 1), context)
  if actors then return actors, group, true end
end

local function different(actors, source)
  local known = {}
  for _, a in ipairs(source or {}) do known[a.country or ""] = true end
  for _, a in ipairs(actors) do if a.country and not known[a.country] then return true end end
  return false
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

-- The actors behind t; second: the group; third: only a place named them.
local function object(s, t, context, source, source_group, later)
  local list = groups_in(s, t.j + 1, clause_end(s, t, later))
  local own, place
  for _, group in ipairs(list) do
    local actors = group ~= source_group and resolve(group, context, source)
    if actors and #actors > 0 then
      if group.located and not (t.row.v) then
        if not place and different(actors, source) then place = group end
      elseif different(actors, source) then return actors, group
      elseif not has_country(actors) and not own then own = group end
    end
  end
  if own then return own.actors, own end
  if place then return place.actors, place, true end
  for _, group in ipairs(list) do -- the source's own people
    if group ~= source_group and not group.pronoun and not group.located and group.first > t.j
      and not t.row.m and group.actors[1].sector ~= (source and source[1] and source[1].sector) then
      return group.actors, group
    end
  end
end

local function agent(s, t)
  for _, group in ipairs(groups_in(s, t.j + 1, s.clauses[t.clause].last)) do
    if group.before == "by" then return group.actors, group end
  end
end

-- Verb-final: both stand before the verb.
local function verb_final(s, t, context)
  local clause = s.clauses[t.clause]
  local source, source_group, target, target_group, place, place_group
  for _, group in ipairs(groups_in(s, clause.first, t.i - 1)) do
    local actors = resolve(group, context, source)
    if actors and #actors > 0 then
      if group.located then place, place_group = place or actors, place_group or group
      elseif not source then source, source_group = actors, group
      elseif not target and different(actors, source) then target, target_group = actors, group end
    end
  end
  if source and not target and #source == 1 and place and different(place, source) then
    return source, source_group, place, place_group, true
  end
  return source, source_group, target, target_group
end

-- Fills t.source, t.target, their groups, t.inherited, t.placed.
function roles.fill(s, t, context, earlier, later)
  if s.language == "kk" then
    t.source, t.source_group, t.target, t.target_group, t.placed = verb_final(s, t, context)
    if not t.source and earlier then t.source, t.inherited = earlier.source, true end
  elseif t.passive or t.row.r or t.row.p then
    local acted, group = subject(s, t, context, nil)
    t.target, t.target_group = acted, group
    t.source, t.source_group = agent(s, t)
    if not t.source and t.row.r then t.source, t.source_group = object(s, t, context, acted, group, later) end
    if not t.source and t.row.m then
      t.source, t.source_group, t.target, t.target_group = acted, group, nil, nil
    end
  else
    t.source, t.source_group, t.inherited = subject(s, t, context, earlier)
    t.target, t.target_group, t.placed = object(s, t, context, t.source, t.source_group, later)
  end
  if t.row.i and t.placed then t.target, t.target_group = nil, nil end
  if t.row.m and t.source and #t.source > 1 and (t.placed or t.target and not different(t.target, t.source)) then
    t.target, t.target_group = nil, nil
  end
end

return roles
