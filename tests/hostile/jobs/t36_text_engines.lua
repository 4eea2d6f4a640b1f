-- each engine on a long text, for ever
-- must: killed; exit: timeout
local s = ('On Monday the minister of foreign affairs met Mr. Smith. '):rep(5000)
while true do for _, f in ipairs { 'sentences', 'words', 'quotes', 'dates', 'keyphrases', 'language' } do pcall(mine.text[f], s) end end
