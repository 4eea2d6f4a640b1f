-- The words of a text as the grammar reads them.
--
-- A token: text, first, last (bytes), cap (begins with a capital), upper (capitals only, two
-- letters or more), letter (no number), gap (what stands between it and the token before), start
-- (begins a sentence).
local endings = require "endings"
local heralds = require "heralds"
local remembered = require "remembered"

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

-- What is asked of gaps is remembered of short ones: there are few of them.
local SHORT = 16 -- bytes
local function of_gaps(ask)
  local of_short = remembered(ask)
  return function(gap)
    if #gap <= SHORT then return of_short(gap) end
    return ask(gap)
  end
end

-- Whether a sentence ends in a gap: by a line's end, by a mark, by a dot that may be an
-- abbreviation's, or not.
local LINE, MARK, DOT = 1, 2, 3
local end_in = of_gaps(function(gap)
  if gap:find("\n", 1, true) then return LINE end
  if not gap:find("[.!?]") and not gap:find("…", 1, true) then return false end
  local plain = gap
  for _, sign in ipairs({ "»", "”" }) do plain = plain:gsub(sign, '"') end
  if not plain:find("[.!?][\"')]*%s") and not plain:find("…", 1, true) then return false end
  return gap:find("^[.]%s*$") and DOT or MARK
end)

-- Whether the dot behind the word (capital: it begins with one) is an initial's or abbreviation's.
local function is_abbreviated(word, capital)
  return capital and #word <= 2 or abbreviations[word] or word:find("^%u%.%u$") ~= nil -- U.S
end

-- What a word is cut into, and what its letters say: { cap, upper, initial (J, В), dotted (U.S),
-- parts }; parts is nil for a word that stays as it is, else a list of { text, at, kind }, at being
-- the bytes before it. Initials are apart (М.Шапиро is М and Шапиро), and elisions (l'Union is
-- Union).
local function shape_of(text, language)
  local cap = endings.is_capital(text)
  local shape = { cap = cap, upper = is_upper(text), dotted = text:find("^%u%.%u") ~= nil,
    initial = cap and (#text == 1 or (#text == 2 and byte(text) >= 0xC3)
      or text:find("^%u%.%u$") ~= nil) }
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

-- What is known of the words of a language, and of one text more than is worth keeping.
local KEPT = 20000
local known_words, count = {}, 0
local function words_of(language)
  if count >= KEPT then known_words, count = {}, 0 end
  known_words[language] = known_words[language] or {}
  return known_words[language]
end

-- What is known of a word; learnt when it is met first.
local function word_of(known, text, language)
  local word = known[text]
  if word ~= nil then return word end
  word = false
  local announces = heralds.is(text, language) or false
  if text:find("^%u%l+$") then
    word = { cap = true, upper = false, initial = false, dotted = false, begins = true }
  elseif announces or not text:find("^%l+$") then
    word = shape_of(text, language)
    word.begins = word.cap or announces
    if not word.begins and not word.upper and not word.parts then word = false end
  end
  known[text], count = word, count + 1
  return word
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
  local word = list.words[n]
  local token = { text = text, first = list.firsts[n], last = list.lasts[n], gap = list.gaps[n],
    letter = list.kinds[n] == "letter", cap = word and word.cap, upper = word and word.upper,
    start = list.starts[n] or false, n = n }
  rawset(list, n, token)
  return token
end
function lazily.__len(list) return list.count end

-- The numbers of token n's sentence and paragraph.
function tokens.sentence(list, n) return place_of(list.sentence_starts, n) end
function tokens.para(list, n) return place_of(list.para_starts, n) end

