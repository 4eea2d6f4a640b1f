-- One item, one line, written at once: what a stopped run had written is there.
local jsonl = {}

local file

function jsonl.open(config)
  file = assert(mine.run.output(config.path, { append = config.append }))
end

function jsonl.write(item)
  assert(file:write(mine.json.encode(item) .. "\n"))
end

function jsonl.close()
  if file then assert(file:close()) end
  file = nil
end

return jsonl
