-- A plain text as an article: it has no markup to go by, so its lines say what they are (title,
-- breadcrumb, credit, dateline). Used by the source files and the stage article.
-- The function gives the fields of an item that the text yields, with their basis.
return function(text)
  local found = mine.text.plain(text)
  local sections = found.sections or {}
  return {
    kind = "article", title = found.title, text = found.text, date = found.date,
    section = sections[#sections], source_credit = found.source_credit,
    byline = found.byline and { found.byline },
    place = found.place and { name = found.place }, -- its country is the stage places'
    basis = {
      title = found.title and "text: first line",
      date = found.date and "text: " .. (found.date_basis or "written"),
    },
  }
end
