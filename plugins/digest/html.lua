-- The digest as one HTML file: no scripts, nothing fetched, dark where the reader's system is dark,
-- fit to print.
local labels = require "labels"

local html = {}

local style = [[
:root { color-scheme: light dark; --ink: #1d1d1b; --soft: #63625d; --paper: #fbfaf6;
  --line: #dcd9cf; --mark: #7a3b1d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e3da; --soft: #a09c91; --paper: #171715; --line: #3a3833; --mark: #d99a6c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 3rem 1.25rem 5rem; max-width: 42rem; background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Noto Serif", Georgia, serif;
  overflow-wrap: break-word; }
header { border-bottom: 3px double var(--line); padding-bottom: 1.25rem; }
h1 { margin: 0; font-size: 2.2rem; line-height: 1.15; letter-spacing: -.01em; }
header p, .facts, .also, nav, footer { font-family: system-ui, "Noto Sans", sans-serif;
  font-size: .85rem; color: var(--soft); }
header p { margin: .5rem 0 0; }
nav ul { list-style: none; margin: 1.25rem 0 0; padding: 0; display: flex; flex-wrap: wrap;
  gap: .3rem 1.1rem; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .18em; }
a:hover { text-decoration-color: currentcolor; }
a:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
h2 { margin: 3rem 0 0; padding-bottom: .35rem; border-bottom: 1px solid var(--line);
  color: var(--mark);
  font: 600 .8rem/1.4 system-ui, "Noto Sans", sans-serif; letter-spacing: .09em;
  text-transform: uppercase; }
article { margin: 1.6rem 0 0; }
h3 { margin: 0; font-size: 1.25rem; line-height: 1.3; text-wrap: balance; }
h3 a { text-decoration: none; }
h3 a:hover { text-decoration: underline; }
.facts, .also { margin: .3rem 0 0; }
.facts span + span::before { content: " \00b7  "; }
article p.summary { margin: .5rem 0 0; hyphens: auto; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); }
@media print {
  :root { --ink: #000; --soft: #444; --paper: #fff; --line: #bbb; --mark: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  article { break-inside: avoid; }
  h2 { break-after: avoid; }
}
]]

local special = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;",
  ["'"] = "&#39;" }

-- Titles and summaries come from strangers' pages: everything that is not ours goes through here.
local function esc(text)
  return (tostring(text):gsub("[&<>\"']", special):gsub("[%z\1-\8\11\12\14-\31]", " "))
end

local function anchor(link, text, attributes)
  if not link then return esc(text) end
  return '<a href="' .. esc(link) .. '"' .. (attributes or "") .. ">" .. esc(text) .. "</a>"
end

local function put_entry(out, entry)
  local function put(...) out[#out + 1] = table.concat { ... } end
  put("<article", entry.language and ' lang="' .. esc(entry.language) .. '"' or "", ">")
  put("<h3>", anchor(entry.link, entry.title), "</h3>")
  put('<p class="facts" lang="en">')
  if entry.date ~= "" then
    put('<span><time datetime="', esc(entry.date), '">', esc(labels.date(entry.date)),
      "</time></span>")
  else
    put("<span>no date</span>")
  end
  if #entry.countries > 0 then put("<span>", esc(table.concat(entry.countries, ", ")),
    "</span>") end
  put("<span>", esc(entry.outlet), "</span>")
  put("</p>")
  if entry.summary ~= "" then put('<p class="summary">', esc(entry.summary), "</p>") end
  if #entry.also > 0 then
    local also = {}
    for i, other in ipairs(entry.also) do
      also[i] = anchor(other.link, other.outlet, ' title="' .. esc(other.title) .. '"')
    end
    put('<p class="also" lang="en">also in: ', table.concat(also, ", "), "</p>")
  end
  put("</article>")
end

function html.render(view)
  local out = {
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    -- Nothing but this file's own style may be used, whatever an item smuggles in.
    '<meta http-equiv="Content-Security-Policy" '
      .. [[content="default-src 'none'; style-src 'unsafe-inline'">]],
    "<title>" .. esc(view.title) .. "</title>",
    "<style>\n" .. style .. "</style>\n</head>\n<body>",
    "<header>\n<h1>" .. esc(view.title) .. "</h1>\n<p>" .. esc(labels.about(view)) .. "</p>",
    '<nav aria-label="Topics"><ul>',
  }
  for _, section in ipairs(view.sections) do
    out[#out + 1] = string.format('<li><a href="#%s">%s</a> %d</li>', esc(section.id),
      esc(section.title),
      #section.entries)
  end
  out[#out + 1] = "</ul></nav>\n</header>\n<main>"
  for _, section in ipairs(view.sections) do
    out[#out + 1] = string.format('<section aria-labelledby="%s">\n<h2 id="%s">%s</h2>',
      esc(section.id),
      esc(section.id), esc(section.title))
    for _, entry in ipairs(section.entries) do put_entry(out, entry) end
    out[#out + 1] = "</section>"
  end
  out[#out + 1] = "</main>\n<footer>Made with minehost. "
    .. "Summaries are sentences of the articles, unchanged.</footer>"
  out[#out + 1] = "</body>\n</html>\n"
  return table.concat(out, "\n")
end

return html
