#!/bin/sh
# minehost select: which selectors it proposes for a pasted sentence, in which order, on several pages.
. "$TOP/tests/run/lib.sh"
page() { # page NAME HEADING EXTRA
    cat >"$1" <<H
<!doctype html><html lang=en><head><meta charset=utf-8><title>$2 - Invented desk</title>
<meta name=description content="Only the invented description says so."></head><body>
<nav class="col-6 menu"><a href=/>Home</a> / <span class=crumb>$2 in the invented news</span></nav>
<div class="css-1q2w3e post-81523 col-8" id="post-81523"><div class="article-card__body_2Kq3x">
<h1 class="headline css-9x8y7z active">$2</h1>
<time datetime=2026-05-14 class=date>14 May</time>
<p>The invented ministers&nbsp;met in an <b>invented</b> hall&#160;and said &laquo;enough&raquo;.</p>
<p>They will meet again.</p><p>$2, once more and at some length.</p>${3:-}
</div></div><script type="application/ld+json">{"headline":"Only the invented data says so."}</script>
</body></html>
H
}
page one.html "Invented talks end"
page two.html "Another invented heading" "<p>And more.</p>"
sed 's/headline css/title css/' two.html >three.html
line() { sed -n "s/^ *[0-9 ]* *  \\([^\"]*[^\" ]\\) *  \".*/\\1/p" out | sed -n "$1p"; }

# the heading, not the crumb that also has its words; names by hand first, no hash, no state, a path last
t_exit 0 "$MINEHOST" select one.html "Invented talks end"
t_has out 'in  <h1 class="headline css-9x8y7z active">  (the first of 3 places)'
t_eq "first" "$(line 1)" ".headline"
t_eq "second" "$(line 2)" "h1"
t_lacks out '  .active'
t_lacks out '.css-'
t_lacks out '#post-81523'
t_lacks out '.col-8'
t_has out 'div[class*="article-card__body_"] '
t_has out '"Invented talks end"'

# a sentence over inline elements, with other quotes, spaces and case than the page has
t_exit 0 "$MINEHOST" select one.html 'the invented Ministers met in an invented hall and said "enough".'
t_has out 'in  <p>'
t_has out 'body > '
t_has out 'p:nth-of-type(1)'
t_has out 'around it'
t_has out '    3  div[class*="article-card__body_"] > p'

# several pages: what holds on all comes before what does not
t_exit 0 "$MINEHOST" select one.html two.html three.html "Invented talks end"
t_eq "holds on all" "$(line 1)" "h1"
t_has out '  1   1   1  h1'
t_has out '  1   1   0  .headline'
t_has out 'page 3 three.html'

# every selector proposed finds what it says
t_exit 0 "$MINEHOST" select one.html two.html "Invented talks end" --format json --limit 20
cp out all.json
cat >check.lua <<'L'
local t = require "t"
local got = mine.json.decode(mine.run.read("all.json"))
t.ok(#got.selectors >= 2)
t.eq(got.places, 3)
for _, list in ipairs { got.selectors, got.around } do
  for _, s in ipairs(list) do
    for i, name in ipairs { "one.html", "two.html" } do
      t.eq(#mine.doc.parse(mine.run.read(name)):select(s.selector), s.matches[i], s.selector)
    end
  end
end
t.done()
L
t_ok "counts" "$MINEHOST" run -q check.lua

# not on the page: where else it stands; from the web; mistakes
t_exit 1 "$MINEHOST" select one.html "the invented description says"
t_has err 'stands in meta description'
t_exit 1 "$MINEHOST" select one.html "Only the invented data"
t_has err 'stands in a script'
t_exit 1 "$MINEHOST" select one.html "Nobody wrote this"
t_has err 'not on the page'
t_lacks err stack
t_exit 0 "$MINEHOST" select one.html "The invented ministers met in an invented hall and then something else"
t_has out 'only its beginning was found'
t_start "$SERVE" .
t_exit 0 "$MINEHOST" select "http://127.0.0.1:$t_port/one.html" "Invented talks end" --allow "net:127.0.0.1:$t_port"
t_has out .headline
t_exit 4 "$MINEHOST" select "http://127.0.0.1:$t_port/one.html" "Invented talks end"
t_exit 1 "$MINEHOST" select "http://127.0.0.1:$t_port/none" "Invented talks end" --allow "net:127.0.0.1:$t_port"
t_exit 2 "$MINEHOST" select one.html
t_exit 2 "$MINEHOST" select none.html "x"
t_has err 'no file none.html'
t_end
