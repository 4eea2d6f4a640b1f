-- A function of one string whose values are remembered: a text asks for the same words again and
-- again, and the next text too.
local KEPT = 20000 -- strings; then all are forgotten

-- make: the function; it gives no nil.
return function(make)
  local known, count = {}, 0
  return function(word)
    local value = known[word]
    if value == nil then
      if count >= KEPT then known, count = {}, 0 end
      value = make(word)
      known[word], count = value, count + 1
    end
    return value
  end
end
