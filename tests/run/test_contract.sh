#!/bin/sh
# What a job expects of its items: said when it does not come, with the page before and now; in the
# run's record; in minehost test. The pages are invented.
. "$TOP/tests/run/lib.sh"

page() { # page N HEAD BYLINE
    cat <<H
<html><head><title>Talks $1</title>$2</head><body><div id="main"><article class="post big">
<h1>Talks in Astana number $1</h1>$3
<p>The two presidents met in Astana on Friday and agreed on shares of water for the season, the office said in a statement.</p>
<p>They will meet again in the spring of the next year, in Tashkent, the statement said.</p></article></div></body></html>
H
}
good() {
    page "$1" "<meta property=\"article:published_time\" content=\"2025-12-0$1T10:00:00Z\">" \
        '<p class="by">By <a rel="author">Anna Writer</a></p>' >"pages/$1.html"
}
mkdir pages
for i in 1 2 3; do good $i; done
cat >job.lua <<'L'
return { sources = { { "files", path = "pages", expects = { items = { 2, 4 }, fields = { "title", "date", "byline" } } } },
  pipeline = { "article" } }
L
run() { t_exit 0 "$MINEHOST" run --format none "$@"; }

run job.lua
t_lacks err "contract"
t_has err "3 items"
t_exit 0 "$MINEHOST" test job.lua
t_has out "ok    job.lua  1 passed"

# one page of three without a date: more than a fifth
page 2 '<meta property="og:type" content="article">' '<p class="by">By <a rel="author">Anna Writer</a></p>' >pages/2.html
run job.lua
t_has err 'contract-broken contract=files expects=date reason="field date is missing in 1 of 3 items"'
t_has err "last    run 1, "
t_has err "from meta:article:published_time"
t_has err 'path    html > head > meta[property="article:published_time"]'
t_has err 'before  <meta property="article:published_time" content="2025-12-01T10:00:00Z">'
t_has err 'now     no meta[property="article:published_time"] below html > head, which is: <head><title>Talks 2'
t_lacks err "expects=byline"
t_has err "3 items, contract broken"
t_exit 0 "$MINEHOST" runs 2
t_has out "contract-broken"
t_has out '"before":"<meta property'
t_exit 1 "$MINEHOST" test job.lua
t_has out "FAIL  job.lua"
t_has out "field date is missing in 1 of 3 items"
# a share that is allowed
sed 's/fields =/missing = 0.5, fields =/' job.lua >half.lua
run half.lua
t_lacks err "contract"
# the field's element has another name: where it was, and what may be it now
for i in 1 2 3; do
    page $i "<meta property=\"article:published_time\" content=\"2025-12-0${i}T10:00:00Z\">" \
        '<div class="author-box"><span>The desk</span></div>' >"pages/$i.html"
done
run job.lua
t_has err "field byline is missing in 3 of 3 items"
t_has err 'before  <a rel="author">Anna Writer</a>'
t_has err 'path    div#main > article.post > p.by > a'
t_has err 'now     no p.by > a below div#main > article.post, which is: <article class="post big">'
t_has err 'maybe   <div class="author-box"><span>The desk</span></div>'
# the same in JSON
run --log-format json job.lua
t_has err '"event":"contract-broken","contract":"files","expects":"byline"'
t_has err '"path":"div#main > article.post > p.by > a"'

# too few, too many; of the whole job
for i in 1 2 3 4 5; do good $i; done
run job.lua
t_has err '5 items, at most 4 expected'
run job.lua --items 1
t_lacks err "at least"
rm pages/[2345].html
run job.lua
t_has err '1 items, at least 2 expected'
echo 'return { sources = { { "files", path = "pages" } }, pipeline = { "article" }, expects = { items = 3 } }' >whole.lua
run whole.lua
t_has err 'contract=job expects=items reason="1 items, at least 3 expected"'
# an item that fails is none
echo 'nothing' >pages/2.html
t_exit 3 "$MINEHOST" run --format none job.lua
t_has err '1 items, at least 2 expected'

# mistakes
bad() {
    echo "return { sources = { { 'files', path = 'pages' } }, expects = $1 }" >bad.lua
    t_exit 2 "$MINEHOST" run bad.lua
    t_has err "$2"
}
bad '{ item = 1 }' "expects: unknown option 'item' (did you mean 'items'?)"
bad '{ items = { 3, 1 } }' "expects.items wants a number, or { least, most }"
bad '{ items = -1 }' "expects.items wants"
bad '{ fields = "title" }' "expects.fields wants a list of names"
bad '{ missing = 2 }' "expects.missing wants a share"
bad '5' "expects wants { items = , fields = }"
echo 'return { run = function() end, expects = { items = 1 } }' >bad.lua
t_exit 2 "$MINEHOST" run bad.lua
t_has err "is for jobs with sources"
t_end
