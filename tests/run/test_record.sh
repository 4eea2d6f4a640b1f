#!/bin/sh
# A run over a web server of this machine is recorded; then the server is gone, and two replays without
# any network give the same bytes and the same database. No secret is in the recording. Without
# requests: test_repeat.sh.
. "$TOP/tests/run/lib.sh"

mkdir site
mkfifo hold
for i in 1 2 3 4 5 6; do
    printf '<!doctype html><title>Page %s</title><article><h1>Title %s</h1><p>%s</p></article>' "$i" "$i" \
        "The river commission of the invented Sary basin met on day $i and agreed on shares of water." \
        >"site/$i.html"
done
printf 'User-agent: *\nDisallow: /closed\n' >site/robots.txt
"$SERVE" site <hold >port &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && break
    sleep 0.1
done
host=127.0.0.1:$(awk '{ print $2 }' port)

cat >job.lua <<'L'
local base = ...
local http = mine.http
local function show(name, r, err)
  local out = { name = name, at = mine.time.now(), clock = mine.time.clock() }
  if r then
    out.url, out.status, out.size, out.elapsed = r.url, r.status, #(r.body or ""), r.elapsed
    out.redirects, out.fetched, out.type, out.headers = r.redirects, r.fetched_at, r.content_type, {}
    for k, v in pairs(r.headers) do
      if k ~= "set-cookie" then out.headers[#out.headers + 1] = k .. ": " .. v end
    end
  else
    out.code, out.message, out.retry = err.code, err.message, err.retry
  end
  mine.emit(out)
end
local function get(name, path, options) show(name, http.get(base .. path, options)) end

get("page", "/1.html")
get("gzip", "/_/gzip")
get("redirect", "/_/redirect?to=%2F2.html")
get("missing", "/no-such.html")
get("status", "/_/status/503", { any_status = true })
get("closed", "/closed/1.html")
get("cut", "/_/partial")
get("timeout", "/_/none", { timeout = 0.3 })
get("refused", "/_/redirect?to=http%3A%2F%2F127.0.0.1%3A1%2F")
show("bad", http.get("http://[broken/"))
show("post 1", http.post(base .. "/_/echo", { form = { q = "one" } }))
assert(http.post(base .. "/_/echo", { form = { q = "two", password = "planted-form-secret" } })).body:match("q=two")
show("secrets", http.get(base .. "/_/delay?n=5&token=planted-url-secret", {
  headers = { ["X-Api-Key"] = "planted-header-secret", Authorization = "Bearer planted-bearer-secret" },
}))

-- several at once, the slow ones first; one of them given up, one address asked for twice
local order = {}
local given_up = mine.task.spawn(http.get, base .. "/_/none")
mine.task.all({ 90, 60, 30, 60, 1 }, function(n)
  local r = assert(http.get(base .. "/_/delay?n=" .. n))
  order[#order + 1] = n .. ":" .. mine.time.clock() .. ":" .. math.random(1000)
end, { limit = 5 })
given_up:cancel()
mine.emit { order = order }

-- a timer among answers
local slept = mine.task.spawn(function() mine.sleep(0.04) order[#order + 1] = "slept " .. mine.time.clock() end)
get("beside", "/_/delay?n=80")
slept:join()
mine.emit { order = order }

-- documents, stored while others are on their way
local paths = {}
for i = 1, 6 do paths[i] = "/" .. i .. ".html" end
mine.task.all(paths, function(path)
  local page = assert(http.get(base .. path))
  local article = assert(page:document():article())
  mine.store.put { url = page.url, title = article.title, text = article.text, date = mine.time.format(mine.time.now()) }
end, { limit = 3 })
mine.task.spawn(http.get, base .. "/_/none") -- ends with the run
mine.sleep(0.01)
mine.emit { done = mine.time.clock() }
L

t_exit 0 "$MINEHOST" run --db rec.db --allow "net:$host" --record run.warc.gz job.lua "http://$host"
mv out rec.out
mv err rec.err
for name in page gzip redirect missing closed cut timeout refused bad secrets beside done; do
    t_has rec.out "$name"
done
t_has rec.out '"code":"timeout"'
t_has rec.out '"code":"permission"'
exec 9>&-
wait

# where it can be had, a network with nothing in it
alone=
for how in "unshare -n" "unshare -rn"; do
    if [ -z "$alone" ] && $how true 2>/dev/null; then alone=$how; fi
done
[ -n "$alone" ] || echo "no unshare here: the server is gone, but the network is there"
for i in 1 2; do
    # shellcheck disable=SC2086 # words are wanted
    t_exit 0 $alone "$MINEHOST" run --db "$i.db" --allow "net:$host" --replay run.warc.gz job.lua "http://$host"
    mv out "$i.out"
    diff rec.out "$i.out" >differs
    t_result $? "replay $i has the recorded run's output" differs
done
t_ok "equal output" cmp 1.out 2.out
if command -v sqlite3 >/dev/null; then
    for i in 1 2; do sqlite3 "$i.db" .dump >"$i.dump"; done
    t_ok "equal databases" cmp 1.dump 2.dump
    t_has 1.dump "invented Sary basin met on day 6"
else
    echo "no sqlite3 here: databases are not compared"
fi

# no secret is in the file, in whatever form
gzip -dc run.warc.gz >run.warc
t_has run.warc "WARC-Type: response"
t_lacks run.warc planted
t_lacks run.warc "$(printf 'planted-bearer-secret' | base64 | cut -c 1-24)"
t_has run.warc "token=REDACTED"

# without the secrets, a replay finds the answers; what was not recorded is told
cat >other.lua <<'L'
local base = ...
assert(mine.http.get(base .. "/_/delay?n=5&token=another"))
local _, err = mine.http.get(base .. "/never-asked.html")
mine.emit { code = err.code, message = err.message }
L
t_exit 0 "$MINEHOST" run --allow "net:$host" --replay run.warc.gz other.lua "http://$host"
t_has out '"code":"not_found"'
t_has out "run.warc.gz"
t_has out "http://$host/never-asked.html"

# the recording of another tool
if command -v wget >/dev/null; then
    mkfifo hold2
    "$SERVE" site <hold2 >port2 &
    exec 9>hold2
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -s port2 ] && break
        sleep 0.1
    done
    there=http://127.0.0.1:$(awk '{ print $2 }' port2)
    wget -q --tries=1 --warc-file=wget -O wget.out "$there/1.html" "$there/_/gzip" "$there/_/redirect?to=%2F2.html"
    exec 9>&-
    wait
    cat >wget.lua <<'L'
local base = ...
for _, path in ipairs { "/1.html", "/_/gzip", "/_/redirect?to=%2F2.html" } do
  local r = assert(mine.http.get(base .. path))
  mine.emit { url = r.url, size = #r.body }
end
L
    t_exit 0 "$MINEHOST" run --allow "net:${there#http://}" --replay wget.warc.gz wget.lua "$there"
    t_has out '"url":"'"$there"'/2.html"'
    t_has out '{"size":6,'
fi
t_end
