-- Puts each item into the database. The answer, new, changed or unchanged, is counted in the run's
-- summary.
local store = {}

function store.write(item)
  local put, err = mine.store.put(item)
  if not put then return nil, err end
  return put.outcome
end

return store
