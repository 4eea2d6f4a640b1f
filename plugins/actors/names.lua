-- Names of persons: how a word may have been written in the nominative, and where a name begins and
-- ends among tokens.
local endings = require "endings"
local narrow = require "narrow"
local remembered = require "remembered"

local names = {}

names.fold = remembered(mine.text.fold)
names.latin = remembered(mine.text.latin)

local cases = {
  ru = "а у ом ем е ы и я ю ей ой ым ым ого ому им ую ую его ему ая",
  kk = "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті н да де та те дан ден тан "
    .. "тен нан нен "
    .. "мен бен пен дағы дегі тағы тегі ша ше ға сы сі мың нікі дікі тікі лар лер ның",
}
cases.ky = "нын нин дын дин тын тин нун нүн дун дүн тун түн га ге ка ке го гө ко кө ны ни ды "
  .. "ди ты ти ну нү ду дү ту тү "
  .. "да де та те до дө то тө дан ден тан тен нан нен менен"
cases.uz = "ning ga ni da dan нинг га ни да дан"
cases.tg = "и ро"
local ru_again = { "", "а", "я", "й", "ь" } -- what an ending may have stood in the place of

-- By language: the number of each ending, the endings by number, and how long they are.
local lists = {}
for code, text in pairs(cases) do
  local numbers, sorted, lengths, seen = {}, {}, {}, {}
  for ending in text:gmatch("%S+") do
    if not numbers[ending] then
      sorted[#sorted + 1] = ending
      numbers[ending] = #sorted
    end
    if not seen[#ending] then
      seen[#ending] = true
      lengths[#lengths + 1] = #ending
    end
  end
  lists[code] = { numbers = numbers, sorted = sorted, lengths = lengths }
end

-- The numbers of the endings of a folded word, ascending.
local function endings_of(folded, list)
  local found = {}
  for _, length in ipairs(list.lengths) do
    if #folded > length + 4 then found[#found + 1] = list.numbers[folded:sub(-length)] end
  end
  if found[2] then table.sort(found) end
  return found
end

local cache, cached = {}, 0

-- The folded nominatives that a word may stand for, itself first: "Путина" -> путина, путин ...
function names.nominatives(word, language)
  local of_language = cache[language]
  local found = of_language and of_language[word]
  if found then return found end
  if not of_language or cached > 20000 then
    if cached > 20000 then cache, cached = {}, 0 end
    of_language = {}
    cache[language] = of_language
  end
  local folded, list = names.fold(word), lists[language]
  if folded:find("'", 1, true) then folded = folded:gsub("'s$", ""):gsub("'$", "") end
  found = { folded }
  for _, number in ipairs(list and endings_of(folded, list) or {}) do
    local stem = folded:sub(1, -#list.sorted[number] - 1)
    if language == "ru" then
      for _, again in ipairs(ru_again) do found[#found + 1] = stem .. again end
    else
      found[#found + 1] = stem
    end
  end
  of_language[word], cached = found, cached + 1
  return found
end

-- Whether two written words may be one name in different cases or romanisations.
function names.same(a, b, language)
  if a == b then return true end
  local of_a, of_b = names.nominatives(a, language), names.nominatives(b, language)
  for n = 1, #of_a do
    local form = of_a[n]
    for m = 1, #of_b do if of_b[m] == form then return true end end
  end
  return names.latin(a) == names.latin(b)
end

-- own: the vocabulary (vocabulary.lua).
function names.is_given(text, own, language)
  if own.given[names.fold(text)] then return true end
  if language == "kk" or language == "ky" or language == "uz" then
    for _, form in ipairs(names.nominatives(text, language)) do
      if own.given[form] then return true end
    end
  end
  return false
end

local tails = { -- of family names and patronymics, with the endings of cases
  ru = {
    "[оеё]в[аеуы]?$", "[оеё]вым$", "[оеё]в[ыо][хй]$", "[иы]н[аеуы]?$", "[иы]ным$", "[иы]н[ыо][хй]$",
    "[сц]к[иоаую][йгмяюх]?[оуе]?$", "енко$", "[чн]ук[ауе]?$", "[чн]уком$", "юк[ауе]?$", "юком$",
    "ян[ауе]?$", "яном$", "швили$", "дзе$", "[ое]вич[ауе]?$", "[ое]вичем$", "[ое]вн[аыеу]$",
    "[ое]вной$", "ич[ауе]?$", "ичем$", "штейн[ауе]?$", "сон[ауе]?$", "соном$", "ман[ауе]$",
      "маном$",
    "оглы$", "заде$", "зода$",
  },
  kk = {
    "[ое]в[аы]?$", "[ое]в[аы]?[нтд][ыі][ңн]?$", "[ое]в[аы]?[қғкгптдм][аеы]н?$", "ина?$",
    "ина?[нтдғ][ыіае][ңн]?$", "ұлы", "қызы", "[^ ]бай", "[^ ]бек", "[^ ]хан", "[^ ]жан", "ғали",
      "ский",
    "енко", "гелді", "мұрат", "берген", "құл$",
  },
  tg = { "[ое]в[аи]?$", "зода$", "зод$", "иён$" },
  uz = { "[oe]v$", "[oe]va", "[oe]vning", "zoda$", "[ое]в" },
}
tails.ky = tails.kk
for code, list in pairs(tails) do tails[code] = narrow.patterns(list) end

local families = {} -- by language: of a word, whether it looks like a family name
for code, list in pairs(tails) do
  families[code] = remembered(function(word) return narrow.fits(word, list) end)
end

-- Whether a word looks like a family name.
function names.is_family(word, language)
  local family = families[language]
  return family ~= nil and family(word)
end

local particles = {}
for word in ("al el bin ibn bint de da di del della der den van von du la le dos das ul ur abu "
  .. "аль эль ибн бин бен "
  .. "де да ди дер ван фон дю ла ле дель оглы оглу кызы уулу аш ас ан ат ад аз ар ed al- ұлы "
  .. "қызы угли"):gmatch("%S+") do
  particles[word] = true
end

-- What may stand between two words of a name.
local joins = { [" "] = true, ["-"] = true, [". "] = true, ["."] = true, ["‑"] = true,
  ["\194\160"] = true, ["‎ "] = true }
local dotted = { [". "] = true, ["."] = true } -- of those

local abbreviated = { Jr = true, Sr = true, II = true, III = true, IV = true, VI = true, XVI = true,
  XIV = true,
  I = true, V = true, VII = true, VIII = true, X = true, XI = true, XII = true, XIII = true,
    XXIII = true }

-- The last token of the name that begins at token i, or nil; how many of its words are no initials.
-- usable(n) says whether token n, which has a capital, may be part of a name; most is the number of
-- words at most.
function names.read(list, i, usable, most)
  local words, kinds, gaps = list.words, list.kinds, list.gaps
  local word = words[i]
  if not word or not word.cap or kinds[i] ~= "letter" or not usable(i) then return nil end
  local n, last, full, count = i, i, 0, 0
  while n <= list.count and count < most do
    word = words[n]
    local gap = gaps[n]
    if n > i then
      if not joins[gap] then break end
      if dotted[gap] and not (words[n - 1] and words[n - 1].initial) then break end
    end
    if word and word.cap and kinds[n] == "letter" and (n == i or usable(n)) then
      if n > i and abbreviated[list.texts[n]] then
        last = n
        break
      end
      if not word.initial then full = full + 1 end
      last, count = n, count + 1
    elseif n > i and particles[list.texts[n]] and words[n + 1] and words[n + 1].cap
      and usable(n + 1) and joins[gaps[n + 1]] then
      count = count + 1
    -- Ki-moon
    elseif n > i and gap == "-" and kinds[n] == "letter" and not (word and word.cap)
      and #list.texts[n] <= 12 then
      last, count = n, count + 1
    else
      break
    end
    n = n + 1
  end
  if full == 0 then return nil end
  while full > 1 and last > i and words[last] and words[last].initial do last = last - 1 end
  return last, full
end

-- Whether token n is an initial.
function names.is_initial(list, n)
  local word = list.words[n]
  return word and word.initial or false
end
names.joins, names.particles = joins, particles
names.is_capital = endings.is_capital
return names
