-- What a text is about, by the words of concepts.tsv, which has them in several languages.
local tsv = require "tsv"

local concepts = {}

local matcher, concept_of -- read when first needed: the matcher, and the concept of its entries

local function load_table()
  local entries = {}
  concept_of = {}
  for _, field in ipairs(tsv.rows(mine.run.asset("concepts.tsv"), 2, "concepts.tsv")) do
    for form in (field[2] .. ", "):gmatch("(.-), ") do
      concept_of[#concept_of + 1] = field[1]
      entries[#entries + 1] = { form, id = #concept_of }
    end
  end
  matcher = mine.text.matcher(entries)
end

-- List of { concept, text, first, last }, from left to right.
function concepts.find(text)
  if not matcher then load_table() end
  local list = {}
  for _, hit in ipairs(matcher:find(text) or {}) do
    list[#list + 1] = { concept = concept_of[hit.id], text = hit.text, first = hit.first,
      last = hit.last }
  end
  return list
end

return concepts
