-- Names as they are compared: by mine.text.name_key (script and case endings aside), and by its
-- consonants, since languages differ in the vowels: Besh-Terek, Беш-Терак.
local remembered = require "remembered"

local names = {}

names.key = remembered(function(word) return mine.text.name_key(word) or "" end)

local bones_of = remembered(function(word)
  local key = names.key(word)
  local bones = key:sub(1, 1) .. key:sub(2):gsub("[aeiouy' -]", "")
  return #key >= 4 and #bones >= 3 and bones:sub(1, 5) or false
end)

-- The consonants of a name, nil for what is too short to tell anything. Uzbek writes the sound of
-- Khan as x.
function names.bones(word, language)
  if language == "uz" then word = word:gsub("x", "h"):gsub("X", "H") end
  return bones_of(word) or nil
end

local none = { text = {}, first = {}, last = {}, kind = {} }

-- The words of a text in columns.
function names.words(text) return mine.text.words(text, { columns = true }) or none end

-- The first and the last of the words (scan.words) that lie in bytes first to last.
function names.inside(words, first, last)
  local firsts, lasts = words.first, words.last
  local low = words.at[first]
  if not low then
    local high = #firsts + 1
    low = 1
    while low < high do
      local middle = (low + high) // 2
      if firsts[middle] < first then low = middle + 1 else high = middle end
    end
  end
  local stop, reach = low, lasts[low]
  while reach and reach <= last do
    stop = stop + 1
    reach = lasts[stop]
  end
  return low, stop - 1
end

return names
