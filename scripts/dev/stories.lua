-- Which story the plugin stories gives to the items of a set, a JSON line an item, for
-- scripts/dev/stories.
-- Usage: minehost run --format none -q --db EMPTY --allow read:FILE scripts/dev/stories.lua FILE
--        [KEY=VALUE...]
-- KEY=VALUE: an option of the plugin; stages=a,b,c: those before it; why=true: with the evidence.
local config = { days = 7, alike = 0.42, same = 0.75, evidence = 0.26 }
local names, why = "language,actors,events,topics,keywords,quotes", false
for i = 2, #mine.run.args do
  local key, value = mine.run.args[i]:match("^(%a+)=(.*)$")
  if key == "stages" then names = value
  elseif key == "why" then why = true
  else config[key] = tonumber(value) end
end
config.days = math.tointeger(config.days)

-- The options that a job would give: the defaults of the manifests.
local defaults = {
  actors = { holders = true, agents = false, pronouns = false, guess = true, max = 2000 },
  places = { max = 12 },
  events = { min_score = 0.35, max = 60, per_sentence = 4, merge = true, sport = 3 },
  topics = { min_score = 0.12, max = 3, keywords = 0.7, gate = 0.5, read = 2000 },
  keywords = { count = 10 },
  quotes = { reported = true, acts = false, beliefs = false, max = 200 },
}

local stages = {}
for name in names:gmatch("%a+") do
  stages[#stages + 1] = { mine.use(name), defaults[name] or {} }
end
local stories = mine.use("stories")

local list = {}
for line in assert(mine.run.read(mine.run.args[1])):gmatch("[^\n]+") do
  list[#list + 1] = mine.json.decode(line)
end
table.sort(list, function(a, b) -- as they would arrive
  if a.date ~= b.date then return a.date < b.date end
  return a.id < b.id
end)
for _, record in ipairs(list) do
  local item = { url = "https://" .. record.site .. "/" .. record.id, title = record.title,
    text = record.text, date = record.date }
  for _, stage in ipairs(stages) do item = stage[1].process(item, stage[2]) end
  item = stories.process(item, config)
  mine.run.say(mine.json.encode({ id = record.id, wanted = record.story, language = record.language,
    found = item.story:match("[^/]+$"), basis = why and item.story_basis or nil,
    new = why and item.new or nil }) .. "\n")
end
