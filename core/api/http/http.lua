local http, mine = ...

-- the methods of every response
local response = http.methods
http.methods = nil

--[[* response:document() -> document
Parse the body as HTML, in the charset that the answer or the page names.
@return document, as mine.doc.parse gives it; or nil and an error
@example local title = assert(page:document()):article().title
]]
function response:document()
  return mine.doc.parse(self.body, { url = self.url, content_type = self.content_type })
end
