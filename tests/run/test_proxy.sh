#!/bin/sh
# The proxy setting: used when set, whatever the environment says, and its password is nowhere to be seen.
. "$TOP/tests/run/lib.sh"
tools=${SERVE%/*}

mkdir site
echo '<!doctype html><title>T</title><p>text' >site/page.html
t_start "$SERVE" site
plain=$t_port
t_start "$tools/tlswrap" --to "$plain" --cert cert.pem --names DNS:far.example
tls=$t_port
t_start "$tools/proxyd" heads --user desk:open-sesame
proxy=http://desk:open-sesame@127.0.0.1:$t_port
t_start "$tools/proxyd" trap
export http_proxy="http://127.0.0.1:$t_port" https_proxy="http://127.0.0.1:$t_port" all_proxy="http://127.0.0.1:$t_port"

cat >get.lua <<'L'
for _, url in ipairs(mine.run.args) do
  local r, err = mine.http.get(url, { retries = 0 })
  mine.emit { code = err and err.code or "ok", text = tostring(err or r.body) }
end
L
: >heads

# not set: nobody is asked
t_exit 0 "$MINEHOST" run --allow "net:127.0.0.1:$plain" get.lua "http://127.0.0.1:$plain/page.html"
t_has out '"code":"ok"'
t_not "the environment's proxy" test -e trap
t_eq "nor ours" "$(wc -c <heads)" 0

# set: for http, for https, for robots.txt; names are the proxy's to resolve
export MINEHOST_DELAY=0
run() {
    "$MINEHOST" run -v --log-level debug --set "proxy=$proxy" --set ca-file=cert.pem "$@"
}
t_exit 0 run --db a.db --record a.warc get.lua "http://far.example:$plain/page.html" "https://far.example:$tls/page.html"
t_eq "pages" "$(grep -c '"code":"ok"' out)" 2
t_has heads "> GET http://far.example:$plain/robots.txt HTTP/1.1"
t_has heads "> GET http://far.example:$plain/page.html HTTP/1.1"
t_has heads "> CONNECT far.example:$tls HTTP/1.1"
t_not "the environment's proxy" test -e trap
cat out err >said
t_lacks said sesame
t_lacks a.warc sesame
t_not "a record of the run" grep -q sesame a.db
t_ok "a recording is of use" "$MINEHOST" run --replay a.warc get.lua "http://far.example:$plain/page.html" \
    "https://far.example:$tls/page.html"

# private addresses stay refused
t_exit 0 run get.lua "http://10.0.0.1/"
t_has out '"code":"permission"'
t_exit 0 run get.lua "http://localhost:$plain/page.html"
t_has out '"code":"permission"'

# what fails says no password
for bad in "http://desk:other-sesame@127.0.0.1:${proxy##*:}" "http://desk:other-sesame@127.0.0.1:1" \
    "ftp://desk:other-sesame@127.0.0.1" "http://desk:other-sesame@[127.0.0.1"; do
    proxy=$bad
    rm -f b.warc b.db
    t_exit 0 run --db b.db --record b.warc get.lua "http://far.example:$plain/page.html" "https://far.example:$tls/page.html"
    t_eq "no page: $bad" "$(grep -c '"code":"ok"' out)" 0
    cat out err >said
    t_lacks said sesame
    t_not "a trace of the password" grep -rqs sesame b.warc b.db b.db-wal
done
t_end
