-- Gives documents of the database as they are kept: a digest of the day is a job of its own,
-- beside those that fetch. With `minehost run JOB --as-of TIME` they are those of that time, and
-- so is "1d".
local kept = {}

function kept.items(config)
  local options = {}
  for name, value in pairs(config) do options[name] = value end
  return mine.store.each(options)
end

return kept
