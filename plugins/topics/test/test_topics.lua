-- minehost run plugins/topics/test/test_topics.lua
local t = require "t"
local topics = mine.use("topics")
local config = { min_score = 0.12, max = 3, keywords = 0.7 }

local cases = {
  { "en", "sanctions-restrictions",
    "The council froze the assets of two banks and banned their owners from entering." },
  { "en", "not-diplomatic",
    "The goalkeeper saved a penalty and the league leaders kept their lead." },
  { "en", "border-territory",
    "Surveyors finished the demarcation and border guards opened a checkpoint." },
  { "ru", "statements-protests",
    "Посла вызвали и вручили ему ноту протеста, назвав действия недружественными." },
  { "ru", "energy-resources", "Нефть и природный газ пойдут по новому трубопроводу." },
  { "ru", "not-diplomatic", "Вратарь отразил удар, и матч чемпионата завершился вничью." },
  { "kk", "agreements-treaties", "Парламент келісімді ратификациялап, хаттамаға қол қойылды." },
  { "kk", "culture-education", "Кітапханада қолжазбалар көрмесі ашылды." },
  { "xx", "aid-humanitarian", "humanitarian aid with tents and blankets for flood victims" },
}

for _, case in ipairs(cases) do
  local item = topics.process({ title = "", text = case[3], language = case[1] }, config)
  t.eq(item.topics[1].label, case[2], case[3])
  t.ok(#item.topics <= 3 and item.topics[1].score <= 1, "at most three, scored 0..1")
  t.ok(item.basis.topics, "says why")
end
t.done()
