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

--[[* mine.http.stream(url, fn, options) -> response
Fetch a large body and call fn(bytes) with each piece of it.
@param url string
@param fn function; what it raises ends the transfer and is raised
@param options as of mine.http.open
@return response with an empty body; or nil and an error
@example assert(mine.http.stream(url, function(bytes) size = size + #bytes end))
]]
function http.stream(url, fn, options)
  local stream <close>, err = http.open(url, options)
  if not stream then return nil, err end
  while true do
    local bytes, problem = stream:read()
    if problem then return nil, problem end
    if not bytes then return stream:response() end
    fn(bytes)
  end
end

--[[* mine.http.submit(form, fields, options) -> response
Send a form of a page as a browser would.
@param form one of document:forms()
@param fields table of what the user would type: name = text, list of texts, or false for a field
that is not sent; the rest is sent as the page has it
@param options as of mine.http.get or mine.http.post
@return response; or nil and an error (code "unsupported" for a form that uploads files)
@example local found = assert(mine.http.submit(page:forms()[1], { q = "talks" }))
]]
function http.submit(form, fields, options)
  if type(form) ~= "table" or type(form.action) ~= "string" then
    error("mine.http.submit: wants a form as document:forms() gives it", 2)
  end
  local values = {}
  for name, value in pairs(form.values or {}) do values[name] = value end
  for name, value in pairs(fields or {}) do values[name] = value or nil end
  if form.method ~= "post" then
    local target = form.action:gsub("[?#].*", "")
    return http.get(target .. "?" .. http.query(values), options)
  end
  local sent = { form = values }
  for name, value in pairs(options or {}) do sent[name] = value end
  return http.post(form.action, sent)
end
