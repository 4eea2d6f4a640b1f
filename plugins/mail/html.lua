-- The message as HTML that mail programs show: no style sheet, no script, nothing that is fetched.
local html = {}

local special = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;",
  ["'"] = "&#39;" }

-- Titles and summaries come from strangers' pages: everything that is not ours goes through here.
local function esc(text)
  return (tostring(text):gsub("[&<>\"']", special):gsub("[%z\1-\8\11\12\14-\31]", " "))
end

-- Only web addresses: a path means nothing in a mail.
local function anchor(link, text)
  if not link or not link:find("^https?://") then return esc(text) end
  return '<a href="' .. esc(link) .. '">' .. esc(text) .. "</a>"
end

local function put_entry(out, entry)
  local function put(...) out[#out + 1] = table.concat { ... } end
  put("<h3 style=\"margin:1.2em 0 0\"", entry.language and ' lang="' .. esc(entry.language) .. '"'
    or "", ">", anchor(entry.link, entry.title), "</h3>")
  local facts = { entry.date ~= "" and entry.date or "no date" }
  if #entry.countries > 0 then facts[#facts + 1] = table.concat(entry.countries, ", ") end
  facts[#facts + 1] = entry.outlet
  put('<p style="margin:.2em 0;color:#666;font-size:85%">', esc(table.concat(facts, " · ")), "</p>")
  if entry.summary ~= "" then put('<p style="margin:.4em 0">', esc(entry.summary), "</p>") end
  local also = {}
  for i, other in ipairs(entry.also) do also[i] = anchor(other.link, other.outlet) end
  if #also > 0 then
    put('<p style="margin:.2em 0;color:#666;font-size:85%">also in: ', table.concat(also, ", "),
      "</p>")
  end
end

function html.render(view)
  local out = { '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>'
    .. esc(view.title) .. "</title></head>",
    '<body style="max-width:42em;font-family:Georgia,serif;line-height:1.5">',
    "<h1 style=\"font-size:150%\">" .. esc(view.title) .. "</h1>" }
  for _, section in ipairs(view.sections) do
    out[#out + 1] = '<h2 style="margin:1.6em 0 0;font-size:110%;border-bottom:1px solid #ccc">'
      .. esc(section.title) .. "</h2>"
    for _, entry in ipairs(section.entries) do put_entry(out, entry) end
  end
  out[#out + 1] = "</body>\n</html>\n"
  return table.concat(out, "\n")
end

return html
