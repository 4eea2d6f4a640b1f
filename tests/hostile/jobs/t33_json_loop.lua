-- decodes for ever
-- must: killed; exit: timeout
local s = '[' .. ('[]' .. ','):rep(1e5) .. '1]'
while true do mine.json.decode(s) end
