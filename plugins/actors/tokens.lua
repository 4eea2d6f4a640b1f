-- The words of a text as the grammar reads them.
--
-- A token: text, first, last (bytes), cap (begins with a capital), upper (capitals only, two
-- letters or more), letter (no number), gap (what stands between it and the token before), start
-- (begins a sentence).
local endings = require "endings"
local heralds = require "heralds"

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

-- The shapes of the words of a language, and of one text more than are worth keeping.
local SHAPES = 20000
local shapes, count = {}, 0
local function shapes_of(language)
  if count >= SHAPES then shapes, count = {}, 0 end
  shapes[language] = shapes[language] or {}
  return shapes[language]
end

local function learn(known, text, language)
  local found = shape_of(text, language)
  found.begins = found.cap or heralds.is(text, language)
  known[text], count = found, count + 1
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
  local text = list.texts[n]
  if not text then return nil end
  local known = list.shapes[text]
  local token = { text = text, first = list.firsts[n], last = list.lasts[n],
    gap = list.gaps[n] or " ", letter = list.kinds[n] == "letter", cap = known.cap,
    upper = known.upper, start = list.starts[n] or false, n = n }
  rawset(list, n, token)
  return token
end
function lazily.__len(list) return list.count end

-- The numbers of token n's sentence and paragraph.
function tokens.sentence(list, n) return place_of(list.sentence_starts, n) end
function tokens.para(list, n) return place_of(list.para_starts, n) end

-- The words in columns, those of several parts cut into them.
local function cut(text, known, language)
  local words = mine.text.words(text, { columns = true })
  local cuts = { text = {}, first = {}, last = {}, kind = {} }
  local function add(piece, first, last, kind)
    local n = #cuts.text + 1
    cuts.text[n], cuts.first[n], cuts.last[n], cuts.kind[n] = piece, first, last, kind
  end
  for k, word in ipairs(words.text) do
    local first, kind = words.first[k], words.kind[k]
    local parts = (known[word] or learn(known, word, language)).parts
    if not parts then add(word, first, words.last[k], kind) end
    for _, part in ipairs(parts or {}) do
      local at = first + part.at
      add(part.text, at, at + #part.text - 1, part.kind or kind)
    end
  end
  return cuts
end

-- Assad's is Assad: the only part of word n takes its place.
local function bare(words, n, part)
  words.text[n], words.first[n] = part.text, words.first[n] + part.at
  words.last[n], words.kind[n] = words.first[n] + #part.text - 1, part.kind or words.kind[n]
end

-- What stands between words n - 1 and n, and whether a sentence, a paragraph begins with n.
local function read_gap(list, n, before)
  local lasts = list.lasts
  local gap = list.text:sub((lasts[n - 1] or 0) + 1, list.firsts[n] - 1)
  if before then
    if before.dotted and byte(gap) == 46 then -- U.S.
      lasts[n - 1], gap = lasts[n - 1] + 1, gap:sub(2)
    end
    if gap ~= " " then
      if ends_sentence(gap, list.texts[n - 1], before.cap) then
        list.starts[n] = true
        table.insert(list.sentence_starts, n)
      end
      if gap:find("\n", 1, true) then table.insert(list.para_starts, n) end
    end
  end
  if gap ~= " " then list.gaps[n] = gap end
end

local stamp = 0 -- of the text read last

-- nil when a word is to be cut into several, unless all are cut already.
local function read_words(text, words, known, language, is_cut)
  local texts, firsts, lasts, kinds = words.text, words.first, words.last, words.kind
  local begins, last, before = {}, 0, nil
  local list = { text = text, texts = texts, firsts = firsts, lasts = lasts, kinds = kinds,
    gaps = {}, shapes = known, begins = begins, starts = { true }, sentence_starts = { 1 },
    para_starts = { 1 }, count = #texts }
  stamp = stamp + 1
  for n = 1, #texts do
    local how = known[texts[n]] or learn(known, texts[n], language)
    if how.parts and not is_cut then
      if #how.parts > 1 then return nil end
      bare(words, n, how.parts[1])
      how = known[texts[n]] or learn(known, texts[n], language)
    end
    local first = firsts[n]
    if first ~= last + 2 or byte(text, last + 1) ~= 32 then -- nearly always a blank
      read_gap(list, n, before)
    end
    if how.begins then begins[#begins + 1] = n end
    if not how.cap and kinds[n] == "letter" then how.small = stamp end
    last, before = lasts[n], how
  end
  return setmetatable(list, lazily)
end

-- The tokens of a text: list[n], #list; and by the field, for those who look at each: list.texts,
-- firsts, lasts, kinds, gaps (nil for a blank), count; shapes (cap, upper) by the word; begins, the
-- numbers of those that may begin a name or announce one.
function tokens.read(text, language)
  local known = shapes_of(language)
  return read_words(text, mine.text.words(text, { columns = true }), known, language)
    or read_words(text, cut(text, known, language), known, language, true)
end

-- Whether the word stands in the text as it is, and begins with no capital; list: of the text read
-- last.
function tokens.is_small(list, word)
  local how = list.shapes[word]
  return how ~= nil and how.small == stamp
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
