local task, mine = ...

--[[* mine.task.all(list, fn, options) -> results, errors
Call fn(value) for each value of a list, several at once, and wait for all.
@param list table, 1 to n
@param fn function; its first result counts; nil and an error is a failure of that value
@param options { limit = 8 } calls under way at once
@return list of results in the order of the list, mine.null where there is none; and a table of the
errors by index. What fn raises ends the other calls and is raised.
@example local pages, errors = mine.task.all(urls, mine.http.get, { limit = 4 })
]]
function task.all(list, fn, options)
  if type(list) ~= "table" then error("mine.task.all: wants a list, got a " .. type(list), 2) end
  if type(fn) ~= "function" then error("mine.task.all: wants a function, got a " .. type(fn), 2) end
  local limit = 8
  for key, value in pairs(options or {}) do
    if key ~= "limit" then
      error("mine.task.all: unknown option '" .. tostring(key) .. "' (known: limit)", 2)
    elseif math.type(value) ~= "integer" or value < 1 then
      error("mine.task.all: option 'limit' wants an integer from 1", 2)
    end
    limit = value
  end
  local n, given = #list, 0
  local results, errors, workers = mine.json.array {}, {}, {}
  local function work()
    while given < n do
      given = given + 1
      local i = given
      local value, err = fn(list[i])
      if value == nil then errors[i] = err or "nil" end
      results[i] = value == nil and mine.null or value
    end
  end
  for i = 1, math.min(limit, n) do workers[i] = task.spawn(work) end
  for i, worker in ipairs(workers) do
    local ok, err = worker:join()
    if not ok then
      for k = i + 1, #workers do workers[k]:cancel() end
      error(err, 0)
    end
  end
  return results, errors
end
