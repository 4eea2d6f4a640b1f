-- Forms of a name in a text: a word marked with ~ takes the regular endings of its language. Too
-- many forms do no harm (nobody writes them), a missing one loses a mention. Stems with a * are
-- left alone.
local endings = {}

-- Nominative ending, then the endings of the other cases. The first that fits is used; "" fits
-- consonants.
local russian = {
  { "ия", "ии ию ией" },
  { "ая", "ой ую" },
  { "ое", "ого ому ым ом" },
  { "ые", "ых ым ыми" },
  { "ие", "их им ими" },
  { "ый", "ого ому ым ом" },
  { "ий", "ого ому им ом ия ию ием ии" },
  { "а", "ы и е у ой" },
  { "я", "и е ю ей" },
  { "ь", "и я ю ем е ью" },
  { "й", "я ю ем е" },
  { "о", "а у ом е" },
  { "ы", "ов ам ами ах" },
  { "", "а у ом ем е" },
}
local russian_people = { -- plural: for words written small, that is for people
  [""] = " ы и ов ей ам ами ах", ["ь"] = " ей ям ями ях", ["а"] = " ам ами ах",
    ["я"] = " ь ям ями ях",
}

-- Cases, "from there" and "of there" in every harmony; the n-forms follow possessives
-- (Арабиясында).
local kazakh = "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті н да де та те нда нде "
  .. "дан ден тан тен нан нен ндан нден мен бен пен дағы дегі тағы тегі ндағы ндегі "
  .. "дық дік тық тік лық лік ша ше"

-- Whether text begins with a capital letter, Latin or Cyrillic (by the bytes of UTF-8: Lua's own %u
-- knows ASCII).
local byte = string.byte
local capitals = { [0xc3] = {}, [0xd0] = {}, [0xd2] = {}, [0xd3] = {} }
for second = 0x80, 0x9e do capitals[0xc3][second] = true end
for second = 0x80, 0xaf do capitals[0xd0][second] = true end
for _, second in ipairs { 0x92, 0x9a, 0xa2, 0xae, 0xb0, 0xb2, 0xb6, 0xba } do
  capitals[0xd2][second] = true
end
for _, second in ipairs { 0x98, 0xa2, 0xa8, 0xae } do capitals[0xd3][second] = true end
function endings.is_capital(text)
  local first, second = byte(text, 1, 2)
  if not first then return false end
  if first < 0x80 then return first >= 65 and first <= 90 end
  local seconds = capitals[first]
  return seconds ~= nil and seconds[second] or false
end

local function list_of(text)
  local list = {}
  for ending in text:gmatch("%S+") do list[#list + 1] = ending end
  return list
end

local kazakh_endings = list_of(kazakh)
for _, rule in ipairs(russian) do
  rule.capital = list_of(rule[2])
  rule.small = list_of(rule[2] .. (russian_people[rule[1]] or ""))
end

-- The word, and the stem with each ending.
local function with_endings(word, stem, list)
  local forms = { word }
  for n = 1, #list do forms[n + 1] = stem .. list[n] end
  return forms
end

local function russian_word(word)
  for _, rule in ipairs(russian) do
    local tail = rule[1]
    if tail == "" or word:sub(-#tail) == tail then
      return with_endings(word, word:sub(1, #word - #tail),
        endings.is_capital(word) and rule.capital or rule.small)
    end
  end
end

local function kazakh_word(word) return with_endings(word, word, kazakh_endings) end

local word_forms = { ru = russian_word, kk = kazakh_word }

-- All forms of `form` in `language`, itself first.
function endings.expand(form, language)
  local inflect = word_forms[language]
  if not inflect or not form:find("~", 1, true) then return { (form:gsub("~", "")) } end
  local phrases = { "" }
  for word in form:gmatch("%S+") do
    local forms = word:sub(-1) == "~" and inflect(word:sub(1, -2)) or { word }
    local longer = {}
    for _, phrase in ipairs(phrases) do
      for _, w in ipairs(forms) do longer[#longer + 1] = phrase == "" and w or phrase .. " "
        .. w end
    end
    phrases = longer
  end
  return phrases
end

return endings
