-- makes files beside the database, where its own journal would lie
for _, path in ipairs { "run.db-journal", "run.db.bak", "run.db-wal2" } do
  local f = io and io.open(path, "w")
  if f then f:write("x") f:close() error("ESCAPED: " .. path) end
end
