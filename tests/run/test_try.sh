#!/bin/sh
# minehost try: one page through the stages of a job, of a plugin, of none; what each changed; nothing kept.
. "$TOP/tests/run/lib.sh"
mkdir -p site plugins/words plugins/feedish
cat >site/page.html <<'H'
<!doctype html><html lang=en><head><meta charset=utf-8><title>Invented talks - Invented desk</title>
<meta property=og:title content="Invented talks"></head><body><article><h1>Invented talks</h1>
<p>ASTANA, May 14. The invented ministers met in an invented hall on Wednesday and spoke of water.</p>
<p>They will meet again next month, the invented desk was told by an invented official.</p>
</article></body></html>
H
cat >plugins/words/manifest.lua <<'L'
return { api = 1, name = "words", version = "0.1.0", kind = "stage", about = "counts words",
  config = { least = { type = "integer", default = 3, help = "fewer: dropped" } } }
L
cat >plugins/words/init.lua <<'L'
return { process = function(item, config)
  item.words = #mine.text.words(item.text)
  if item.words < config.least then return nil, "too short" end
  item.title = item.title:upper()
  item.lead = nil
  local doc = mine.doc.parse("<p>no heading")
  for _ = 1, 3 do doc:select("h3.none") end
  return item
end }
L
sed 's/"stage"/"source"/; s/"words"/"feedish"/' plugins/words/manifest.lua >plugins/feedish/manifest.lua
cp plugins/words/init.lua plugins/feedish/
job() { printf 'return { sources = { { "files", path = "nowhere" } }, pipeline = { "article", %s }, sinks = { "store" } }\n' "$2" >"$1.lua"; }

# no job: the article with the basis of each field, and what lost against it
t_exit 0 "$MINEHOST" try site/page.html
t_has out 'title          "Invented talks"  ['
t_has out 'lost: "Invented talks - Invented desk"  [title]  counts for less than'
t_has out 'html, utf-8 [meta]'
t_ok "the text: what the judge took" grep -q 'took: container, article, 1[0-9]* characters, score [0-9.]*$' out
t_ok "and what lost" grep -q 'lost: [a-z]*, [a-z]*, 1[0-9]* characters.* score [0-9.-]*$' out
t_eq "its scores are in order" "$(sed -n 's/.*characters.* score //p' out | sort -rn -c 2>&1)" ""
t_has out '~ language     still "en", now from text, not html:lang'
t_has out '+ as above: '
t_has out 'nothing was stored'
t_lacks out "$(printf '\033')"
t_not "no database is left" test -e "$XDG_DATA_HOME/minehost/minehost.db"
t_eq "no scratch is left" "$(find . -name 'minehost-*' | wc -l)" 0

# the text from the page's data, and the same text shown
body=$(i=0; while [ $i -lt 12 ]; do echo "The invented ministers of land $i met in an invented hall and spoke of roads and of water."; i=$((i + 1)); done)
{
    echo '<title>Invented talks</title><h1>Invented talks</h1><p>Only this short lead is shown here, read on in the app.</p>'
    printf '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"%s"}</script>' "$(echo $body)"
} >site/data.html
t_exit 0 "$MINEHOST" try site/data.html
t_has out 'took: json-ld, '
t_has out "less than the page's data has"
{ cat site/data.html; echo "<p>$body"; } >site/shown.html
t_exit 0 "$MINEHOST" try site/shown.html
t_has out 'the page shows its text itself'

# a plugin: its changes, its selectors that found nothing
t_exit 0 "$MINEHOST" try plugins/words site/page.html
t_has out '3 words'
t_has out '~ title        "Invented talks" -> "INVENTED TALKS"'
t_has out '- lead         was "ASTANA, May 14.'
t_has out '+ words        '
t_has out '! plugins/words/init.lua:7  selector found nothing: h3.none  (3 times)'

