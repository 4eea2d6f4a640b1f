-- The digest as text for a terminal.
local labels = require "labels"

local terminal = {}

local function plain(text)
  return text
end

local function colour(code)
  return function(text) return "\27[" .. code .. "m" .. text .. "\27[0m" end
end

local function columns(text)
  return utf8.len(text) or #text -- bytes that are no UTF-8 are shown escaped anyway
end

-- text in lines of at most width columns, each behind indent and painted.
local function wrap(out, text, width, indent, paint)
  local line, used = {}, 0
  local function flush()
    if #line > 0 then out[#out + 1] = indent .. paint(table.concat(line, " ")) end
    line, used = {}, 0
  end
  for word in text:gmatch("%S+") do
    local n = columns(word)
    if used > 0 and #indent + used + 1 + n > width then flush() end
    used = used + n + (used > 0 and 1 or 0)
    line[#line + 1] = word
  end
  flush()
end

local function put_entry(out, entry, options, bold, dim)
  wrap(out, entry.title, options.width, "  ", bold)
  local facts = { entry.date ~= "" and labels.date(entry.date) or "no date" }
  if #entry.countries > 0 then facts[#facts + 1] = table.concat(entry.countries, ", ") end
  facts[#facts + 1] = entry.outlet
  wrap(out, table.concat(facts, " · "), options.width, "  ", dim)
  wrap(out, entry.summary, options.width, "  ", plain)
  if entry.link_text ~= "" then out[#out + 1] = "  " .. dim(entry.link_text) end
  local also = {}
  for i, other in ipairs(entry.also) do also[i] = other.outlet end
  if #also > 0 then wrap(out, "also in: " .. table.concat(also, ", "), options.width, "  ", dim) end
  out[#out + 1] = ""
end

function terminal.render(view, options)
  local bold, dim, head = plain, plain, plain
  if options.colour then bold, dim, head = colour "1", colour "2", colour "1;36" end
  local out = { "" }
  wrap(out, view.title, options.width, "", bold)
  wrap(out, labels.about(view), options.width, "", dim)
  out[#out + 1] = ""
  for _, section in ipairs(view.sections) do
    local rule = string.rep("─", math.max(0, options.width - columns(section.title) - 1))
    out[#out + 1] = head(section.title:upper()) .. " " .. dim(rule)
    for _, entry in ipairs(section.entries) do put_entry(out, entry, options, bold, dim) end
  end
  return table.concat(out, "\n") .. "\n"
end

return terminal
