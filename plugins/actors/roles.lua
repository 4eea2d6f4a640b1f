-- When a country or capital is its government, and who "he" and "we" are.
local roles = {}

local function set(text)
  local words = {}
  for word in text:gmatch("%S+") do words[word] = true end
  return words
end

-- Verbs of saying and of acting of states, as they stand behind a subject.
local acts = set [[
said says say has have had will would is are was were does did can could should must condemns
condemned condemn calls called call
supports supported support urges urged urge welcomes welcomed welcome remains remained remain
continues continued continue
denies denied deny rejects rejected reject accuses accused accuse warns warned warn demands demanded
demand agreed agrees agree
signed signs sign announced announces announce imposed imposes impose provided provides provide sent
sends send expressed
expresses express stands stand stood joined joins join refused refuses refuse voted votes vote
proposed proposes propose
believes believe expects expected hopes hope strongly also again firmly recognizes recognises
recognized recognised considers
considered plans planned intends intended seeks sought wants wanted needs hosted hosts host pledged
pledges pledge offered
offers offer withdrew withdraws suspended suspends expelled expels summoned summons delivered
delivers donated donates may
launched conducted deployed deploys opposes opposed oppose invited invites ratified backed backs
back asked asks thanks thanked
declared declares insisted insists promised promises vowed vows confirmed confirms noted notes
stressed reiterated extended
]]
local upon = set [[by urge urged urges thank thanked thanks warn warned warns condemn condemned
accuse accused ask asked tell told
  between]]
local from = set [[in to from of across at into near on through for with inside throughout over
around within outside via
  against towards toward than about visit visited visits visiting left entered leaving entering]]

-- Whether the country unit acts: the subject of a verb, or the one by whom or upon whom is acted.
function roles.acts(state, unit)
  if unit.kind ~= "country" and not (unit.kind == "city" and unit.home) then return false end
  if state.own.code ~= "en" then return false end
  local list = state.list
  local k = unit.i - 1
  if list[k] and (list[k].text == "the" or list[k].text == "The") and list[unit.i].gap == " " then
    k = k - 1
  end
  local first = list[unit.i]
  local before = list[k] and not first.start and list[k].text or ""
  local after = list[unit.j + 1]
  if from[before] and list[k + 1].gap == " " then return false end
  if upon[before] and list[k + 1].gap == " " then return true end
  if not after or after.gap ~= " " and after.gap ~= ". " then return false end
  return acts[after.text] or false
end

local he = set "he He him Him she She him himself herself"
local i_me = set "I me my My"
local we = set "we We us our Our ours"

-- Pronouns as mentions: he and she are the last person named, I and we the one who speaks.
function roles.pronouns(state)
  local found = {}
  if state.own.code ~= "en" then return found end
  local at = 0
  local last
  for n, text in ipairs(state.list.texts) do
    while state.persons[at + 1] and state.persons[at + 1].i <= n do
      at = at + 1
      last = state.persons[at]
    end
    local kind = he[text] and "he" or i_me[text] and "i" or we[text] and "we"
    local person = last or (kind ~= "he" and state.persons[1])
    if kind and not state.taken[n] and not state.laid.over[n] and (person or kind == "we") then
      local group = person and person.group
      found[#found + 1] = {
        type = kind == "we" and "organisation" or "person", text = text,
        first = state.list.firsts[n], last = state.list.lasts[n],
        name = kind ~= "we" and group.name or nil, id = kind ~= "we" and group.id or nil,
        office = kind ~= "we" and group.office or nil, country = group and group.country
          or state.home,
        sector = group and group.sector or nil, rule = "pronoun", basis = "roles.lua",
      }
    end
  end
  return found
end

return roles
