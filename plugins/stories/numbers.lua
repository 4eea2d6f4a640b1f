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

-- Word i of the list is the start of a number; 18 500 is one. Returns its last word.
local function join(words, i)
  local texts, last = words.text, i
  if not texts[i]:find("^%d%d?%d?$") then return last end
  while texts[last + 2] and GAP[texts[last + 1]]
    and texts[last + 2]:find("^%d%d%d$") do last = last + 2 end
  return last
end

-- Scale and unit in the few words behind a number, and where they end.
local function behind(words, last)
  local texts, kinds = words.text, words.kind
  local scale, unit, stop, looked = 1, nil, last, 0
  local i = last + 1
  while texts[i] and looked < 3 do
    local word = texts[i]
    if kinds[i] == "letter" or word == "%" or word == "$" or word == "€" then
      local row = row_of(word)
      if word == "per" and texts[i + 2] == "cent" then
        row, i = row_of("percent"), i + 2
      end
      if row and not row.count then
        scale, unit = scale * (row.scale or 1), row.unit or unit
        stop = i
        if row.unit then break end
      elseif stop == last then
        break -- what is counted is no unit that the table knows
      end
      looked = looked + 1
    elseif kinds[i] == "number" or not word:find("^[%s.-]*$")
      and not GAP[word] then
      break
    end
    i = i + 1
  end
  return scale, unit, stop
end

local function before(words, i)
  local at = i - 1
  if GAP[words.text[at]] then at = i - 2 end
  local row = words.kind[at] == "other" and row_of(words.text[at]:match("[^%s]+$") or "")
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

-- The number that begins with word i, and its last word; nil for what is none.
local function read(text, words, i, language)
  local word, first, lasts = words.text[i], words.first[i], words.last
  local value, last, scale, unit, stop
  if words.kind[i] == "letter" then
    value, last = row_of(word).count, i
    scale, unit, stop = behind(words, last)
    if stop == last then return nil end
  else
    if not word:find("^%d[%d.,]*$") then return nil end
    last = join(words, i)
    value = value_of(text:sub(first, lasts[last]):gsub("[^%d.,]", ""), language)
    scale, unit, stop = behind(words, last)
    unit = unit or before(words, i)
    if not value or is_year(value, unit, scale) then return nil end
  end
  value = value * scale
  return { value = value, unit = unit, digits = digits_of(value), first = first,
    last = lasts[stop], text = text:sub(first, lasts[stop]) }, stop
end

-- 16:30 is no number.
local function is_clock(text, first, last)
  return text:sub(math.max(1, first - 2), first - 1):find("%d:") or text:find("^:%d%d", last + 1)
end

-- The numbers in text: list of { value, unit, digits, first, last, text }. words: all of the text
-- (names.words); begins: the places among them of those that numbers.may_begin; dates: those of the
-- text (mine.text.dates), whose digits do not count.
function numbers.find(text, words, begins, language, dates)
  local found, in_date = {}, 1
  local firsts, lasts = words.first, words.last
  local behind_last = 1 -- the number found last
  for k = 1, #begins do
    local i = begins[k]
    if i >= behind_last then
      local first = firsts[i]
      while dates[in_date] and dates[in_date].last < first do in_date = in_date + 1 end
      local dated = dates[in_date] and dates[in_date].first <= first
      if not dated and not is_clock(text, first, lasts[i]) then
        local number, stop = read(text, words, i, language)
        if number then
          found[#found + 1] = number
          behind_last = stop + 1
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
