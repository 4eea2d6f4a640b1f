#!/bin/sh
# A failure leaves a capsule; the one command that is printed gives the same error again, with the server
# gone. No secret is in it.
. "$TOP/tests/run/lib.sh"

mkdir -p site plugins/broken
for i in 1 2 3 4 5; do
    printf '<!doctype html><title>Page %s</title><h1>Talks %s</h1><p>The river commission of the invented Sary basin met.</p>' $i $i \
        >site/$i.html
done
printf '\377\376 no text' >site/bytes.bin
t_start "$SERVE" site
host=127.0.0.1:$t_port
printf 'return { api = 1, name = "broken", version = "1.2.3", kind = "stage" }\n' >plugins/broken/manifest.lua
cat >plugins/broken/init.lua <<'L'
return { process = function(item)
  if item.url:find("/3.html", 1, true) then
    local more = assert(mine.http.get((item.url:gsub("3.html.*", "5.html?token=s3cretvalue9"))))
    return item.author.name .. #more.body
  end
  return item
end }
L
cat >job.lua <<L
return { needs = { "net:127.0.0.1" }, sources = { { "page", urls = { "http://$host/1.html", "http://$host/2.html",
  "http://$host/3.html?token=s3cretvalue9", "http://$host/4.html" } } }, pipeline = { "broken" } }
