-- The order of the topics in a digest, and how dates and counts are said.
local labels = { order = {}, title = {} }

for label, title in ([[
meetings-visits = Meetings and visits
agreements-treaties = Agreements and treaties
organisations-formats = Organisations and formats
regional-cooperation = Regional cooperation
statements-protests = Statements and protests
sanctions-restrictions = Sanctions and restrictions
border-territory = Borders and territory
security-defence = Security and defence
conflict-ceasefire = Conflict and ceasefire
aid-humanitarian = Humanitarian aid
trade-economy = Trade and economy
energy-resources = Energy and resources
transport-connectivity = Transport and connections
water-environment = Water and environment
migration-consular = Migration and consular affairs
human-rights = Human rights
elections-politics = Elections and politics
culture-education = Culture and education
other = Other
not-diplomatic = Not diplomatic]]):gmatch("(%S+) = ([^\n]+)") do
  labels.order[#labels.order + 1] = label
  labels.title[label] = title
end

local months = { "January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December" }

-- "2026-03-12" --> "12 March 2026"
function labels.date(day)
  local y, m, d = day:match("^(%d+)%-(%d+)%-(%d+)$")
  local month = months[tonumber(m)]
  if not month then return "no date" end
  return string.format("%d %s %s", tonumber(d), month, y)
end

local function count(n, one, many)
  return n .. " " .. (n == 1 and one or many)
end

-- "22 items, 21 stories, 21 January 2026 to 2 June 2026"
function labels.about(view)
  local parts = { count(view.items, "item", "items"), count(view.stories, "story", "stories") }
  if view.first then
    parts[3] = labels.date(view.first)
    if view.last ~= view.first then parts[3] = parts[3] .. " to " .. labels.date(view.last) end
  end
  return table.concat(parts, ", ")
end

return labels
