-- Which words of a text can be evidence by themselves, found in one pass over all of them: those
-- that a number may begin with, and those with a capital that names are told by.
local endings = require "endings"
local names = require "names"
local numbers = require "numbers"

local scan = {}

local KEPT = 20000 -- words of a language that are remembered; then all are forgotten

-- language that reads names in its own way -> { word -> what it can be: { bones, number }, or
-- false for what most words are: nothing }
local known, counts = {}, {}

local function learn(own, language, word, kind)
  local bones = kind == "letter" and endings.is_capital(word) and names.bones(word, language)
    or false
  local number = numbers.may_begin(word, kind)
  local class = (bones or number) and { bones = bones, number = number } or false
  own[word] = class
  counts[language] = counts[language] + 1
  return class
end

-- All words of a text, with spaces and signs, in columns (names.words), and besides:
-- numbers: the places of words that a number may begin with; capitals, bones: the places of those
-- with a capital, and what they are compared by as names; at: of the capitals by first byte.
function scan.words(text, of)
  local words, language = names.words(text, true), of == "uz" and "uz" or ""
  if not known[language] or counts[language] >= KEPT then
    known[language], counts[language] = {}, 0
  end
  local own = known[language]
  local texts, kinds, firsts = words.text, words.kind, words.first
  local starts, capitals, bones, at = {}, {}, {}, {}
  local n, m = 0, 0
  for i = 1, #texts do
    local class = own[texts[i]]
    if class ~= false then
      if class == nil then class = learn(own, language, texts[i], kinds[i]) end
      if class then
        if class.number then
          n = n + 1
          starts[n] = i
        end
        if class.bones then
          m = m + 1
          capitals[m], bones[m], at[firsts[i]] = i, class.bones, i
        end
      end
    end
  end
  return { text = texts, kind = kinds, first = firsts, last = words.last, numbers = starts,
    capitals = capitals, bones = bones, at = at, own = own }
end

-- What word i is compared by as a name, or false.
function scan.bones(words, i)
  local class = words.own[words.text[i]]
  return class and class.bones
end

-- Whether word i begins a sentence, as far as signs tell.
function scan.begins(words, i)
  local texts, kinds = words.text, words.kind
  for k = i - 1, 1, -1 do
    if kinds[k] == "letter" then return false end
    local word = texts[k]
    if word ~= " " and word:find("[.!?\n]") then return true end
  end
  return true
end

return scan
