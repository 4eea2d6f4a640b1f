-- From triggers with their roles to the type, mode and status of an event, as PLOVER's manual
-- wants them.
local triggers = require "triggers"
local roles = require "roles"
local set = require "set"

local coder = {}

local positive = set "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT"
local promised = set "CONSULT SUPPORT COOPERATE AID AGREE"
local yielding = set "CONCEDE RETREAT"
local hostile = set "SANCTION ASSAULT COERCE MOBILIZE PROTEST"
local spoken = set "AGREE SUPPORT REQUEST ACCUSE REJECT THREATEN"
local capable = set "cannot can't won't wouldn't"

local asked = { CONSULT = "meet", AID = "assist", SUPPORT = "assist", COOPERATE = "assist",
  RETREAT = "yield", CONCEDE = "yield" }

-- Mode of a request or a refusal: by the act asked for, else by the words behind.
local function asked_mode(s, t)
  if t.of and asked[t.of.row.type] then return asked[t.of.row.type] end
  local last = s.clauses[t.clause].last
  for _, mode in ipairs({ "meet", "yield", "assist" }) do
    if triggers.class_in(s, mode, t.j + 1, last) then return mode end
  end
  return "change"
end

local function threat_mode(s, t, of)
  if of then
    if of.mode == "expel" then return "expel" end
    if of.mode == "arrest" then return "arrest" end
    if of.type == "ASSAULT" or of.type == "MOBILIZE" then return "violence" end
  end
  local last = s.clauses[t.clause].last
  if triggers.class_in(s, "violent", t.j + 1, last) then return "violence" end
  if triggers.class_in(s, "relation", t.j + 1, last) then return "relations" end
  if of then return "restrict" end
  return ""
end

-- type, of, mode, scheduled; nil for what is no event.
local function classify(s, t)
  local row, marks = t.row, t.marks
  local kind, mode = row.type, row.mode
  local future = marks.FUTURE or row.f or t.headline
  if marks.MAYBE and not (kind == "REQUEST" and s.keys[t.i] == "must") then return nil end
  if marks.NOT then
    local word = s.keys[marks.NOT.i]
    if positive[kind] and (future or capable[word] or t.before == "could") then
      return "REJECT", nil, asked[kind] or "change"
    end
    return nil
  end
  if row.of then return kind, row.of, mode, true end
  if kind == "AGREE" then
    local of = t.of and t.of.row.type
    if of == "AGREE" or of and not promised[of] and not yielding[of] then of = nil end
    if not of and row.mode == "visit" then of = "CONSULT" end
    return kind, of, of and t.of and t.of.row.type == of and t.of.row.mode or mode, of ~= nil
      or future
  end
  if kind == "THREATEN" then return kind, nil, threat_mode(s, t, t.of and t.of.row) end
  if mode == "?" then return kind, nil, asked_mode(s, t) end
  if future then
    if promised[kind] then return "AGREE", kind, mode, true end
    if yielding[kind] then return "CONCEDE", kind, "", true end
    if hostile[kind] then return "THREATEN", kind, threat_mode(s, t, row), true end
  end
  return kind, nil, mode
end

-- Quoted words are somebody's: only what he does by saying them is an event.
local function speaks_for(t, group)
  return spoken[t.row.type] and group and not t.ing
end

local function score(t, s)
  local points = 0.85
  if t.row.n then points = points - 0.2 end
  if t.inherited then points = points - 0.08 end
  if not t.source then points = points - 0.2 end
  if not t.target and not t.row.i and not (t.row.m and t.source and #t.source > 1) then
    points = points - 0.12 end
  if t.placed then points = points - 0.05 end
  if t.quoted then points = points - 0.12 end
  if t.ing then points = points - 0.1 end
  if t.reduced then points = points - 0.25 end
  if t.object or #t.row.form > 12 then points = points + 0.05 end
  local clause = s.clauses[t.clause]
  if clause.kind == "relative" or clause.kind == "adverbial" then points = points - 0.15 end
  return math.max(0, points - 0.02 * (t.clause - 1))
end

-- Drops what is only a purpose or a setting of another event.
local function main_events(s, list)
  local out, verb = {}, {}
  for _, t in ipairs(list) do
    if not t.row.n then verb[t.clause] = true end
  end
  local earlier
  for _, t in ipairs(list) do
    local keep = true
    if t.row.n and verb[t.clause] then keep = false end
    if t.infinitive and not t.marks.FUTURE then
      if s.language == "ru" or earlier and earlier.clause == t.clause then keep = false
      else
        if s.group_ending[t.before_index - 1] then t.headline = true end
      end
    end
    if keep and t.past and earlier and earlier.clause == t.clause and not t.helped
      and t.before ~= "and"
      and t.before ~= "but" then t.reduced = true end -- "students arrested in May"
    if keep then
      out[#out + 1] = t
      if not t.row.n then earlier = t end
    end
  end
  return out
end

local function remember(context, t)
  if t.subject and #t.subject > 0 then context:tell(t.subject) end
  local union, seen = {}, {}
  for _, list in ipairs({ t.source or {}, t.target or {} }) do
    for _, a in ipairs(list) do
      if a.country and not seen[a.country] then
        seen[a.country] = true
        union[#union + 1] = a
      end
    end
  end
  if #union > 1 then context.pair = union end
end

-- The coded triggers of a sentence, each with kind, of, mode, scheduled, source, target, score.
function coder.code(s, context)
  local list = main_events(s, triggers.govern(s, triggers.find(s)))
  local out, told, earlier = {}, {}, nil -- told: acts of a clause whose source is known
  for n, t in ipairs(list) do
    roles.fill(s, t, context, earlier, list[n + 1])
    if not t.row.n then earlier = t end
    local kind, of, mode, scheduled = classify(s, t)
    if kind and not (t.quoted and not speaks_for(t, t.source_group)) then
      t.kind, t.of_kind, t.mode, t.scheduled = kind, of, mode, scheduled
      t.score = score(t, s)
      local act = kind .. t.clause .. (of or "")
      if not told[act] then
        told[act] = t.source and true
        out[#out + 1] = t
        remember(context, t)
      end
    end
  end
  -- nothing happened, but somebody was spoken of
  if #out == 0 then context:tell(context.spoken_of(s)) end
  return out
end

return coder