# a job: options of a stage, a drop, a failure; neither source nor sink is asked
job drop '{ "words", least = 1000 }'
t_exit 0 "$MINEHOST" try drop.lua site/page.html
t_has out 'dropped: too short'
cat >plugins/words/init.lua <<'L'
local function inner(item) return item.nothing.there end
return { process = function(item) return inner(item) end }
L
job fail '"words", "language"'
t_exit 1 "$MINEHOST" try fail.lua site/page.html
t_has out "words/init.lua:1: attempt to index"
t_has out "in function"
t_lacks out '3 language'
t_has err item-failed
echo 'return { process = function() return 1 end }' >plugins/words/init.lua
t_exit 1 "$MINEHOST" try fail.lua site/page.html
t_has err 'stage words gave a number, not the item'
echo 'return { process = }' >plugins/words/init.lua
t_exit 2 "$MINEHOST" try fail.lua site/page.html
t_has err "plugins/words/init.lua:1: unexpected symbol"

# the item alone on standard output
"$MINEHOST" try site/page.html --format json >item.json 2>err </dev/null
echo 'local i = mine.json.decode(mine.run.read("item.json")); mine.run.say(i.title .. "|" .. i.basis.language)' >read.lua
t_eq "item as JSON" "$("$MINEHOST" run -q read.lua)" "Invented talks|text"
t_has err 'nothing was stored'

# a plugin by its name; a job or a plugin where a page should be
echo 'return { process = function(item) item.named = 1 return item end }' >plugins/words/init.lua
t_exit 0 "$MINEHOST" try words site/page.html
t_has out '+ named        1'
t_exit 2 "$MINEHOST" try fail.lua
t_has err 'fail.lua is a job: name a page behind it'
t_exit 2 "$MINEHOST" try words
t_has err 'words is a plugin: name a page behind it'
t_exit 2 "$MINEHOST" try wrds site/page.html
t_has err "did you mean 'words'?"
t_exit 2 "$MINEHOST" run fial.lua
t_has err 'read fial.lua: no such file (did you mean fail.lua?)'
t_exit 2 "$MINEHOST" new job other --from site/page.html
t_has err '--from wants the address of a site, not a file'
t_exit 2 "$MINEHOST" help plugin
t_has err "did you mean 'plugins'?"

# from the web: what it took, permissions, failures, a recording
t_start "$SERVE" site
url=http://127.0.0.1:$t_port
t_exit 0 "$MINEHOST" try "$url/page.html" --allow "net:127.0.0.1:$t_port" --record try.warc
t_has out 'status 200, '
t_has out 'title          "Invented talks"'
t_exit 0 "$MINEHOST" try "$url/page.html" --replay try.warc --allow "net:127.0.0.1:$t_port"
t_has out 'title          "Invented talks"'
t_exit 4 "$MINEHOST" try "$url/page.html"
t_exit 1 "$MINEHOST" try "$url/none.html" --allow "net:127.0.0.1:$t_port"
t_has err 'HTTP status 404'

# a page of which the database keeps the bytes is asked about; nothing else is kept
allow="--allow net:127.0.0.1:$t_port"
# shellcheck disable=SC2086 # two words
for _ in 1 2; do t_exit 0 "$MINEHOST" try "$url/_/site/3/a/1" $allow; done
t_has out 'from the cache (unchanged)'
t_exit 0 "$MINEHOST" runs
t_lacks out ' try '
"$MINEHOST" search invented >out 2>err </dev/null
t_lacks out 'Invented report'

# a run that is ended leaves nothing behind
mkdir other
XDG_DATA_HOME=$PWD/other TMPDIR=$PWD/other timeout 3 "$MINEHOST" try "$url/_/nothing" --allow "net:127.0.0.1:$t_port" >out 2>err </dev/null
t_has err 'job try stopped: terminated'
t_eq "nothing is left" "$(ls -A other)" ""

# mistakes
echo 'mine.emit {}' >script.lua
t_exit 2 "$MINEHOST" try script.lua site/page.html
t_has err 'script.lua has no pipeline'
t_exit 2 "$MINEHOST" try plugins/feedish site/page.html
t_has err 'plugins/feedish is a source'
t_exit 2 "$MINEHOST" try
t_exit 2 "$MINEHOST" try none.html
t_has err 'no file none.html'
t_exit 2 "$MINEHOST" try nojob.lua site/page.html
t_has err 'no job or plugin nojob.lua'
t_end
