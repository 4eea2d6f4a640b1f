-- Words with one byte a letter, so that Lua's patterns and their sets work on Cyrillic ones.
local narrow = {}

local map, count = {}, 0
for _, letter in utf8.codes("абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіҳҷ") do
  map[utf8.char(letter)] = string.char(128 + count)
  count = count + 1
end

local cache, cached = {}, 0

-- The word folded, each Cyrillic letter as one byte.
function narrow.word(word)
  local found = cache[word]
  if found then return found end
  if cached > 20000 then cache, cached = {}, 0 end
  found = mine.text.fold(word):gsub(utf8.charpattern, map)
  cache[word], cached = found, cached + 1
  return found
end

-- A list of patterns for such words; й and ё stand for и and е, as folding has them.
function narrow.patterns(list)
  local made = {}
  for n, pattern in ipairs(list) do
    made[n] = mine.text.fold(pattern):gsub(utf8.charpattern, map)
  end
  return made
end

-- Whether one of the patterns fits the word.
function narrow.fits(word, patterns)
  local short = narrow.word(word)
  for _, pattern in ipairs(patterns) do if short:find(pattern) then return true end end
  return false
end

return narrow
