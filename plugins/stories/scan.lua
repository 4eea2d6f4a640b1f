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

local empty = { text = {}, kind = {}, first = {}, last = {}, gap = {}, marked = {}, new = {} }

-- Two lists of ascending numbers as one.
local function merge(a, b)
  if #a == 0 then return b end
  local merged, i, k = {}, 1, 1
  for n = 1, #a + #b do
    if not b[k] or a[i] and a[i] < b[k] then
      merged[n], i = a[i], i + 1
    else
      merged[n], k = b[k], k + 1
    end
  end
  return merged
end

-- The words of a text in columns, gap being what stands before each, and besides:
-- numbers: the places of words that a number may begin with; capitals, bones: the places of those
-- with a capital, and what they are compared by as names; at: of the capitals by first byte.
function scan.words(text, of)
  local language = of == "uz" and "uz" or ""
  if not known[language] or counts[language] >= KEPT then
    known[language], counts[language] = {}, 0
  end
  local own = known[language]
  local words = mine.text.words(text, { columns = true, gaps = true, known = own }) or empty
  local texts, kinds, firsts = words.text, words.kind, words.first
  local marked, met = words.marked, {}
  for _, i in ipairs(words.new) do
    local class = own[texts[i]]
    if class == nil then class = learn(own, language, texts[i], kinds[i]) end
    if class then met[#met + 1] = i end
  end
  if #met > 0 then marked = merge(marked, met) end
  local starts, capitals, bones, at = {}, {}, {}, {}
  local n, m = 0, 0
  for k = 1, #marked do
    local i = marked[k]
    local class = own[texts[i]]
    if class.number then
      n = n + 1
      starts[n] = i
    end
    if class.bones then
      m = m + 1
      capitals[m], bones[m], at[firsts[i]] = i, class.bones, i
    end
  end
  return { text = texts, kind = kinds, first = firsts, last = words.last, gap = words.gap,
    numbers = starts, capitals = capitals, bones = bones, at = at, own = own }
end

-- What word i is compared by as a name, or false.
function scan.bones(words, i)
  local class = words.own[words.text[i]]
  return class and class.bones
end

-- Whether word i begins a sentence, as far as signs tell.
function scan.begins(words, i)
  local texts, kinds, gaps = words.text, words.kind, words.gap
  for k = i, 2, -1 do
    local gap = gaps[k]
    if gap ~= " " and gap:find("[.!?\n]") then return true end
    if kinds[k - 1] == "letter" then return false end
    if texts[k - 1]:find(".", 1, true) then return true end
  end
  return true
end

return scan
