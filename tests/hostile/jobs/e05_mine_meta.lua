-- metatables of the host's objects
-- must: refused; exit: ok job_error
local d = mine.doc.parse('<p>x') for _, v in ipairs { d, mine.null, mine, mine.http } do local m = getmetatable(v) if type(m) == 'table' and (m.__gc or m.__index == nil and m.__name) then error('ESCAPED: metatable of ' .. tostring(v)) end end
