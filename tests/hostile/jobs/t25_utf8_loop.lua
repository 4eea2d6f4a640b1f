-- walks one long text again and again
-- must: killed; exit: timeout
local s = ('\u{4e2d}'):rep(1e6)
while true do utf8.len(s) end
