-- set "a b c" --> { a = true, b = true, c = true }
return function(words)
  local out = {}
  for word in words:gmatch("%S+") do out[word] = true end
  return out
end
