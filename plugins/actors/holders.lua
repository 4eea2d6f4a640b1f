-- Office holders (holders.tsv) in a text, and what they held when.
local names = require "names"
local vocabulary = require "vocabulary"

local holders = {}

-- The holder whose name ends at token n, its first token; alone when only the family name stands
-- there.
function holders.at(state, n)
  local list, code = state.list, state.own.code
  local by_word = vocabulary.holders()
  local token = list[n]
  local best, first
  local one, many
  for _, form in ipairs(names.nominatives(token.text, code)) do
    for _, entry in ipairs(by_word[form] or {}) do
      local wanted, k, fits = entry.words, n, true
      for w = #wanted - 1, 1, -1 do
        k = k - 1
        local before = list[k]
        if not before or (list[k + 1].gap ~= " " and list[k + 1].gap ~= "-") then
          fits = false break
        end
        local ok = false
        for _, f in ipairs(names.nominatives(before.text,
          code)) do if f == wanted[w] then ok = true break end end
        if not ok then fits = false break end
      end
      if fits and (not first or k < first) then best, first = entry.holder, k end
      if #wanted > 1 then
        if one and one ~= entry.holder then many = true end
        one = entry.holder
      end
    end
    if best then break end
  end
  if best then return best, first, first == n and #token.text < 5 end
  if one and not many and #mine.text.fold(token.text) >= (token.text:find("[\208-\211]") and 10
    or 5)
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
