#!/bin/sh
# minehost new: what it writes runs at once and passes its own test; nothing is written over.
. "$TOP/tests/run/lib.sh"
new() { "$MINEHOST" new "$@" </dev/null; }
passes() { "$MINEHOST" run -q "$@" </dev/null | grep -q '^[1-9][0-9]* passed, 0 failed$'; }

# a plugin of each kind
mkdir empty && cd empty || exit 1
t_exit 0 new plugin first
t_not "no database" test -e "$XDG_DATA_HOME/minehost/minehost.db"
for kind in stage source sink library; do
    t_exit 0 new plugin "my-$kind" --kind "$kind"
    t_has out "plugins/my-$kind/init.lua"
    t_ok "test of a new $kind" passes "plugins/my-$kind/test/test_my-$kind.lua"
    t_has "plugins/my-$kind/manifest.lua" "kind = \"$kind\""
    t_ok "README of a new $kind" test -s "plugins/my-$kind/README.md"
done
t_ok "its editor's settings" grep -q '"diagnostics.globals"' .luarc.json
"$MINEHOST" plugins . >names </dev/null
t_has names "my-stage"
t_exit 0 new plugin words
t_has out "minehost try plugins/words"

# nothing is written over
sed -i 's/local words/local wordz/' plugins/words/init.lua
t_exit 1 new plugin words
t_has err 'plugins/words/manifest.lua is there already'
t_lacks err stack
t_has plugins/words/init.lua wordz
sed -i 's/local wordz/local words/' plugins/words/init.lua
mkdir -p plugins/half/test && echo mine >plugins/half/test/test_half.lua
t_exit 1 new plugin half
t_not "nothing is half written" test -e plugins/half/manifest.lua
echo '{}' >.luarc.json
t_exit 0 new plugin other
t_eq "settings stay" "$(cat .luarc.json)" "{}"
cd plugins || exit 1
t_exit 0 new plugin inside
t_ok "in a folder of plugins" test -f inside/init.lua
cd ..

# the plugins at work together, in a job over a saved page
t_exit 0 new job saved
t_ok "test of the job" passes test/test_saved.lua
t_exit 0 "$MINEHOST" run saved.lua
t_has out '"title":"Invented ministers talk about water"'
t_exit 0 "$MINEHOST" try saved.lua test/pages/example.html
sed -i 's/"summary" }/"words" }/' saved.lua
echo '  sinks = { { "my-sink", path = "items.md" } } }' >tail
sed '$d' saved.lua | cat - tail >with.lua
t_exit 0 "$MINEHOST" run --allow needs with.lua
t_has items.md "- 2025-05-14 [Invented ministers talk about water](file://"
cd ..

# a job from a site: found, written, tested without the network, run
t_start "$SERVE"
host=127.0.0.1:$t_port
mkdir desk && cd desk || exit 1
t_exit 0 new job desk --from "http://$host/_/site/40/" --allow "net:$host"
t_has out "feed      http://$host/_/site/40/feed.xml (named by the page): 20 entries"
t_has out "language  en"
t_has out "robots    no robots.txt"
t_has out "articles  Invented report 39: "
t_has out "taken     the feed"
t_has desk.lua "{ \"feed\", url = \"http://$host/_/site/40/feed.xml\", fetch = true }"
t_eq "files" "$(find . -name '*desk*' | sort | tr '\n' ' ')" \
    "./desk.lua ./test/test_desk.lua ./test/test_desk.warc.gz "
t_ok "the job's test" passes test/test_desk.lua --replay test/test_desk.warc.gz --allow "net:$host"
t_exit 0 "$MINEHOST" run --allow needs desk.lua --items 3
t_has err "3 new"
t_exit 1 new job desk --from "http://$host/_/site/40/" --allow "net:$host"
t_has err 'desk.lua is there already'

# a feed by its own address; a site of which nothing is known; pages that do not come
t_exit 0 new job own --from "http://$host/_/site/40/feed.xml" --allow "net:$host"
t_has out "(the address itself)"
t_exit 1 new job none --from "http://$host/none" --allow "net:$host"
t_has err "HTTP status 404"
t_exit 4 new job none --from "http://$host/_/site/40/"
t_not "nothing is left" test -e none.lua
t_eq "no recording is left" "$(find . -name '*none*' | wc -l)" 0
cd ..
exec 9>&-
wait
t_started=0
mkdir plain empty2 && cd empty2 || exit 1
cat >../plain/index.html <<'H'
<!doctype html><html lang=kk><meta charset=utf-8><title>An invented page</title><p>Nothing here.</p></html>
H
t_start "$SERVE" ../plain
host=127.0.0.1:$t_port
t_exit 0 new job plain --from "http://$host/index.html" --allow "net:$host"
t_has out "feed      none"
t_has out "taken     the page itself"
t_ok "test of the page" passes test/test_plain.lua --replay test/test_plain.warc.gz --allow "net:$host"

# a site without a feed: its links, then its sitemap, which robots.txt names
cp "$TOP"/scripts/sample/2026-03-12-water-talks.html "$TOP"/scripts/sample/2026-03-27-boundary-marker.html ../plain
for page in ../plain/2026-*.html; do
    echo "<a href='/${page##*/}'>An invented headline, which is long enough</a>"
done >>../plain/index.html
t_exit 0 new job links --from "http://$host/index.html" --allow "net:$host"
t_has out "taken     a crawl of the site"
t_has out "(the page says kk; of articles: en, en)"
t_has links.lua '"crawl", start = '
t_ok "test of the crawl" passes test/test_links.lua --replay test/test_links.warc.gz --allow "net:$host"
for page in ../plain/2026-*.html; do
    echo "<url><loc>http://$host/${page##*/}</loc><lastmod>2026-04-01</lastmod></url>"
done >urls
{
    echo '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    cat urls
    echo '</urlset>'
} >../plain/map.xml
printf 'User-agent: *\nDisallow: /private/\nSitemap: http://%s/map.xml\n' "$host" >../plain/robots.txt
t_exit 0 new job map --from "http://$host/index.html" --allow "net:$host"
t_has out "sitemap   http://$host/map.xml (named by robots.txt)"
t_has out "robots    the page is allowed; asks for no delay"
t_has out "taken     the sitemap"
t_ok "test of the sitemap" passes test/test_map.lua --replay test/test_map.warc.gz --allow "net:$host"
t_exit 0 "$MINEHOST" run --allow needs map.lua
t_has err "2 new"
printf 'User-agent: *\nDisallow: /\n' >../plain/robots.txt
t_exit 1 new job shut --from "http://$host/index.html" --allow "net:$host"
t_has err "not allowed by"

# mistakes
t_exit 2 new plugin Words
t_has err "'Words' is no name"
t_exit 2 new plugin ../x
t_exit 2 new plugin x --kind stag
t_has err "did you mean 'stage'?"
t_exit 2 new
t_exit 2 new thing x
t_exit 2 new plugin x --from http://e.example/
t_end
