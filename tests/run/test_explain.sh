#!/bin/sh
# minehost explain: for every row of a stored document its passage, its rule and its line of a table.
# The pages are invented: no such event took place.
. "$TOP/tests/run/lib.sh"
export MINEHOST_DB="$PWD/test.db"
export COLUMNS=160
mkdir -p pages plugins
cat >pages/one.html <<'H'
<html lang="en"><head><title>Kazakhstan to open consulate in Khujand</title>
<meta property="article:published_time" content="2026-04-06T09:00:00Z"></head><body><article>
<h1>Kazakhstan to open consulate in Khujand</h1>
<p>Foreign Minister of Kazakhstan Arman Seitkali met President of Tajikistan Rustam Hamidov in Dushanbe on 6 April. The
two countries agreed that Kazakhstan would open a consulate in Khujand.</p>
<p>Trade grew to 1.4 billion dollars last year. "We are neighbours without a common border," Seitkali said in Dushanbe.
The Foreign Ministry of Tajikistan welcomed the decision and said that a building had been found.</p>
</article></body></html>
H
cat >pages/two.html <<'H'
<html lang="ru"><head><title>Казахстан откроет консульство в Худжанде</title>
<meta property="article:published_time" content="2026-04-06T11:00:00Z"></head><body><article>
<h1>Казахстан откроет консульство в Худжанде</h1>
<p>Министр иностранных дел Казахстана Арман Сейткали прибыл с визитом в Душанбе. На переговорах с президентом
Таджикистана Рустамом Хамидовым он объявил об открытии консульства в Худжанде. Товарооборот между странами достиг
1,4 млрд долларов. Консул приедет в город уже 15 мая, его здание осмотрят 12 строителей из Шымкента.</p>
</article></body></html>
H
cat >job.lua <<'L'
return {
  name = "explained", sources = { { "files", path = "pages" } },
  pipeline = { "article", "language", "actors", "events", "topics", "keywords", "quotes", "summary", "stories" },
  sinks = { "store" },
}
L
# the job's own copies of two plugins, so that their tables may change under it
cp -r "$TOP/plugins/events" "$TOP/plugins/actors" plugins/
touch -d 2020-01-01 plugins/*/*
t_exit 0 "$MINEHOST" run job.lua
t_has err "2 new"

# the events: passage, rule, its line as it stands in the table
t_exit 0 "$MINEHOST" explain 1 --field events
t_has out "id 1, version 1"
t_has out "CONSULT"
t_has out ">>met President of Tajikistan"
t_ok "the rule's file and line" grep -qE "plugins/events/triggers-en.tsv:[0-9]+$" out
line=$(grep -oE "triggers-en.tsv:[0-9]+" out | head -n 1)
form=$(sed -n "${line##*:}p" plugins/events/triggers-en.tsv | cut -f 1)
t_has out "| $form"
t_lacks out "the file changed"
t_lacks out "$(printf '\033')"
t_lacks out "people"

# bytes and lines are those of the text
"$MINEHOST" explain 1 --json >report.json
cat >check.lua <<'L'
local t = require "t"
local report = mine.json.decode(assert(mine.run.read("report.json")))
local item = assert(mine.store.get(report.id))
local seen, rows, lines = {}, 0, 0
local function look(field, row)
  rows = rows + 1
  local p = row.passage
  if p then
    t.eq(item.text:sub(p.first, p.last), p.text, field .. ": passage")
    local _, breaks = item.text:sub(1, p.first - 1):gsub("\n", "")
    t.eq(p.line, breaks + 1, field .. ": line of the passage")
    t.ok(p.verbatim ~= false, field .. ": the row's words are those of the passage: " .. p.text)
  end
  for _, s in ipairs(row.sources or {}) do
    t.ok(s.file or s.builtin, field .. ": " .. s.ref .. " is found")
    t.ok(not s.missing, field .. ": " .. s.ref .. " is there")
    if s.line and s.ref:find(":%d+$") then
      lines = lines + 1
      t.eq(tonumber(s.ref:match(":(%d+)$")), s.line, field .. ": line of " .. s.ref)
      t.ok(#s.text > 0, field .. ": text of " .. s.ref)
    end
  end
  for _, inner in ipairs(row.rows or {}) do look(field, inner) end
end
for _, field in ipairs(report.fields) do
  seen[field.field] = field
  for _, row in ipairs(field.rows or {}) do look(field.field, row) end
end
for _, name in ipairs { "title", "date", "language", "people", "mentions", "events", "quotes", "attribution",
  "topics", "summary", "keywords", "countries" } do t.ok(seen[name], name .. " is explained") end
for _, name in ipairs { "people", "mentions", "events", "quotes", "attribution" } do
  for i, row in ipairs(seen[name].rows or {}) do
    t.ok(row.passage, name .. " " .. i .. " has a passage")
    t.ok(row.sources and row.sources[1].of == "rule", name .. " " .. i .. " has a rule")
  end
end
for name in pairs(item) do
  local own = name == "id" or name == "version" or name == "first_seen" or name == "changed_at" or name == "basis"
  local value = item[name]
  local empty = type(value) == "table" and next(value) == nil
  if not own and not empty then t.ok(seen[name], "field " .. name .. " is explained") end
end
t.eq(seen.date.basis, item.basis.date, "basis of the date")
t.eq(seen.title.value, item.title, "value of the title")
if report.id == 1 then
  for _, name in ipairs { "people", "mentions", "events", "quotes", "attribution", "topics" } do
    t.ok(#seen[name].rows > 0, name .. " has rows")
  end
end
t.ok(rows > 20, rows .. " rows")
t.ok(lines > 10, lines .. " lines of tables")
t.done()
L
t_exit 0 "$MINEHOST" run -q --format none check.lua
t_has out "0 failed"
"$MINEHOST" explain 2 --json >report.json
t_exit 0 "$MINEHOST" run -q --format none check.lua
t_has out "0 failed"

# the second item joined the first by evidence, and says what it adds
t_exit 0 "$MINEHOST" explain 2 --field story,story_basis,new
t_has out "pages/one.html"
t_has out "by evidence"
t_has out "other Khujand"
t_has out ">>15 мая<<"
t_exit 1 "$MINEHOST" explain 2 --field story_basis,nonsense
t_has out "by evidence" # what there is, is shown
t_exit 1 "$MINEHOST" explain 2 --field nonsense
t_has err "no field nonsense"

# a table that changes is marked, a line or file that is gone is told
echo "# one more line" >>plugins/events/triggers-en.tsv
touch -d 2099-01-01 plugins/events/triggers-en.tsv
t_exit 0 "$MINEHOST" explain 1 --field events
t_has out "! the file changed on 2099-01-01"
head -n 20 "$TOP/plugins/events/triggers-en.tsv" >plugins/events/triggers-en.tsv
t_exit 0 "$MINEHOST" explain 1 --field events
t_has out "the file has only 20 lines now"
mkdir other
cd other || exit 1
t_exit 0 "$MINEHOST" explain 1 --field events # the job's folder counts, not the working folder
t_has out "the file has only 20 lines now"
cd ..
rm -r other

# which document
t_exit 0 "$MINEHOST" explain "file://$PWD/pages/one.html" --field title
t_has out "Kazakhstan to open consulate in Khujand"
t_exit 0 "$MINEHOST" explain "file://$PWD/pages/o" --field title
t_has out "one.html"
t_exit 0 "$MINEHOST" show "file://$PWD/pages/o"
t_has out "one.html"
t_exit 2 "$MINEHOST" explain "file://$PWD/pages/"
t_has err "more than one document"
t_exit 2 "$MINEHOST" show "file://$PWD/pages/"
t_exit 1 "$MINEHOST" explain 999
t_has err "no document 999"
t_exit 1 "$MINEHOST" explain nowhere
t_exit 2 "$MINEHOST" explain
t_exit 2 "$MINEHOST" explain 1 2
t_exit 2 "$MINEHOST" explain 1 --field ""
t_exit 1 "$MINEHOST" explain 1 --db none.db
t_exit 0 "$MINEHOST" help explain
t_has out "--field NAME"

# wrapped as wide as it is told, and one line of JSON
COLUMNS=50 "$MINEHOST" explain 1 --field summary >out
t_eq "no line is longer" "$(grep -v / out | LC_ALL=C.UTF-8 grep -cE '^.{51,}$')" 0
t_exit 0 "$MINEHOST" explain 1 --format jsonl
t_eq "one line" "$(wc -l <out)" 1
t_end