L
t_exit 3 "$MINEHOST" run --allow needs --format none job.lua
t_has err "attempt to index a nil value (field 'author')"
t_has err "again: minehost replay $HOME/state/minehost/capsules/job-"
t_has err "page: http://$host/5.html?token=REDACTED (200)"
again=$(sed -n 's/^again: minehost //p' err)
file=${again#replay }
t_ok "the file is the user's alone" test "$(stat -c %a "$file")" = 600

# a script that fails after its requests
cat >script.lua <<'L'
local page = assert(mine.http.get(...))
local other = assert(mine.http.get((...):gsub("1.html", "2.html"), { headers = { Authorization = "Bearer s3cretvalue9" } }))
mine.log.info("got", { n = #page.body })
print(page.body:match("<h1>(.-)</h1>"), other.title.text)
L
t_exit 1 "$MINEHOST" run --allow net:127.0.0.1 --capsule here script.lua "http://$host/1.html"
t_has err "again: minehost replay here/script-"
script=$(sed -n 's/^again: minehost replay //p' err)
t_exit 1 "$MINEHOST" run -q --allow net:127.0.0.1 --capsule none script.lua "http://$host/1.html"
t_lacks err "again:"
t_exit 1 "$MINEHOST" run -q --log-format json --allow net:127.0.0.1 --capsule here script.lua "http://$host/1.html"
t_has err '"capsule":"here/script-'
# bytes that are no text
cat >bytes.lua <<L
return { needs = { "net:127.0.0.1" }, sources = { { "page", url = "http://$host/bytes.bin" } }, pipeline = { "broken" } }
L
printf 'return { process = function(item) return #item.body .. item.none.x end }' >plugins/broken/init.lua.new
cp plugins/broken/init.lua plugins/broken/init.lua.old
mv plugins/broken/init.lua.new plugins/broken/init.lua
t_exit 1 "$MINEHOST" run --allow needs --format none bytes.lua
bytes=$(sed -n 's/^again: minehost //p' err)

# the server goes
exec 9>&-
wait
t_started=0
# shellcheck disable=SC2086
t_exit 1 "$MINEHOST" $bytes
t_has err "the same error as in the capsule"
mv plugins/broken/init.lua.old plugins/broken/init.lua

# shellcheck disable=SC2086
t_exit 1 "$MINEHOST" $again
t_has err "plugins/broken/init.lua:4: attempt to index a nil value (field 'author')"
t_has err "the same error as in the capsule"
t_lacks err "has changed"
t_lacks err "again:"
t_eq "only the item that failed is worked on" "$(grep -c item-failed err)" 1
t_exit 1 "$MINEHOST" replay "$script"
t_has err "script.lua:4: attempt to index a nil value (field 'title')"
t_has err "the same error as in the capsule"

# what is in it
for f in "$file" "$script"; do
    zcat "$f" >plain.warc
    t_lacks plain.warc s3cretvalue9
    t_has plain.warc '"sha256"'
    t_has plain.warc '"message"'
done
zcat "$file" >plain.warc
t_has plain.warc '"stage": "broken"'
t_has plain.warc '"version": "1.2.3"'
t_has plain.warc 'urn:minehost:capsule'

# a plugin that was changed: said, and the run tells whether that helped
sed -i 's/item.author.name/item.url/; s/return item.url .. #more.body/item.size = #more.body return item/' plugins/broken/init.lua
# shellcheck disable=SC2086
t_exit 0 "$MINEHOST" $again
t_has err "plugin broken has changed since the failure"
t_has err "did not come again"
t_has err "it was: plugins/broken/init.lua:4"
sed -i 's/item.size/item.a.b/' plugins/broken/init.lua
# shellcheck disable=SC2086
t_exit 1 "$MINEHOST" $again
t_has err "another error"

# mistakes
t_exit 2 "$MINEHOST" replay
t_exit 2 "$MINEHOST" replay nowhere.warc.gz
t_has err "nowhere.warc.gz"
echo x >not.warc
t_exit 2 "$MINEHOST" replay not.warc
cat >norequest.lua <<'L'
local x = nil
print(x.y)
L
t_exit 1 "$MINEHOST" run --allow needs norequest.lua
t_lacks err "again:"

# a source, and a stage that sees items in order: the run as a whole, from its start
mkdir plugins/gives
printf 'return { api = 1, name = "gives", kind = "source" }\n' >plugins/gives/manifest.lua
cat >plugins/gives/init.lua <<'L'
return { items = function()
  local n = 0
  return function()
    n = n + 1
    if n == 3 then error("the third") end
    return { url = "https://e.example/" .. n }
  end
end }
L
echo 'return { sources = { "gives" } }' >source.lua
t_exit 3 "$MINEHOST" run --allow needs --format none source.lua
t_has err "the third"
t_lacks err "'try'"
t_exit 3 "$MINEHOST" replay "$(sed -n 's/^again: minehost replay //p' err)"
t_has err "the same error as in the capsule"
cat >plugins/broken/init.lua <<'L'
local seen = {}
return { ordered = true, process = function(item)
  seen[#seen + 1] = item.url
  return #seen == 2 and item.nope.x or item
end }
L
sed -i 's/n == 3 then error("the third")/n == 3 then return nil/' plugins/gives/init.lua
echo 'return { sources = { "gives" }, pipeline = { "broken" } }' >ordered.lua
t_exit 3 "$MINEHOST" run --allow needs --format none ordered.lua
t_exit 3 "$MINEHOST" replay "$(sed -n 's/^again: minehost replay //p' err)"
t_has err "the same error as in the capsule"
echo 'return { run = function(mine) local x return mine.json.encode(x.y) end }' >own.lua
t_exit 1 "$MINEHOST" run --allow needs own.lua
t_exit 1 "$MINEHOST" replay "$(sed -n 's/^again: minehost replay //p' err)"
t_has err "the same error as in the capsule"

# not more than 20 are kept, and of one run one for each place
cat >plugins/broken/init.lua <<'L'
return { process = function(item) return item.x.y end }
L
mkdir pages
for i in 1 2 3; do cp site/$i.html pages/; done
echo 'return { sources = { { "files", path = "pages" } }, pipeline = { "broken" } }' >many.lua
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do
    "$MINEHOST" run --allow needs --format none -q many.lua 2>err
done
t_eq "once for three items" "$(grep -c '^again:' err)" 1
t_eq "capsules in the folder" "$(find "$HOME/state/minehost/capsules" -name '*.warc.gz' | wc -l)" 20
t_end
