#!/bin/sh
# mine.crawl and the source `crawl` over an invented site of this machine: each page once, rounds, traps,
# budgets, errors; and killed in the middle, in the short form of scripts/dev/crash-crawl.
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
base=http://$host/_/site/60
printf 'User-agent: *\nDisallow: /_/site/60/odd/secret\nSitemap: %s/sitemap.xml\n' "$base" >site/robots.txt
cat >ask.lua <<'L'
mine.run.say(assert(mine.http.get((...), { cache = "off" })).body)
L
ask() { "$MINEHOST" run -q --db ask.db --allow "net:$host" ask.lua "http://$host/_/$1" </dev/null; }
asked() { awk -v p="$1" '$2 == "GET" && $3 ~ p { n++ } END { print n + 0 }' asked.log; }
cat >lib.lua <<L
local lib = {}
-- runs a crawl; prints "what name: count" lines of the pages
function lib.count(options, how)
  local n = {}
  options.start = options.start or "$base/"
  for page in mine.crawl(options) do
    local what = page.error and "error " .. tostring(page.error.code) or how and how(page) or page.kind
    n[what] = (n[what] or 0) + 1
  end
  local names = {}
  for name in pairs(n) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do mine.run.say(name .. ": " .. n[name] .. "\n") end
end
return lib
L
run() { # run NAME [ARG]: the crawl NAME.lua; output in out, err, the server's log in log
    ask forget >/dev/null
    "$MINEHOST" run --db crawl.db --allow "net:$host" "$1.lua" ${2:+"$2"} >out 2>err </dev/null
    t_result $? "$1 ends well" err
    ask log >asked.log
}

# everything, once
cat >all.lua <<'L'
local lib = require "lib"
lib.count({ name = "all", depth = 1000, pages = 1000, errors = true, again = tonumber((...)) }, function(page)
  assert(type(page.links) == "table" and page.status == 200 and page.fetched_at and page.depth >= 0)
  assert(page:document() == page:document(), "parsed once")
  return page.url:match("/60/(%a*)")
end)
L
run all
t_has out "a: 60"
t_has out "list: 3"
t_has out "copy: 2"
t_has out "error http: 1"
t_has err "files=1"
t_lacks out "error unsupported"
t_lacks out "old:"
t_eq "asked twice" "$(awk '$2 == "GET" && $3 ~ /_\/site/ { print $3 }' asked.log | sort | uniq -d)" ""
t_eq "articles" "$(asked '/a/[0-9]+$')" 60
t_eq "with sessions or campaigns" "$(asked 'PHPSESSID|utm_')" 0
t_eq "private, nofollow, disallowed, files" "$(asked 'hidden|secret|jpg|10[.]1')" 0
t_has err "robots=1"
t_has err "elsewhere=1"
t_has err "crawl-trap"
[ "$(asked /cal/)" -le 60 ]
t_result $? "the calendar is left: $(asked /cal/)"

# the next round: articles are not asked for again, the rest is asked about
run all
t_has err "round=2"
t_lacks out "a: "
t_has out "list: 3"
t_eq "articles again" "$(asked '/(a|copy|print)/')" 0
[ "$(awk '$2 == "304"' asked.log | wc -l)" -ge 30 ]
t_result $? "asked about: $(awk '$2 == "304"' asked.log | wc -l)"
run all 0.001
t_has out "a: 60"
t_eq "changed since" "$(awk '$2 == "GET" && $3 ~ /\/a\// { n++ } $2 == "304" && $3 ~ /\/a\// { n-- } END { print n + 0 }' asked.log)" 0

# budgets: pages of a round, the rest in the next one; depth; scope
cat >few.lua <<'L'
local lib = require "lib"
lib.count({ name = "few", depth = 1000, pages = 20, follow = "/a/", feeds = false }, function() return "page" end)
L
run few
t_eq "pages" "$(asked '/60/(a/[0-9]+)?$')" 20
t_has out "page: 20"
t_has err "left=" # the sitemap names more
run few
t_has out "page: 20"
cat >near.lua <<'L'
local lib = require "lib"
lib.count({ name = "near", depth = 1, sitemaps = false, feeds = false, skip = { "/cal/" } }, function(page)
  return page.depth .. " " .. page.url:match("/60/(.*)") .. " from " .. (page.from or "none"):match("[^/]*/?$")
end)
L
run near
t_eq "depth 1" "$(tr '\n' ';' <out)" "0  from none: 1;1 list/0 from 60/: 1;1 odd/ from 60/: 1;"
t_eq "no sitemap, no feed" "$(asked 'xml$')" 0

