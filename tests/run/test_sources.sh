#!/bin/sh
# The sources feed, sitemap, telegram and page against a web server of this machine: what they give, in
# which order, and what they ask for when they are run again. (crawl: test_crawl.sh)
. "$TOP/tests/run/lib.sh"
mkdir site
mkfifo hold
"$SERVE" site <hold >port &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && break
    sleep 0.1
done
host=127.0.0.1:$(awk '{ print $2 }' port)
base=http://$host/_/site
printf 'Sitemap: %s/40/sitemap.xml\n' "$base" >site/robots.txt
echo "<link rel=alternate type=application/rss+xml href='/_/site/40/feed.xml'><p>A page.</p>" >site/page.html

cat >ask.lua <<'L'
mine.run.say(assert(mine.http.get((...), { cache = "off" })).body)
L
ask() { "$MINEHOST" run -q --db ask.db --allow "net:$host" ask.lua "http://$host/_/$1" </dev/null; }
# requests of the site that were answered in full
full() { ask log | awk '$2 == "GET" && $3 ~ /\/_\/site/ { n++ } $2 == "304" { n-- } END { print n + 0 }'; }

job() { # job NAME PIPELINE SOURCE
    printf 'return { needs = { "net:%s" }, sources = { %s }, pipeline = { %s } }\n' "$host" "$3" "$2" >"$1.lua"
}
go() { # go JOB: items in out, one a line
    ask forget >/dev/null
    "$MINEHOST" run --allow needs --db "$1.db" --format jsonl "$1.lua" >out 2>err </dev/null
}
count() { grep -c "\"source\":\"$1\"" out; }
field() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" out | tr '\n' ' '; }

# feed: entries, in the feed's order, with what it says of them; again: asked about, not fetched
job feed '' "{ \"feed\", url = \"$base/40/feed.xml\" }"
go feed
t_eq "feed items" "$(count feed)" 20
t_eq "feed order" "$(field title | cut -c1-60)" "Invented report 39 Invented report 38 Invented report 37 Inv"
t_has out '"date":"2025-11-12T08:00:00Z"'
t_has out '"tags":["talks"]'
t_has out '"summary":"Summary of 39"'
t_has out '"site":"Invented feed"'
t_eq "feed requests" "$(full)" 1
go feed
t_eq "feed again: items" "$(count feed)" 20
t_eq "feed again: fetched" "$(full)" 0
t_has out '"cached":"'

# feed, found on a page; pages of new entries, once
job fetch '"article"' "{ \"feed\", url = \"http://$host/page.html\", fetch = true, limit = 15 }"
go fetch
t_has err feed-found
t_eq "fetch items" "$(grep -c '"text":"' out)" 15
t_eq "fetch order" "$(field title | cut -c1-37)" "Invented report 39 Invented report 38"
t_eq "fetch requests" "$(full)" 16
go fetch
t_eq "fetch again: items" "$(count feed)" 0
t_eq "fetch again: fetched" "$(full)" 0
job old '' "{ \"feed\", url = \"$base/40/feed.xml\", max_age = \"1h\" }"
"$MINEHOST" run --allow needs --db old.db --format jsonl old.lua >out 2>err </dev/null
t_eq "feed max_age" "$(count feed)" 0
job lost '' "{ \"feed\", urls = { \"$base/40/odd/gone\", \"$base/40/odd/\", \"$base/40/feed.xml\" } }"
t_exit 3 "$MINEHOST" run --allow needs --db lost.db --format jsonl lost.lua
t_eq "other feeds" "$(count feed)" 20
t_has err "HTTP status 404"
t_has err "2 failed"

# sitemap: by robots.txt; since; again
job map '"article"' "{ \"sitemap\", url = \"http://$host/\", limit = 12 }"
go map
t_eq "sitemap items" "$(grep -c '"text":"' out)" 12
t_eq "sitemap order" "$(field title | cut -c1-36)" "Invented report 0 Invented report 1 "
go map
t_eq "sitemap again: the other ones" "$(grep -c '"text":"' out)" 8
go map
t_eq "sitemap again: none" "$(grep -c '"text":"' out)" 0
t_eq "sitemap again: fetched" "$(full)" 0
job since '' "{ \"sitemap\", url = \"$base/40/sitemap.xml\", fetch = false, since = \"2025-01-10\", follow = { \"/a/1%d\$\" } }"
go since
t_eq "sitemap since, follow" "$(field url)" "$(for i in 10 11 12 13 14 15 16 17 18 19; do printf '%s/40/a/%s ' "$base" $i; done)"
t_eq "sitemap alone" "$(full)" 1
job nomap '' "{ \"sitemap\", url = \"$base/40/none.xml\" }"
t_exit 1 "$MINEHOST" run --allow needs --db nomap.db --format jsonl nomap.lua
t_has err "HTTP status 404"

