-- Sets language and script. The text is asked first, the page second: many pages say lang="en" in a
-- template that nobody translated.
local language = {}

-- Bytes below which a text is too short to ask against what the page says.
local SHORT = 24

function language.process(item, config)
  local declared = item.language
  local said = (item.title or "") .. "\n" .. (item.text or "")
  local code, score, script = mine.text.language(said)
  item.basis = item.basis or {}
  item.script = script
  if not declared or (score >= config.min_score and #said >= SHORT) then
    item.language, item.basis.language = code, "text"
  else
    item.basis.language = item.basis.language or "page"
  end
  return item
end

return language
