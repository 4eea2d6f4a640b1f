-- Tables as plain text: one row a line, fields parted by a tab, remarks begin with #.
local tsv = {}

-- The rows of text as lists of fields, each with its line in the file. A line with fewer than
-- `least` fields is a mistake in the table: it raises with its number, because a row that is
-- silently left out is found months later.
function tsv.rows(text, least, name)
  local rows, number = {}, 0
  for line in (text .. "\n"):gmatch("(.-)\r?\n") do
    number = number + 1
    if line ~= "" and line:sub(1, 1) ~= "#" then
      local row = { line = number }
      for field in (line .. "\t"):gmatch("(.-)\t") do row[#row + 1] = field end
      if #row < least then
        error(string.format("%s:%d: %d fields, %d wanted", name, number, #row, least), 0)
      end
      rows[#rows + 1] = row
    end
  end
  return rows
end

return tsv
