#!/bin/sh
# https: whom a run believes, by its settings. What the engine makes of certificates is in
# tests/unit/net/test_tls.c, of HTTP/2 in test_h2.c.
. "$TOP/tests/run/lib.sh"
tools=${SERVE%/*}

mkdir site
echo '<!doctype html><title>T</title><p>text' >site/page.html
t_start "$SERVE" site
plain=$t_port
t_start "$tools/tlswrap" --to "$plain" --cert cert.pem --names DNS:localhost,IP:127.0.0.1
port=$t_port
base=https://127.0.0.1:$port

cat >get.lua <<'L'
for _, url in ipairs(mine.run.args) do
  local r, err = mine.http.get(url)
  mine.emit { code = err and err.code or "ok", retry = err and err.retry, text = tostring(err or r.body) }
end
L
# get OPTIONS... URLS...
get() {
    "$MINEHOST" run --allow "net:127.0.0.1:$port" --allow "net:localhost:$port" --allow "net:127.0.0.1:$plain" "$@"
}

t_exit 0 get get.lua "$base/page.html"
t_has out '"code":"tls","retry":false'
t_has out "certificate"
t_lacks err "certificate-not-checked"

t_exit 0 get --set ca-file=cert.pem get.lua "$base/page.html"
t_has out '"code":"ok"'
t_has out "<title>T</title>"
t_exit 0 env MINEHOST_CA_FILE=cert.pem "$MINEHOST" run --allow "net:localhost:$port" get.lua \
    "https://localhost:$port/page.html"
t_has out '"code":"ok"'
# in the place of the system's: another file does not vouch for it
t_start "$tools/tlswrap" --to "$plain" --cert other.pem
t_exit 0 get --set ca-file=other.pem get.lua "$base/page.html"
t_has out '"code":"tls"'
# a file of no use is said so, once, and by name
echo text >none.pem
for file in none.pem missing.pem .; do
    t_exit 0 get --set "ca-file=$file" get.lua "$base/page.html"
    t_has out '"code":"usage"'
    t_has out "ca-file: "
done

# insecure: said once a host and a run, however many requests
t_exit 0 get --set insecure=127.0.0.1 get.lua "$base/page.html" "$base/page.html?2" "$base/page.html?3" "http://127.0.0.1:$plain/page.html"
t_eq "pages" "$(grep -c '"code":"ok"' out)" 4
t_eq "warnings" "$(grep -c certificate-not-checked err)" 1
t_has err "host=127.0.0.1"
t_exit 0 get --set insecure=127.0.0.1,localhost get.lua "$base/page.html" "https://localhost:$port/page.html" "$base/page.html?2"
t_eq "a warning a host" "$(grep -c certificate-not-checked err)" 2
t_exit 0 get --set insecure=localhost get.lua "$base/page.html"
t_has out '"code":"tls"'
t_lacks err certificate-not-checked
# not for where it redirects to
t_exit 0 get --set insecure=127.0.0.1 get.lua "$base/_/redirect?to=https%3A%2F%2Flocalhost%3A$port%2F"
t_has out '"code":"tls"'

# names and times
t_start "$tools/tlswrap" --to "$plain" --cert cert2.pem --names DNS:other.example
port=$t_port
t_exit 0 get --set ca-file=cert2.pem get.lua "https://127.0.0.1:$port/page.html"
t_has out '"code":"tls"'
t_start "$tools/tlswrap" --to "$plain" --cert cert3.pem --days -1
port=$t_port
t_exit 0 get --set ca-file=cert3.pem get.lua "https://127.0.0.1:$port/page.html"
t_has out '"code":"tls"'
t_has out "expired"
t_start "$tools/tlswrap" --to "$plain" --cert cert4.pem --max-tls 1.1
port=$t_port
t_exit 0 get --set ca-file=cert4.pem get.lua "https://127.0.0.1:$port/page.html"
t_has out '"code":"tls"'

# HTTP/2, from a script: many at once on one connection, one bad among them
t_start "$tools/h2d" --cert h2.pem
port=$t_port
if [ -z "$port" ]; then
    echo "test_tls: HTTP/2 SKIPPED, NOTHING TRIED: $(cat "$t_out")" >&2
else
    cat >h2.lua <<'L'
local base = mine.run.args[1]
local codes = mine.task.all({ 1, 2, 3, 4, 5, 6, 7, 8, 9 }, function(i)
  local r, err = mine.http.get(base .. (i == 5 and "/reset?n=11" or "/delay?n=300"), { retries = 0 })
  return err and err.code or r.body
end)
mine.emit { codes = table.concat(codes, " "), count = mine.http.get(base .. "/count").body }
L
    t_exit 0 get --set http2=on --set ca-file=h2.pem h2.lua "https://127.0.0.1:$port"
    t_has out "late late late late reset late late late late"
    t_has out 'connections 1\n'
fi

# a cache of a size that is no size
t_exit 2 get --set cache-size=much get.lua "$base/page.html"
t_exit 2 get --set cache-size=1K get.lua "$base/page.html"
t_exit 0 get --set cache-size=4M --db small.db get.lua "http://127.0.0.1:$plain/_/etag" "http://127.0.0.1:$plain/_/etag"
t_end
