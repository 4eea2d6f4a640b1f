-- minehost run plugins/language/test/test_language.lua
local t = require "t"
local language = mine.use("language")
for code, text in pairs {
  en = "The ministers discussed the agenda of the coming visit and agreed to meet again.",
  ru = "Министры обсудили повестку предстоящего визита и договорились встретиться снова.",
  kk = "Министрлер алдағы сапардың күн тәртібін талқылап, қайта кездесуге келісті.",
} do
  local item = language.process({ text = text, language = "fr" }, { min_score = 0.3 })
  t.eq({ item.language, item.basis.language }, { code, "text" }, text)
end
t.eq(language.process({ text = "12 34", language = "fr" }, { min_score = 0.3 }).language,
  "fr", "figures say nothing")
t.eq(language.process({ title = "Коом", text = "", language = "ky" }, { min_score = 0.3 }).language,
  "ky", "one word says less than the page")
t.done()
