-- What a text is about, by the words of concepts.tsv, which has them in several languages.
local tsv = require "tsv"

local concepts = {}

local matcher -- when first needed

local function make()
  local entries = {}
  for _, field in ipairs(tsv.rows(mine.run.asset("concepts.tsv"), 2, "concepts.tsv")) do
    for form in (field[2] .. ", "):gmatch("(.-), ") do
      entries[#entries + 1] = { form, id = field[1] }
    end
  end
  return mine.text.matcher(entries)
end

-- List of { concept, text, first, last }, from left to right.
function concepts.find(text)
  matcher = matcher or assert(mine.text.compiled("concepts.tsv", make))
  local list = {}
  for _, hit in ipairs(matcher:find(text) or {}) do
    list[#list + 1] = { concept = hit.id, text = hit.text, first = hit.first,
      last = hit.last }
  end
  return list
end

return concepts
