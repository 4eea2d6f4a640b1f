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
  { "ky", "water-environment", "Дарыянын суусу азайып, мөңгүлөр ээрип жатат." },
  { "ky", "meetings-visits", "Президент мамлекеттик сапар менен келип, сүйлөшүү өткөрдү." },
  { "tg", "agreements-treaties", "Вазирон созишнома ва ёддошти тафоҳумро имзо карданд." },
  { "tg", "sanctions-restrictions", "Кишварҳо таҳримҳои навро эълон намуданд." },
  { "uz", "statements-protests", "Vazirlik norozilik notasini topshirdi va xavotir bildirdi." },
  { "uz", "statements-protests", "Вазирлик норозилик нотасини топширди ва хавотир билдирди." },
  { "uz", "migration-consular",
    "Mehnat migrantlari uchun viza va konsullik xizmatlari osonlashdi." },
  { "uz", "not-diplomatic", "Дарвозабон пенальтини қайтарди, чемпионат матчи дуранг бўлди." },
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
  { true, "tg", "Вазири корҳои хориҷии Туркия бо ҳамтои худ дар бораи сарҳад музокира кард." },
  { true, "uz", "Qirg‘iziston elchisi vazir bilan uchrashib, bitimni muhokama qildi." },
  { true, "uz", "Қирғизистон элчиси вазир билан учрашиб, битимни муҳокама қилди." },
  { false, "ky", "Айылдагы китепканага жаңы китептер келди, балдар кубанды." },
  { false, "tg", "Дар деҳа боғи нав бунёд шуд ва сокинон дарахт шинонданд." },
  { false, "uz", "Shaharda yangi bog‘ ochildi, bolalar sovg‘a oldi." },
  { false, "uz", "Шаҳарда янги боғ очилди, болалар совға олди." },
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
local item, reason = topics.process({ title = "", text = gate[#gate][3], language = "kk" }, strict)
t.eq(item, nil)
t.ok(reason:match("not diplomatic"), "says why it was dropped")
t.ok(topics.process({ title = "", text = gate[1][3], language = "en" }, strict), "keeps the rest")
item = topics.process({ title = "", text = "", language = "en" }, config)
t.eq(type(item.diplomatic), "boolean", "no text, an answer all the same")
t.done()