# a news sitemap, whose entry is given again once it says that it changed
news() { # news LASTMOD
    cat >site/news.xml <<X
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>$base/40/a/3</loc>$1<news:news><news:publication><news:name>Invented Wire</news:name><news:language>en</news:language>
</news:publication><news:publication_date>2025-06-01T10:00:00Z</news:publication_date><news:title>A title</news:title></news:news></url>
</urlset>
X
}
news ''
job news '' "{ \"sitemap\", url = \"http://$host/news.xml\", fetch = false }"
go news
t_has out '"title":"A title"'
t_has out '"date":"2025-06-01T10:00:00Z"'
t_has out '"site":"Invented Wire"'
t_has out '"language":"en"'
job changed '"article"' "{ \"sitemap\", url = \"http://$host/news.xml\" }"
go changed
t_eq "news" "$(count sitemap)" 1
go changed
t_eq "news again" "$(count sitemap)" 0
news '<lastmod>2099-01-01</lastmod>'
go changed
t_eq "news that changed" "$(count sitemap)" 1
t_eq "news that changed: asked about" "$(ask log | grep -c 'GET /_/site/40/a/3$')" 1

# a feed with a new entry: its page alone
entry() { printf '<item><link>%s/40/a/%s</link><title>%s</title></item>' "$base" "$1" "$1"; }
feed() { printf '<rss version="2.0"><channel><title>F</title>%s</channel></rss>' "$1" >site/feed.rss; }
feed "$(entry 5)$(entry 4)"
job more '"article"' "{ \"feed\", url = \"http://$host/feed.rss\", fetch = true }"
go more
t_eq "two entries" "$(count feed)" 2
feed "$(entry 6)$(entry 5)$(entry 4)"
go more
t_eq "the new entry" "$(field title)" "Invented report 6 "
t_eq "the new entry: pages" "$(ask log | grep -c 'GET /_/site/40/a/')" 1

# telegram: paged back, oldest first; again: the latest page, asked about
job tg '"language"' "{ \"telegram\", channel = \"@invented\", limit = 35, base = \"$base/50/tg/s\" }"
go tg
t_eq "messages" "$(count telegram)" 33 # of 35, those without text or link left out
t_eq "messages in order" "$(field title | cut -c1-32)" "Message 16 Message 17 Message 18"
t_eq "pages" "$(full)" 2
t_has out '"url":"https://t.me/invented/50"'
t_has out '"date":"2025-06-23T10:00:00+00:00"'
t_has out '"text":"Message 50\nLine two of it."'
t_has out '"forwarded_from":{"name":"Invented desk","url":"https://t.me/invented/5"}'
t_has out '"title":"Title 48"'
t_has out '"image":"https://cdn.example/50.jpg"'
t_has out '"views":1200'
t_has out '"site":"Invented channel"'
t_has out '"message":33' # no text, but a link
go tg
t_eq "messages again" "$(count telegram)" 19
t_eq "messages again: fetched" "$(full)" 0
t_eq "messages again: asked" "$(ask log | awk '$2 == "GET" && /tg/ { print $3 }')" "/_/site/50/tg/s/invented"
job notg '' "{ \"telegram\", channels = { \"none\", \"invented\" }, limit = 5, base = \"$base/40/odd/\" }"
t_exit 1 "$MINEHOST" run --allow needs --db notg.db --format jsonl notg.lua
t_has err "2 failed"
job badtg '' '{ "telegram", channel = "no name" }'
t_exit 1 "$MINEHOST" run --allow needs --db badtg.db badtg.lua
t_has err "no name of a channel"

# page: the cache
job page '"article"' "{ \"page\", urls = { \"$base/40/a/1\", \"$base/40/a/2\" } }"
go page
t_eq "pages" "$(full)" 2
go page
t_eq "pages again" "$(full)" 0
t_eq "when they were fetched" "$(field fetched_at | grep -o T | wc -l)" 2
t_has out '"cached":"unchanged"'

exec 9>&-
wait
t_end
