-- The words of a text as the grammar reads them.
--
-- A token: text, first, last (bytes), cap (begins with a capital), upper (capitals only, two
-- letters or more), letter (no number), gap (what stands between it and the token before), start
-- (begins a sentence).
local endings = require "endings"

local tokens = {}

local byte = string.byte

local abbreviations = {}
for word in ("Mr Mrs Ms Dr Prof Gen Lt Col Maj Brig Sen Rep Gov St Jr Sr No vs им ул обл г гг "
  .. "тыс млн "
  .. "млрд др проф акад см т н т.е рис стр ред"):gmatch("%S+") do
  abbreviations[word] = true
end

local function is_upper(text)
  local n = 0
  for letter in text:gmatch("[%z\1-\127\194-\244][\128-\191]*") do
    if letter:find("^[%a\128-\255]") then
      if not endings.is_capital(letter) then return false end
      n = n + 1
    end
  end
  return n > 1
end

-- Whether a sentence begins behind the gap and the word before it (capital: it begins with one). An
-- initial's or abbreviation's dot ends none.
local function ends_sentence(gap, before, capital)
  if gap:find("\n", 1, true) then return true end
  if not gap:find("[.!?]") and not gap:find("…", 1, true) then return false end
  if gap:find("^[.]%s*$") then
    if capital and #before <= 2 then return false end
    if abbreviations[before] then return false end
    if before:find("^%u%.%u$") then return false end -- U.S
  end
  for _, sign in ipairs({ "»", "”" }) do gap = gap:gsub(sign, '"') end
  return gap:find("[.!?][\"')]*%s") ~= nil or gap:find("…", 1, true) ~= nil
end

