-- The words of a sentence with their classes. Most have none, and nobody asks for them one by
-- one: they stay columns.
local words = {}

local none = {} -- the classes of most words
words.none = none

-- Reads s.text: keys, gaps (what stands before each), firsts and lasts of its words, count of them;
-- tail: what stands behind the last. live: word -> { cap, class } and what is found out of it
-- later, for those that have a class, a capital or a mention, as few have; cap: it has a capital,
-- class: class -> the last word of the phrase. clause_of and quoted are for later.
function words.read(s, own)
  local word_of, live = own.word, {}
  local found = mine.text.words(s.text, { columns = true, gaps = true, known = own.known() })
  if not found then
    s.count = 0
    return
  end
  local keys, gaps, kinds = found.text, found.gap, found.kind
  local firsts, lasts = found.first, found.last
  s.count, s.keys, s.gaps, s.firsts, s.lasts = #keys, keys, gaps, firsts, lasts
  s.live, s.clause_of, s.quoted, s.tail = live, {}, {}, s.text:sub((lasts[#keys] or 0) + 1)
  local function read(i, word)
    local cap, classes, class = word.folded and kinds[i] == "letter", word.classes, none
    keys[i] = word.key
    if #classes > 0 then
      class = {}
      for n = 1, #classes do class[classes[n]] = i end
    end
    if class ~= none or cap then
      live[i] = { cap = cap, class = class, mention = false, mention_last = false }
    end
  end
  local known, marked, fresh = found.known, found.marked, found.new
  for n = 1, #marked do read(marked[n], known[marked[n]]) end
  for n = 1, #fresh do
    local word = word_of(keys[fresh[n]])
    if word then read(fresh[n], word) end
  end
end

-- The word that holds a byte, else the last before it.
function words.at(s, byte)
  local firsts, low, high = s.firsts, 0, s.count
  while low < high do
    local middle = (low + high + 1) // 2
    if firsts[middle] <= byte then low = middle else high = middle - 1 end
  end
  return low > 0 and low or nil
end

-- Word i, as one of those that are looked at.
function words.enliven(s, i)
  local token = s.live[i]
  if not token then
    token = { cap = false, class = none, mention = false, mention_last = false }
    s.live[i] = token
  end
  return token
end

function words.is_capital(s, i)
  local token = s.live[i]
  return token and token.cap
end

return words
