-- The words of a text as the grammar reads them.
--
-- A token: text, first, last (bytes), cap (begins with a capital), upper (capitals only, two
-- letters or more), letter (no number), gap (what stands between it and the token before), start
-- (begins a sentence), para and sentence (numbers).
local endings = require "endings"

local tokens = {}

local abbreviations = {}
for word in ("Mr Mrs Ms Dr Prof Gen Lt Col Maj Brig Sen Rep Gov St Jr Sr No vs им ул обл г гг "
  .. "тыс млн "
  .. "млрд др проф акад см т н т.е рис стр ред"):gmatch("%S+") do
  abbreviations[word] = true
end

local function is_upper(text)
  if text:find("%l") then return false end
  local n = 0
  for letter in text:gmatch("[%z\1-\127\194-\244][\128-\191]*") do
    if letter:find("^[%a\128-\255]") then
      if not endings.is_capital(letter) then return false end
      n = n + 1
    end
  end
  return n > 1
end

-- Whether a sentence begins behind the gap. An initial's or abbreviation's dot ends none.
local function ends_sentence(gap, before)
  if gap:find("\n", 1, true) then return true end
  if not gap:find("[.!?]") and not gap:find("…", 1, true) then return false end
  if gap:find("^[.]%s*$") and before then
    if before.cap and #before.text <= 2 then return false end
    if abbreviations[before.text] then return false end
    if before.text:find("^%u%.%u$") then return false end -- U.S
  end
  for _, sign in ipairs({ "»", "”" }) do gap = gap:gsub(sign, '"') end
  return gap:find("[.!?][\"')]*%s") ~= nil or gap:find("…", 1, true) ~= nil
end

-- The words, initials apart: М.Шапиро is М and Шапиро.
-- and elisions: l'Union is Union.
local function parted(text, language)
  local list = {}
  for _, word in ipairs(mine.text.words(text)) do
    local rest = word
    for _ = 1, word.text:find(".", 2, true) and 4 or 0 do
      local initial = rest.text:match("^([%z\1-\127\194-\244][\128-\191]*)%.[\65-\90\195\208-\211]")
      if not initial or not endings.is_capital(initial) or #rest.text <= #initial + 2
        and rest.text:find("^%u%.%u$") then
        break
      end
      list[#list + 1] = { text = initial, first = rest.first, last = rest.first + #initial - 1,
        kind = "letter" }
      rest = { text = rest.text:sub(#initial + 2), first = rest.first + #initial + 1,
        last = rest.last, kind = "letter" }
    end
    if language == "fr" then
      local article = rest.text:match("^[ldnsLDNS]'") or rest.text:match("^[ldnsLDNS]’")
        or rest.text:match("^[Qq]u['’]")
      if article and #rest.text > #article + 1 then
        rest = { text = rest.text:sub(#article + 1), first = rest.first + #article,
          last = rest.last, kind = rest.kind }
      end
    end
    local bare = rest.text:find("[sS]$")
      and (rest.text:match("^(.+)'[sS]$") or rest.text:match("^(.+)’[sS]$"))
    if bare then -- Assad's: the ending is no part of the name
      rest = { text = bare, first = rest.first, last = rest.first + #bare - 1, kind = "letter" }
    end
    list[#list + 1] = rest
  end
  return list
end

function tokens.read(text, language)
  local list, para, sentence, last = {}, 1, 1, 0
  for _, word in ipairs(parted(text, language)) do
    local gap = text:sub(last + 1, word.first - 1)
    local before = list[#list]
    if before and before.text:find("^%u%.%u") and gap:sub(1, 1) == "." then -- U.S.
      before.last, gap = before.last + 1, gap:sub(2)
    end
    local start = before == nil or ends_sentence(gap, before)
    if before and gap:find("\n", 1, true) then para = para + 1 end
    if start and before then sentence = sentence + 1 end
    list[#list + 1] = {
      text = word.text, first = word.first, last = word.last, gap = gap, start = start,
      letter = word.kind == "letter", cap = endings.is_capital(word.text),
      upper = is_upper(word.text), para = para, sentence = sentence, n = #list + 1,
    }
    last = word.last
  end
  list.text = text
  return list
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
function tokens.at(list, byte)
  local low, high = 1, #list + 1
  while low < high do
    local middle = (low + high) // 2
    if list[middle].first < byte then low = middle + 1 else high = middle end
  end
  return low
end

return tokens
