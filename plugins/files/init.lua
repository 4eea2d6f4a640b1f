-- Gives each saved page of a folder as an item with url, path, body and content_type, sorted by
-- name.
--
-- A file that cannot be read is an item too, with its error: the stages report it as failed and the
-- run goes on. A folder that is missing or holds no page is a mistake in the job and raises.
--
-- A plain text in UTF-8 comes as an article already (title, text, date ...), without a body.
local plaintext = require "plaintext"
local files = {}

local types = {
  html = "text/html", htm = "text/html", xhtml = "application/xhtml+xml", txt = "text/plain",
}

local function type_of(path)
  return types[(path:match("%.(%w+)$") or ""):lower()]
end

-- The file's URL (RFC 8089): absolute, so that files of the same name in two jobs stay apart in the
-- database.
local function address(path)
  if path:sub(1, 1) ~= "/" then path = mine.run.folder .. "/" .. path end
  return "file://" .. path:gsub("[^%w%-._~/]", function(c) return ("%%%02X"):format(c:byte()) end)
end

function files.items(config)
  local options = { pattern = config.pattern, recursive = config.recursive }
  local paths, err = mine.run.files(config.path, options)
  if not paths then error(err, 0) end
  local pages = {}
  for _, path in ipairs(paths) do
    if type_of(path) then pages[#pages + 1] = path end
  end
  if #pages == 0 then error("no pages in folder " .. config.path, 0) end

  local i = 0
  return function()
    i = i + 1
    local path = pages[i]
    if not path then return nil end
    local body, problem = mine.run.read(path)
    local item = { url = address(path), path = path, source = "files" }
    item.content_type = type_of(path)
    if not body then
      item.error = problem
    elseif item.content_type == "text/plain" and utf8.len(body) then
      for name, value in pairs(plaintext(body)) do item[name] = value end
    else
      item.body = body
    end
    return item
  end
end

return files
