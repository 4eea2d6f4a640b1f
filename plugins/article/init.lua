-- Turns the bytes of a page (item.body) into an article. HTML is parsed; plain text is cut into
-- title, text, date and credit line by line.
local plaintext = require "plaintext"
local article = {}

-- What the extraction may set. The item's own url, source and fetched_at are facts of the fetch and
-- stay.
local fields = {
  "kind", "title", "text", "lead", "byline", "date", "updated", "site", "section", "tags", "image",
  "links", "paragraphs", "captions", "embeds", "source_credit", "language", "canonical_url",
  "place",
}

-- Appends the article of a later page: its text behind a blank line, its paragraphs and links.
local function append(found, more)
  local shift = #found.text + 2
  found.text = found.text .. "\n\n" .. more.text
  for _, p in ipairs(more.paragraphs or {}) do
    local first, last = p.first + shift, p.last + shift
    table.insert(found.paragraphs, { kind = p.kind, first = first, last = last })
  end
  for _, link in ipairs(more.links or {}) do table.insert(found.links, link) end
end

-- Joins the pages that a site cut its article into. A page that is missing ends it: what is there
-- is better than nothing.
local function join(found, doc, pages)
  local seen, page = { [doc.url] = true }, doc
  for _ = 2, pages do
    local url = page:next_page({ numbered = true })
    if not url or seen[url] then break end
    seen[url] = true
    local got, err = mine.http.get(url)
    local next_doc = got and got:document()
    local more = next_doc and next_doc:article()
    if not more or more.text == found.text then
      mine.log.warn("a later page is missing", { url = url, err = err })
      break
    end
    append(found, more)
    if page ~= doc then page:close() end
    page = next_doc
  end
  if page ~= doc then page:close() end
end

local function extract(item, pages)
  if (item.content_type or ""):find("^text/plain") then return plaintext(item.body) end
  local doc, err = mine.doc.parse(item.body, { url = item.url, content_type = item.content_type })
  if not doc then return nil, err end
  local found
  found, err = doc:article()
  if found and pages > 1 and doc.url:find("^https?:") then join(found, doc, pages) end
  doc:close()
  return found, err
end

function article.process(item, config)
  if not item.body then return item end -- it came as an article already, from a feed or a database
  local found, err = extract(item, config.pages or 1)
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