# the whole web, but for what is private
cat >wide.lua <<L
local lib = require "lib"
lib.count({ name = "wide", start = "$base/odd/", depth = 1, sitemaps = false, same_site = false,
  skip = { "elsewhere", "nofollow" } })
L
run wide
t_has err "private=2"
t_eq "private" "$(asked '10[.]1')" 0

# a function says what is followed; what it raises ends the crawl
cat >follow.lua <<L
local t = require "t"
local seen = {}
local function run(o)
  o.start, o.sitemaps = "$base/list/0", false
  for page in mine.crawl(o) do seen[#seen + 1] = page.url end
end
run { name = "f1", follow = function(url, page) return url:find("/list/") and page.depth < 1 end }
t.eq(seen, { "$base/list/0", "$base/list/1" })
t.raises(run, "my own", { name = "f2", follow = function() error("my own mistake") end })
local lost = {}
for _ in mine.crawl { name = "f3", start = "$base/odd/gone", sitemaps = false,
  on_error = function(page) lost[#lost + 1] = page.error.status end } do error("a page") end
t.eq(lost, { 404 })

-- passing failures are tried again, a start that is no page is an error
for i, row in ipairs { { "/_/status/503", "http" }, { "/_/site/60/odd/binary", "unsupported" } } do
  local codes = {}
  for page in mine.crawl { name = "f5" .. i, start = "http://$host" .. row[1], sitemaps = false, errors = true,
    pause = 0.05, http = { retries = 0 } } do codes[#codes + 1] = page.error.code end
  t.eq(codes, { row[2] })
end

-- a loop that is left goes on with the page that it was at
local function first(n, options)
  local urls, o = {}, { name = "f4", start = "$base/list/0", depth = 1, follow = "/a/", sitemaps = false,
    concurrency = 2 }
  for name, value in pairs(options or {}) do o[name] = value end
  for page in mine.crawl(o) do
    urls[#urls + 1] = page.url
    if options then page:done() end
    if #urls == n then break end
  end
  return urls
end
local one = first(1)
t.eq(one, { "$base/list/0" })
t.eq(mine.crawl.forget("f4"), true)
t.eq(first(100)[1], one[1], "forgotten, so all comes again")
t.eq(#first(5, { name = "f6", manual = true }), 5)
t.done()
L
cp "$TOP/plugins/lib/t.lua" .
t_exit 0 "$MINEHOST" run --db follow.db --allow "net:$host" follow.lua
cat out err | grep -a "FAIL\|passed"
ask log >asked.log
t_eq "tried again" "$(asked /_/status/503)" 2
t_has err "HTTP status 503"

cat >rest.lua <<L
local n = 0
for page in mine.crawl { name = "f6", start = "$base/list/0", depth = 1, follow = "/a/", sitemaps = false,
  manual = true } do
  n = n + 1
  page:done()
end
mine.run.say(n .. "\n")
L
t_exit 0 "$MINEHOST" run -q --db follow.db --allow "net:$host" rest.lua
t_eq "the rest of the round: a list and twenty articles, five done" "$(cat out)" 16

# --dry-run: nothing is written, the crawl goes as it would
cp near.lua dry.lua
t_exit 0 "$MINEHOST" run --db dry.db --dry-run --allow "net:$host" dry.lua
t_eq "dry run" "$(wc -l <out)" 3
t_not "no database" test -e dry.db

# the source: as a declared job
cat >job.lua <<L
return {
  needs = { "net:$host" },
  sources = { { "crawl", start = "$base/", give = { "/a/%d+\$", "/print/" }, depth = 1000, errors = false } },
  pipeline = { "article" }, sinks = { "store" },
}
L
t_exit 0 "$MINEHOST" run --allow needs --db job.db job.lua
t_has err "60 new, 0 changed, 0 unchanged, 0 failed"
t_exit 0 "$MINEHOST" run --allow needs --db job.db job.lua
t_has err "0 items"
t_exit 6 "$MINEHOST" run --allow needs --db limit.db --requests 30 job.lua
t_exit 0 "$MINEHOST" run --allow needs --db limit.db job.lua
t_exit 0 "$MINEHOST" search --db limit.db --format jsonl invented
exec 9>&-
wait

# killed
for mode in script job; do
    MODE=$mode "$TOP/scripts/dev/crash-crawl" "$(dirname "$SERVE")" 100 5 3 >crash 2>&1
    t_result $? "crash-crawl $mode" crash
    grep -a undisturbed crash
done
t_end
