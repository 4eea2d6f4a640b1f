-- The message as text: titles, facts, summaries, links, lines of at most 72 columns.
local text = {}

local WIDTH = 72

local function plain(words)
  return (tostring(words):gsub("[%z\1-\31\127]+", " "))
end

local function wrap(out, words)
  local line, used = {}, 0
  for word in plain(words):gmatch("%S+") do
    local n = utf8.len(word) or #word
    if used > 0 and used + 1 + n > WIDTH then
      out[#out + 1] = table.concat(line, " ")
      line, used = {}, 0
    end
    used = used + n + (used > 0 and 1 or 0)
    line[#line + 1] = word
  end
  if #line > 0 then out[#out + 1] = table.concat(line, " ") end
end

local function put_entry(out, entry)
  out[#out + 1] = ""
  wrap(out, entry.title)
  local facts = { entry.date ~= "" and entry.date or "no date" }
  if #entry.countries > 0 then facts[#facts + 1] = table.concat(entry.countries, ", ") end
  facts[#facts + 1] = entry.outlet
  wrap(out, table.concat(facts, " · "))
  wrap(out, entry.summary)
  -- a link stands alone on its line and is whole, so that it can be followed
  if entry.link and entry.link:find("^https?://") then out[#out + 1] = plain(entry.link) end
  for _, other in ipairs(entry.also) do
    local link = other.link and other.link:find("^https?://") and " " .. plain(other.link) or ""
    out[#out + 1] = "also in: " .. plain(other.outlet) .. link
  end
end

function text.render(view)
  local out = {}
  wrap(out, view.title)
  for _, section in ipairs(view.sections) do
    out[#out + 1] = ""
    out[#out + 1] = "== " .. section.title .. " =="
    for _, entry in ipairs(section.entries) do put_entry(out, entry) end
  end
  return table.concat(out, "\n") .. "\n"
end

return text
