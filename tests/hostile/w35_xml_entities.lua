-- has the readers of XML and HTML open files and addresses
local canary, port = (...):match("=(.*)=.*=(.*)")
local xml = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file://' .. canary .. '/secret.txt"><!ENTITY % b SYSTEM "http://127.0.0.1:' .. port .. '/x.dtd"> %b;]>'
  .. '<rss version="2.0"><channel><title>&a;</title><item><title>&a;</title><description>&a;</description></item></channel></rss>'
for _, read in ipairs { mine.doc.feed or false, mine.doc.parse, mine.doc.sitemap or false, mine.doc.xml or false } do
  if read then
    local ok, doc = pcall(read, xml)
    local text = ok and doc and mine.json.encode(type(doc) == "table" and doc or tostring(doc)) or ""
    if text:find("CANARY", 1, true) then error("ESCAPED: " .. text) end
  end
end
