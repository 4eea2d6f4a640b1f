-- Sets language and script. The text is asked first, the page second: many pages say lang="en" in a
-- template that nobody translated.
local language = {}

function language.process(item, config)
  local declared = item.language
  local code, score, script = mine.text.language((item.title or "") .. "\n" .. (item.text or ""))
  item.basis = item.basis or {}
  item.script = script
  if score >= config.min_score or not declared then
    item.language, item.basis.language = code, "text"
  else
    item.basis.language = item.basis.language or "page"
  end
  return item
end

return language
