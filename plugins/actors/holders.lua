-- Office holders (holders.tsv) in a text, and what they held when.
local names = require "names"
local vocabulary = require "vocabulary"

local holders = {}

-- What holders there are whose names end with a nominative of token n: a list of lists of entries,
-- or false.
function holders.ends(list, n, code)
  local word = list.words[n]
  local found = word and word.holders
  if word and found ~= nil then return found end
  local by_word = vocabulary.holders()
  found = false
  local forms = names.nominatives(list.texts[n], code)
  for k = 1, #forms do
    local entries = by_word[forms[k]]
    if entries then
      found = found or {}
      found[#found + 1] = entries
    end
  end
  if word then word.holders = found end
  return found
end

local function stands_for(text, wanted, code)
  local forms = names.nominatives(text, code)
  for k = 1, #forms do if forms[k] == wanted then return true end end
  return false
end

-- The first token of the words of a name whose last word is token n, or nil.
local function name_before(list, n, wanted, code)
  local texts, gaps, k = list.texts, list.gaps, n
  for w = #wanted - 1, 1, -1 do
    k = k - 1
    if k < 1 or (gaps[k + 1] ~= " " and gaps[k + 1] ~= "-")
      or not stands_for(texts[k], wanted[w], code) then
      return nil
    end
  end
  return k
end

-- The holder whose name ends at token n, its first token; alone when only the family name stands
-- there.
function holders.at(state, n)
  local list, code = state.list, state.own.code
  local word = list.words[n]
  local all = word and word.holders
  if all == nil or not word then all = holders.ends(list, n, code) end
  if not all then return nil end
  local text = list.texts[n]
  local best, first
  local one, many
  for _, entries in ipairs(all) do
    for _, entry in ipairs(entries) do
      local k = name_before(list, n, entry.words, code)
      if k and (not first or k < first) then best, first = entry.holder, k end
      if #entry.words > 1 then
        if one and one ~= entry.holder then many = true end
        one = entry.holder
      end
    end
    if best then break end
  end
  if best then return best, first, first == n and #text < 5 end
  if one and not many and #names.fold(text) >= (text:find("[\208-\211]") and 10 or 5)
    and not state.is_given(n) and not state.is_word(n) then return one, n, true end
  return nil
end

-- Who in office on the day; with no day the last.
function holders.term(holder, day)
  local found
  for _, term in ipairs(holder.terms) do
    if not day or (term.from <= day and (not term.to or day <= term.to)) then
      if not day or not found or term.from > found.from then found = term end
    end
  end
  return found
end

-- Whether somebody has ever held the office of a phrase: President Tokayev.
function holders.held(holder, phrase)
  if not phrase then return false end
  for _, term in ipairs(holder.terms) do
    for _, id in ipairs(phrase.ids) do
      if term.id == id and (not phrase.country or phrase.country == term.country) then
        return true
      end
    end
  end
  return false
end

return holders
