-- Sets summary: { text, sentences, indices }. Nothing is rewritten: whoever quotes it quotes the
-- article.
local summary = {}

function summary.process(item, config)
  if not item.text or item.text == "" then return item end
  item.summary = mine.text.summary(item.text, { sentences = config.sentences, title = item.title,
    language = (item.language or ""):match("^%l%l%l?$") })
  return item
end

return summary
