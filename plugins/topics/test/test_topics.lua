-- minehost run plugins/topics/test/test_topics.lua
local t = require "t"
local topics = mine.use("topics")
local config = { min_score = 0.12, max = 3, keywords = 0.7, gate = 0.5, read = 2000, drop = false }

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

-- The gate. Sport talks of attacks, defence and agreements, diplomacy of matches now and then.
local gate = {
  { true, "en", "The foreign ministers discussed the treaty and the coming summit." },
  { true, "en", "The embassy said that visa rules will change after the consultations." },
  { true, "ru", "Послы обсудили подготовку визита и подписание соглашения о границе." },
  { true, "kk", "Министрлер келіссөз жүргізіп, келісімге қол қойды." },
  { true, "ky", "Министрлер сүйлөшүү жүргүзүп, келишимге кол койду." },
  { false, "en", "Forwards attacked from the first whistle, but the defence held." },
  { false, "en", "The phone maker's quarterly profit rose on strong sales." },
  { false, "ru", "Форвард забил гол, но матч чемпионата команда проиграла." },
  { false, "kk", "Шабуылшы матчта екі гол соқты, бапкер ойынға риза." },
}
for _, case in ipairs(gate) do
  local item = topics.process({ title = "", text = case[3], language = case[2] }, config)
  t.eq(item.diplomatic, case[1], case[3])
  t.ok(item.diplomatic_score >= 0 and item.diplomatic_score <= 1, "scored 0..1")
  t.ok(item.basis.diplomatic:match("^classifier: "), "names the telling words")
end
local strict = { min_score = 0.12, max = 3, keywords = 0.7, gate = 0.5, read = 2000, drop = true }
local item, reason = topics.process({ title = "", text = gate[6][3], language = "en" }, strict)
t.eq(item, nil)
t.ok(reason:match("not diplomatic"), "says why it was dropped")
t.ok(topics.process({ title = "", text = gate[1][3], language = "en" }, strict), "keeps the rest")
item = topics.process({ title = "", text = "", language = "en" }, config)
t.eq(type(item.diplomatic), "boolean", "no text, an answer all the same")
t.done()
