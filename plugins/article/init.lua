-- Turns the bytes of a page (item.body) into an article. HTML is parsed; plain text is cut into
-- title, text, date and credit line by line.
local plaintext = require "plaintext"
local article = {}

-- What the extraction may set. The item's own url, source and fetched_at are facts of the fetch and
-- stay.
local fields = {
  "kind", "title", "text", "lead", "byline", "date", "updated", "site", "section", "tags", "image",
  "links", "paragraphs", "source_credit", "language", "canonical_url", "place",
}

local function extract(item)
  if (item.content_type or ""):find("^text/plain") then return plaintext(item.body) end
  local doc, err = mine.doc.parse(item.body, { url = item.url, content_type = item.content_type })
  if not doc then return nil, err end
  local found
  found, err = doc:article()
  doc:close()
  return found, err
end

function article.process(item, config)
  if not item.body then return item end -- it came as an article already, from a feed or a database
  local found, err = extract(item)
  if not found then error(err or "no article", 0) end
  if #(found.text or "") < config.min_text then
    error(string.format("no article in the page: %d bytes of text", #(found.text or "")), 0)
  end
  for _, name in ipairs(fields) do
    if found[name] ~= nil then item[name] = found[name] end
  end
  item.basis = item.basis or {}
  for name, from in pairs(found.basis or {}) do item.basis[name] = from end
  if not config.keep_body then item.body = nil end
  return item
end

return article