-- Two ascending lists of different numbers as one.
local function merge(a, b)
  local both, i, n = {}, 1, 0
  local x = a[1]
  for k = 1, #b do
    local y = b[k]
    while x and x < y do
      n, i = n + 1, i + 1
      both[n], x = x, a[i]
    end
    n = n + 1
    both[n] = y
  end
  return table.move(a, i, #a, n + 1, both)
end

-- The columns of another list of pieces: of the words, those of several parts cut into them.
local function cut(text, words, known, language)
  local cuts = { text = {}, first = {}, last = {}, kind = {}, known = {}, gap = {}, marked = {},
    apart = {} }
  local n, last = 0, 0
  local function add(piece, first, stop, kind)
    n = n + 1
    local gap = text:sub(last + 1, first - 1)
    cuts.text[n], cuts.first[n], cuts.last[n], cuts.kind[n] = piece, first, stop, kind
    cuts.known[n], cuts.gap[n] = word_of(known, piece, language), gap
    if cuts.known[n] then table.insert(cuts.marked, n) end
    if gap ~= " " then table.insert(cuts.apart, n) end
    last = stop
  end
  for k, word in ipairs(words.text) do
    local first, kind = words.first[k], words.kind[k]
    local parts = words.known[k] and words.known[k].parts
    if not parts then add(word, first, words.last[k], kind) end
    for _, part in ipairs(parts or {}) do
      local at = first + part.at
      add(part.text, at, at + #part.text - 1, part.kind or kind)
    end
  end
  return cuts
end

-- Assad's is Assad: the only part of a word takes its place. What is left of the word is in the
-- gaps then, and no sentence or paragraph begins there. numbers: of such words.
local function bare(text, words, numbers, known, language)
  local texts, firsts, lasts, gaps = words.text, words.first, words.last, words.gap
  for _, n in ipairs(numbers) do
    local part = words.known[n].parts[1]
    texts[n], firsts[n] = part.text, firsts[n] + part.at
    lasts[n], words.kind[n] = firsts[n] + #part.text - 1, part.kind or words.kind[n]
    words.known[n] = word_of(known, part.text, language)
    gaps[n] = text:sub((lasts[n - 1] or 0) + 1, firsts[n] - 1)
    if texts[n + 1] then gaps[n + 1] = text:sub(lasts[n] + 1, firsts[n + 1] - 1) end
  end
end

-- The words of a text in columns, cut and bared, with what is known of each.
local function columns(text, language)
  local known = words_of(language)
  local words = mine.text.words(text, { columns = true, gaps = true, known = known })
  local fresh, met = words.new, {}
  for _, n in ipairs(fresh) do
    local word = word_of(known, words.text[n], language)
    words.known[n] = word
    if word then met[#met + 1] = n end
  end
  if #met > 0 then words.marked = merge(words.marked, met) end
  local single = {}
  for _, n in ipairs(words.marked) do
    local parts = words.known[n].parts
    if parts and #parts > 1 then return cut(text, words, known, language) end
    if parts then single[#single + 1] = n end
  end
  if #single > 0 then bare(text, words, single, known, language) end
  return words
end

-- Where sentences and paragraphs begin: behind gaps that are no blank.
local function read_gaps(list, apart)
  local lasts, gaps, words = list.lasts, list.gaps, list.words
  for _, n in ipairs(apart) do
    local gap = gaps[n]
    if n > 1 then
      local before = words[n - 1]
      if before and before.dotted and byte(gap) == 46 then -- U.S.
        lasts[n - 1], gap = lasts[n - 1] + 1, gap:sub(2)
        gaps[n] = gap
      end
      local how = gap ~= " " and end_in(gap)
      if how and not (how == DOT
        and is_abbreviated(list.texts[n - 1], before and before.cap)) then
        list.starts[n] = true
        table.insert(list.sentence_starts, n)
        if how == LINE then table.insert(list.para_starts, n) end
      end
    end
  end
end

-- The tokens of a text: list[n], #list; and by the field, for those who look at each: list.texts,
-- firsts, lasts, kinds, gaps, starts, count; begins, the numbers of those that may begin a name or
-- announce one; words, what is known of each word, the same table wherever it stands, or false for
-- one that is written small and announces nobody: cap, upper, initial, and what others leave there
-- (functions of the word and the language alone).
function tokens.read(text, language)
  local columned = columns(text, language)
  local words, begins = columned.known, {}
  local list = { text = text, texts = columned.text, firsts = columned.first,
    lasts = columned.last, kinds = columned.kind, gaps = columned.gap, words = words,
    begins = begins, starts = { true }, sentence_starts = { 1 }, para_starts = { 1 },
    count = #columned.text }
  read_gaps(list, columned.apart)
  for _, n in ipairs(columned.marked) do
    local word = words[n]
    if word and word.begins then begins[#begins + 1] = n end
  end
  return setmetatable(list, lazily)
end

-- The number of the text in which a word was written last; of so many words of texts at most.
local STAMPED = 200000
local stamps, stamped, stamp = {}, 0, 0

local function stamp_words(list)
  if stamped > STAMPED then stamps, stamped = {}, 0 end
  stamp, stamped = stamp + 1, stamped + list.count
  local texts, kinds = list.texts, list.kinds
  for n = 1, list.count do
    if kinds[n] == "letter" then stamps[texts[n]] = stamp end
  end
  list.stamp = stamp
end

-- Whether the word, which is folded, stands so in the text; list: of the text read last.
function tokens.is_small(list, folded)
  if not list.stamp then stamp_words(list) end
  return stamps[folded] == list.stamp
end

-- Whether word n begins with a capital.
function tokens.is_capital(list, n)
  local word = list.words[n]
  return word and word.cap
end

-- Whether a gap is one of possession: Kazakhstan's president, the ministers' meeting.
function tokens.possessive(gap)
  return gap == "'s " or gap == "’s " or gap == "' " or gap == "’ "
end

local quotes = { "«", "“", "„", '"', "”", "»" }

-- Whether a quotation mark opens at the end of a gap; anywhere in it.
tokens.opens_quote = of_gaps(function(gap)
  for n = 1, 4 do if gap:find(quotes[n] .. "%s?$") then return true end end
  return gap:find("”%s?$") ~= nil
end)

tokens.has_quote = of_gaps(function(gap)
  for _, quote in ipairs(quotes) do if gap:find(quote, 1, true) then return true end end
  return false
end)

tokens.has_dash = of_gaps(function(gap)
  return gap:find(" – ", 1, true) ~= nil or gap:find(" — ", 1, true) ~= nil
    or gap:find(" - ", 1, true) ~= nil
end)

-- The number of the first token that begins at or behind a byte. from: where to begin to look, in
-- ever longer steps, for those who ask of one byte after another.
function tokens.at(list, at, from)
  local firsts, low, high = list.firsts, 1, list.count + 1
  if from and (from == 1 or firsts[from - 1] < at) then
    local step = 1
    low = from
    while low + step < high and firsts[low + step] < at do
      low, step = low + step, step * 2
    end
    if low + step < high then high = low + step end
  end
  while low < high do
    local middle = (low + high) // 2
    if firsts[middle] < at then low = middle + 1 else high = middle end
  end
  return low
end

return tokens
