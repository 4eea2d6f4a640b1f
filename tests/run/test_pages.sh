#!/bin/sh
# Articles that a site cut into pages: the option of the plugin `article`, and document:next_page in a script.
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
host=127.0.0.1:${host##*:}

# page NAME PART NEXT
page() {
    {
        printf '<html><head><title>Talks on water</title></head><body><article><h1>Talks on water</h1>'
        printf '<p>Part %s: ministers of two countries met in the capital, and they spoke about the river for' "$2"
        printf ' two hours on Tuesday, the ministry of water said in a statement after the talks.</p>'
        printf '<p>See <a href="/%s">more</a>.</p></article><a rel=next href="%s">Next page</a></body></html>' "$2" "$3"
    } >"site/$1"
}
page story.html one story-2.html
page story-2.html two story-3.html
page story-3.html three story.html
page last.html one other.html
page other.html two story.html
page gone.html one gone-2.html

# job PAGE PAGES
job() {
    printf 'return { needs = { "net:%s" }, sources = { { "page", urls = { "http://%s/%s" } } },\n' "$host" "$host" "$1"
    printf '  pipeline = { { "article", pages = %s } } }\n' "$2"
}
job story.html 9 >job.lua
t_exit 0 "$MINEHOST" run --allow needs job.lua
t_eq "all pages, in order" "$(grep -o 'Part [a-z]*' out | uniq | tr '\n' ' ')" "Part one Part two Part three "
t_has out "http://$host/three"
cat >offsets.lua <<'L'
local item = mine.json.decode(mine.run.read("out"))
local parts = {}
for _, p in ipairs(item.paragraphs) do parts[#parts + 1] = item.text:sub(p.first, p.last) end
mine.emit { title = tostring(table.concat(parts, "\n\n") == item.text), text = "x" }
L
cp out kept
t_eq "paragraphs are where the text has them" "$("$MINEHOST" run offsets.lua out 2>&1 | grep -c '"title":"true"')" 1
job story.html 2 >job.lua
t_exit 0 "$MINEHOST" run --allow needs job.lua
t_eq "at most two" "$(grep -o 'Part [a-z]*' out | uniq | tr '\n' ' ')" "Part one Part two "
job story.html 1 >job.lua
t_exit 0 "$MINEHOST" run --allow needs job.lua
t_lacks out "Part two"
job last.html 9 >job.lua
t_exit 0 "$MINEHOST" run --allow needs job.lua
t_lacks out "Part two"
job gone.html 9 >job.lua
t_exit 0 "$MINEHOST" run --allow needs job.lua
t_has out "Part one"
t_has err "a later page is missing"

cat >follow.lua <<'L'
local url, n = ..., 0
while url and n < 5 do
  local page = assert(mine.http.get(url)):document()
  n = n + 1
  mine.emit { title = page:one("p::text"):sub(1, 10), text = page.url }
  url = page:next_page({ numbered = true })
end
L
t_exit 0 "$MINEHOST" run --allow "net:$host" follow.lua "http://$host/story.html"
t_eq "a script follows by itself" "$(wc -l <out)" 3
exec 9>&-
wait
t_end
