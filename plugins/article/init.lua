-- Turns the bytes of a page (item.body) into an article. HTML is parsed; plain text is cut into
-- title, text, date and credit line by line.
local article = {}

-- What the extraction may set. The item's own url, source and fetched_at are facts of the fetch and
-- stay.
local fields = {
  "kind", "title", "text", "lead", "byline", "date", "updated", "site", "section", "tags", "image",
  "links", "paragraphs", "source_credit", "language", "canonical_url", "place",
}

-- Plain text has no markup to go by: its lines say what they are.
local function from_text(text)
  local found = mine.text.plain(text)
  local sections = found.sections or {}
  found.section, found.kind = sections[#sections], "article"
  found.basis = { date = found.date and "text: " .. (found.date_basis or "written") }
  if found.place then found.place = { name = found.place } end -- its country is the stage places'
  if found.byline then found.byline = { found.byline } end
  return found
end

local function extract(item)
  if (item.content_type or ""):find("^text/plain") then return from_text(item.body) end
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
