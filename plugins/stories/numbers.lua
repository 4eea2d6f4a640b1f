-- The numbers of a text as values with units, whatever the language writes: 1.8 billion dollars,
-- 1,8 млрд долларов, 1,8 milliard dollar are one. Years, dates and times are none.
local remembered = require "remembered"
local tsv = require "tsv"

local numbers = {}

-- Folded form -> { scale, unit }; the same of forms of any ending; the lengths of those by their
-- first bytes, as many as the shortest has.
local exact, starts, lengths, shortest

local function load_table()
  exact, starts, lengths, shortest = {}, {}, {}, math.huge
  for _, field in ipairs(tsv.rows(mine.run.asset("numbers.tsv"), 3, "numbers.tsv")) do
    local kind, value = field[1], field[2]
    local row = {}
    if kind == "scale" then row.scale = tonumber(value)
    elseif kind == "unit" then row.unit = value
    elseif kind == "count" then row.count = tonumber(value)
    else row.unit, row.scale = value:match("^(%S+) (%S+)$") end
    row.scale = tonumber(row.scale)
    for form in field[3]:gmatch("%S+") do
      local stem = form:match("^(.+)%*$")
      if stem then
        local folded = mine.text.fold(stem)
        if not starts[folded] then starts[folded] = row end
        shortest = math.min(shortest, #folded)
      end
      exact[mine.text.fold(stem or form)] = row
    end
  end
  local stems = {}
  for stem in pairs(starts) do stems[#stems + 1] = stem end
  table.sort(stems, function(a, b) return #a > #b end) -- the longest counts
  for _, stem in ipairs(stems) do
    local head = stem:sub(1, shortest)
    local list = lengths[head] or {}
    if list[#list] ~= #stem then list[#list + 1] = #stem end
    lengths[head] = list
  end
end

local none = {}

-- The row of a word, or false.
local row_of = remembered(function(word)
  local folded = mine.text.fold(word)
  local row = exact[folded]
  if row then return row end
  for _, length in ipairs(lengths[folded:sub(1, shortest)] or none) do
    local start = starts[folded:sub(1, length)]
    if start then return start end
  end
  return false
end)

-- Whether a number may begin with a word of that kind: digits, or one that stands before a scale or
-- unit (three thousand).
function numbers.may_begin(word, kind)
  if not exact then load_table() end
  if kind == "number" then return true end
  local row = kind == "letter" and row_of(word)
  return row and row.count ~= nil or false
end

-- Digits with their marks as a number: 18,500 in English is 18500, 18,5 elsewhere 18.5.
local function value_of(digits, language)
  local comma, point = digits:find(",", 1, true), digits:find(".", 1, true)
  local thousands
  if comma and point then thousands = comma < point and "," or "."
  elseif comma then
    thousands = (language == "en" and digits:find("^%d%d?%d?,%d%d%d") or digits:find(",.*,"))
      and ","
  elseif point then
    thousands = (language ~= "en" and digits:find("^[1-9]%d?%d?%.%d%d%d$")
      or digits:find("%..*%.")) and "."
  end
  if thousands then digits = digits:gsub("%" .. thousands, "") end
  return tonumber((digits:gsub(",", ".")))
end

local GAP = { [" "] = true, ["\u{A0}"] = true, ["\u{2009}"] = true, ["\u{202F}"] = true }
local SIGN = "[^\x80-\xBF][\x80-\xBF]*" -- a character

-- Word i of the list is the start of a number; 18 500 is one. Returns its last word.
local function join(words, i)
  local texts, gaps, last = words.text, words.gap, i
  if not texts[i]:find("^%d%d?%d?$") then return last end
  while GAP[gaps[last + 1]] and texts[last + 1]:find("^%d%d%d$") do last = last + 1 end
  return last
end

-- What is read behind a number: scale, unit, the last byte of what was understood, the words and
-- signs looked at, whether it ended.
local function take(state, row, last)
  if row and not row.count then
    state.scale, state.unit = state.scale * (row.scale or 1), row.unit or state.unit
    state.last = last
    state.ended = row.unit ~= nil
  elseif not state.last then
    state.ended = true -- what is counted is no unit that the table knows
  end
  state.looked = state.looked + 1
  if state.looked >= 3 then state.ended = true end
end

-- The signs behind byte `last`.
local function take_signs(state, signs, last)
  for sign in signs:gmatch(SIGN) do
    last = last + #sign
    if sign == "%" or sign == "$" or sign == "€" then take(state, row_of(sign), last)
    elseif not GAP[sign] and not sign:find("^[%s.-]") then state.ended = true end
    if state.ended then return end
  end
end

-- Scale and unit in the few words and signs behind word `last`, and the byte where they end, nil if
-- there are none.
local function behind(text, words, last)
  local texts, kinds, gaps, lasts = words.text, words.kind, words.gap, words.last
  local state = { scale = 1, unit = nil, last = nil, looked = 0, ended = false }
  local i = last
  while not state.ended do
    i = i + 1
    local word, gap = texts[i], gaps[i] or text:sub(lasts[i - 1] + 1, lasts[i - 1] + 40)
    if gap ~= " " then take_signs(state, gap, lasts[i - 1]) end
    if state.ended or kinds[i] ~= "letter" then break end
    local row = row_of(word)
    if word == "per" and texts[i + 1] == "cent" and (GAP[gaps[i + 1]] or #gaps[i + 1] == 1) then
      row, i = row_of("percent"), i + 1
    end
    take(state, row, lasts[i])
  end
  return state.scale, state.unit, state.last
end

-- The unit that stands before word i: $ 5.
local function before(words, i)
  local gap = words.gap[i]
  if gap == "" or gap == " " then return nil end
  local signs = gap:match("^(.*[^ ]) $") or gap
  for blank in pairs(GAP) do
    if blank ~= " " and signs == gap and gap:sub(-#blank) == blank then
      signs = gap:sub(1, -#blank - 1)
    end
  end
  local row = row_of(signs:match(SIGN .. "$") or "")
  return row and row.unit
end

-- Digits that count: 845 has three, 2000000 one.
local function digits_of(value)
  local text = string.format("%.10g", value):gsub("[.-]", ""):gsub("e.*", "")
  return #(text:gsub("^0+", ""):gsub("0+$", ""))
end

local function is_year(value, unit, scale)
  return (not unit or unit == "year") and scale == 1 and value % 1 == 0
    and value >= 1900 and value <= 2100
end

-- Whether the word counts, scales or measures: words that say nothing of what is counted.
function numbers.is_measure(word)
  if not exact then load_table() end
  return row_of(word) ~= false
end

-- The number that begins with word i; nil for what is none.
local function read(text, words, i, language)
  local word, first, lasts = words.text[i], words.first[i], words.last
  local value, last, scale, unit, stop
  if words.kind[i] == "letter" then
    value, last = row_of(word).count, i
    scale, unit, stop = behind(text, words, last)
    if not stop then return nil end
  else
    if not word:find("^%d[%d.,]*$") then return nil end
    last = join(words, i)
    value = value_of(text:sub(first, lasts[last]):gsub("[^%d.,]", ""), language)
    scale, unit, stop = behind(text, words, last)
    unit = unit or before(words, i)
    if not value or is_year(value, unit, scale) then return nil end
  end
  value, stop = value * scale, stop or lasts[last]
  return { value = value, unit = unit, digits = digits_of(value), first = first,
    last = stop, text = text:sub(first, stop) }
end

-- 16:30 is no number.
local function is_clock(text, first, last)
  return text:sub(math.max(1, first - 2), first - 1):find("%d:") or text:find("^:%d%d", last + 1)
end

-- The numbers in text: list of { value, unit, digits, first, last, text }. words: of the text
-- (scan.words); dates: those of the text (mine.text.dates), whose digits do not count.
function numbers.find(text, words, language, dates)
  local found, in_date, begins = {}, 1, words.numbers
  local firsts, lasts = words.first, words.last
  local reach = 0 -- the last byte of the number found last
  for k = 1, #begins do
    local i = begins[k]
    local first = firsts[i]
    if first > reach then
      while dates[in_date] and dates[in_date].last < first do in_date = in_date + 1 end
      local dated = dates[in_date] and dates[in_date].first <= first
      if not dated and not is_clock(text, first, lasts[i]) then
        local number = read(text, words, i, language)
        if number then
          found[#found + 1] = number
          reach = number.last
        end
      end
    end
  end
  return found
end

-- The key under which a number is compared.
function numbers.key(number)
  return string.format("%.6g", number.value)
end

return numbers
