-- Sorts a list by whole numbers: numbers are compared without a call to Lua for each pair.
local BITS = 18 -- of a place in the list

-- A list of the values in ascending order of rank(value), a whole number from 0 to 2^45 - 1. Of the
-- same rank: by before(a, b) if it is given, as they stood if neither comes first. 2^18 values or
-- more are sorted in place, as table.sort does it.
return function(list, rank, before)
  local count, ranks, values = #list, {}, {}
  if count >> BITS > 0 then
    table.sort(list, function(a, b)
      local x, y = rank(a), rank(b)
      if x ~= y or not before then return x < y end
      return before(a, b)
    end)
    return list
  end
  for n = 1, count do ranks[n] = rank(list[n]) << BITS | n end
  table.sort(ranks)
  local last
  for n = 1, count do
    local key = ranks[n]
    local value, own = list[key & (1 << BITS) - 1], key >> BITS
    local k = n
    while before and own == last and k > 1 and ranks[k - 1] >> BITS == own
      and before(value, values[k - 1]) do
      values[k] = values[k - 1]
      k = k - 1
    end
    values[k], last = value, own
  end
  return values
end
