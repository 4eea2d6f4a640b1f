-- Where the name of a person may begin, by the words alone: most capitals begin none, and what is
-- dear (whether a word is free, what it is beside, who it is) need not be asked of them.
local heralds = require "heralds"
local holders = require "holders"
local names = require "names"

local candidates = {}

local honorifics, joins, particles = heralds.honorifics, names.joins, names.particles

-- Languages whose words say too little for a name of one word, or of words that are no known
-- given names: only an office, an honorific or the table of office holders makes one of those.
local terse = { en = true, fr = true, es = true }

-- Whether a word can say of its own that a name begins or ends with it. Kept at the word.
local function learn(state, n)
  local list, code = state.list, state.own.code
  local word = list.words[n]
  word.telling = not word.cap or word.initial or honorifics[list.texts[n]] or state.is_given(n)
    or holders.ends(list, n, code) ~= false
  return word.telling
end

-- The tokens at which a name that nothing but its words announces, or a word that announces one,
-- may stand, from the last to the first. A name in a terse language has a given name or an initial
-- before another word, or somewhere the last word of an office holder's.
function candidates.of(state)
  local list, code, is_given = state.list, state.own.code, state.is_given
  local begins, found, count = list.begins, {}, 0
  if not terse[code] then
    for k = #begins, 1, -1 do found[#found + 1] = begins[k] end
    return found
  end
  local words, texts, gaps = list.words, list.texts, list.gaps
  -- the capital behind the one that is looked at, and whether an office holder's name may end
  -- there or further on in its run of words
  local behind, holder = 0, false

  -- The same of a run that goes on with token n, a small word: Ban Ki-moon, Ursula von der Leyen.
  local function holder_from(n)
    while not holders.ends(list, n, code) do
      n = n + 1
      local gap = gaps[n]
      if not joins[gap] then return false end
      local word = words[n]
      if word and word.cap then return n == behind and holder end
      if gap ~= "-" and not particles[texts[n]] then return false end
    end
    return true
  end

  local function look(n, word)
    local gap, after = gaps[n + 1], words[n + 1]
    local goes_on = joins[gap]
    if not goes_on then
      holder = false
    elseif not (after and after.cap) then
      goes_on = gap == "-" or particles[texts[n + 1]]
      holder = goes_on and holder_from(n + 1)
    end
    holder, behind = holder or holders.ends(list, n, code), n
    return holder or honorifics[texts[n]] or goes_on and (word.initial or is_given(n))
  end

  for k = #begins, 1, -1 do
    local n = begins[k]
    local word = words[n]
    local telling = word.telling
    if telling == nil then telling = learn(state, n) end
    -- a word that tells nothing is of interest in the run of an office holder, or before a small
    -- word (Ki-moon), which has not been looked at
    if (telling or holder or gaps[n + 1] == "-") and (not word.cap or look(n, word)) then
      count = count + 1
      found[count] = n
    end
  end
  return found
end

return candidates