-- What a word is cut into, and what its letters say: { cap, upper, dotted (U.S), parts }; parts is
-- nil for a word that stays as it is, else a list of { text, at (bytes before it), kind }. Initials
-- are apart (М.Шапиро is М and Шапиро), and elisions (l'Union is Union).
local function shape_of(text, language)
  local shape = { cap = endings.is_capital(text), upper = is_upper(text),
    dotted = text:find("^%u%.%u") ~= nil }
  if not text:find("[.'’]") then return shape end
  local parts, rest, at, kind = {}, text, 0, nil
  for _ = 1, 4 do
    local initial = rest:match("^([%z\1-\127\194-\244][\128-\191]*)%.[\65-\90\195\208-\211]")
    if not initial or not endings.is_capital(initial) or #rest <= #initial + 2
      and rest:find("^%u%.%u$") then
      break
    end
    parts[#parts + 1] = { text = initial, at = at, kind = "letter" }
    rest, at, kind = rest:sub(#initial + 2), at + #initial + 1, "letter"
  end
  if language == "fr" then
    local article = rest:match("^[ldnsLDNS]'") or rest:match("^[ldnsLDNS]’")
      or rest:match("^[Qq]u['’]")
    if article and #rest > #article + 1 then
      rest, at = rest:sub(#article + 1), at + #article
    end
  end
  local bare = rest:match("^(.+)'[sS]$") or rest:match("^(.+)’[sS]$")
  if bare then rest, kind = bare, "letter" end -- Assad's: the ending is no part of the name
  if rest ~= text then
    parts[#parts + 1] = { text = rest, at = at, kind = kind }
    shape.parts = parts
  end
  return shape
end

-- The shapes of the words of a language, as many as are worth keeping.
local SHAPES = 20000
local shapes, count = {}, 0
local function shape(text, language)
  local known = shapes[language]
  if not known then
    known = {}
    shapes[language] = known
  end
  local found = known[text]
  if not found then
    if count >= SHAPES then
      known, count = {}, 0
      shapes = { [language] = known }
    end
    found, count = shape_of(text, language), count + 1
    known[text] = found
  end
  return found
end

-- The number of the last of ascending places that is not behind n.
local function place_of(list, n)
  local low, high = 1, #list + 1
  while low < high do
    local middle = (low + high) // 2
    if list[middle] <= n then low = middle + 1 else high = middle end
  end
  return low - 1
end

-- Most tokens are in nobody's way: the list makes one when it is asked for it.
local lazily = {}
function lazily.__index(list, n)
  local known = list.shapes[n]
  if not known then return nil end
  local token = { text = list.texts[n], first = list.firsts[n], last = list.lasts[n],
    gap = list.gaps[n] or " ", letter = list.kinds[n] == "letter", cap = known.cap,
    upper = known.upper, start = list.starts[n] or false, n = n }
  rawset(list, n, token)
  return token
end
function lazily.__len(list) return list.count end

-- The numbers of token n's sentence and paragraph.
function tokens.sentence(list, n) return place_of(list.sentence_starts, n) end
function tokens.para(list, n) return place_of(list.para_starts, n) end

-- The tokens of a text: list[n], #list; and by the field, for those who look at each: list.texts,
-- firsts, lasts, kinds, shapes (cap, upper), gaps (nil for a blank), count.
function tokens.read(text, language)
  local texts, firsts, lasts, kinds, gaps, made = {}, {}, {}, {}, {}, {}
  local starts, sentence_starts, para_starts = { true }, { 1 }, { 1 }
  local n, last, known = 0, 0, nil
  local function add(word, first, final, kind, how)
    if first ~= last + 2 or byte(text, last + 1) ~= 32 then -- nearly always a blank
      local gap = text:sub(last + 1, first - 1)
      if n > 0 then
        if known.dotted and byte(gap) == 46 then -- U.S.
          lasts[n], gap = lasts[n] + 1, gap:sub(2)
        end
        if gap ~= " " then
          if ends_sentence(gap, texts[n], known.cap) then
            starts[n + 1] = true
            sentence_starts[#sentence_starts + 1] = n + 1
          end
          if gap:find("\n", 1, true) then para_starts[#para_starts + 1] = n + 1 end
        end
      end
      if gap ~= " " then gaps[n + 1] = gap end
    end
    n = n + 1
    texts[n], firsts[n], lasts[n], kinds[n], made[n] = word, first, final, kind, how
    last, known = final, how
  end
  local words = mine.text.words(text, { columns = true })
  local first_of, last_of, kind_of = words.first, words.last, words.kind
  local own_shapes = shapes[language] or {}
  for k, word in ipairs(words.text) do
    local how = own_shapes[word] or shape(word, language)
    local parts, first = how.parts, first_of[k]
    if not parts and first == last + 2 and byte(text, last + 1) == 32 then -- as add has it
      n, last, known = n + 1, last_of[k], how
      texts[n], firsts[n], lasts[n], kinds[n], made[n] = word, first, last, kind_of[k], how
    elseif not parts then
      add(word, first, last_of[k], kind_of[k], how)
    else
      for p = 1, #parts do
        local part = parts[p]
        local at = first + part.at
        add(part.text, at, at + #part.text - 1, part.kind or kind_of[k],
          shape(part.text, language))
      end
    end
  end
  return setmetatable({ text = text, texts = texts, firsts = firsts, lasts = lasts, kinds = kinds,
    gaps = gaps, shapes = made, starts = starts,
    sentence_starts = sentence_starts, para_starts = para_starts,
    count = n }, lazily)
end

-- Whether a gap is one of possession: Kazakhstan's president, the ministers' meeting.
function tokens.possessive(gap)
  return gap == "'s " or gap == "’s " or gap == "' " or gap == "’ "
end

local quotes = { "«", "“", "„", '"', "”", "»" }

-- Whether a quotation mark opens at the end of a gap; anywhere in it.
function tokens.opens_quote(gap)
  for n = 1, 4 do if gap:find(quotes[n] .. "%s?$") then return true end end
  return gap:find("”%s?$") ~= nil
end

function tokens.has_quote(gap)
  for _, quote in ipairs(quotes) do if gap:find(quote, 1, true) then return true end end
  return false
end

function tokens.has_dash(gap)
  return gap:find(" – ", 1, true) ~= nil or gap:find(" — ", 1, true) ~= nil
    or gap:find(" - ", 1, true) ~= nil
end

-- The number of the first token that begins at or behind a byte.
function tokens.at(list, at)
  local firsts = list.firsts
  local low, high = 1, list.count + 1
  while low < high do
    local middle = (low + high) // 2
    if firsts[middle] < at then low = middle + 1 else high = middle end
  end
  return low
end

return tokens
