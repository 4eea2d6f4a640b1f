-- Sets keywords: a list of phrases, the best first, as the text writes them.
local keywords = {}

function keywords.process(item, config)
  if not item.text or item.text == "" then return item end
  local language = (item.language or ""):match("^%l%l%l?") -- "en-GB" is "en"
  local found, err = mine.text.keyphrases(item.text,
    { count = config.count, title = item.title, language = language })
  if not found then
    mine.log.warn("no keywords", { url = item.url, err = err })
    return item
  end
  item.keywords = mine.json.array {}
  for i, phrase in ipairs(found) do item.keywords[i] = phrase.text end
  return item
end

return keywords
