#!/bin/sh
# Names: a server that changes its mind, addresses that are dead, names that are none. In namespaces of its
# own: a network with nothing in it but loopback, and a resolver's files of the test's own.
. "$TOP/tests/run/lib.sh"
tools=${SERVE%/*}

if [ "${DNS_INSIDE:-}" != 1 ]; then
    if ! unshare -n -m true 2>/dev/null || ! command -v ip >/dev/null; then
        echo "test_dns: SKIPPED, NOTHING TRIED: needs root (namespaces) and ip" >&2
        t_ok "skipped" true
        t_end
    fi
    DNS_INSIDE=1 exec unshare -n -m sh "$0"
fi

# 11.1.2.3 is a public address by the books; here it is this machine's. 11.9.9.9 and 2a00:1450::9 lead
# nowhere, silently.
mount --make-rprivate /
ip link set lo up
ip address add 11.1.2.3/32 dev lo
dead=1 six=1
{
    ip link add nowhere arp off type veth peer name nowhere2 && ip link set nowhere2 up &&
        ip link set nowhere up && ip address add 11.9.9.1/24 dev nowhere
} 2>/dev/null || dead=
[ -n "$dead" ] && ip -6 address add 2a00:1450::1/64 dev nowhere nodad 2>/dev/null || six=
printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >resolv.conf
printf '127.0.0.1 localhost\n127.0.0.1 hosted.test\n' >hosts
printf 'hosts: files dns\n' >nsswitch.conf
for file in resolv.conf hosts nsswitch.conf; do
    mount --bind "$file" "/etc/$file" 2>/dev/null || {
        echo "test_dns: SKIPPED, NOTHING TRIED: no /etc/$file of its own" >&2
        t_ok "skipped" true
        t_end
    }
done

mkdir site
echo '<!doctype html><title>public</title>' >site/page.html
t_start "$SERVE" site
inner=$t_port
# the public server, and on the same port of 127.0.0.1 the one that nobody may reach
t_start "$tools/tlswrap" --plain --listen 11.1.2.3 --to "$inner"
port=$t_port
mkdir secret
t_start "$SERVE" secret --port "$port"
secret=$t_port
t_eq "one port, two addresses" "$secret" "$port"
t_start "$tools/tlswrap" --plain --listen 11.1.2.3 --to "$inner"
port2=$t_port
t_start "$SERVE" secret --port "$port2"
t_start "$tools/dnsstub" good.test=11.1.2.3 flip.test=11.1.2.3/127.0.0.1 both.test=127.0.0.1,11.1.2.3 \
    private.test=127.0.0.1 dead.test=11.9.9.9 refused.test=11.1.2.3/127.0.0.1 six.test=::1/::1 \
    mapped.test=::ffff:127.0.0.1 twin.test=11.1.2.3,2a00:1450::9 deadtwin.test=11.9.9.9,11.1.2.3 \
    fail.test=fail mute.test=mute late.test=fail/11.1.2.3
names=$t_out

cat >get.lua <<'L'
for i, url in ipairs(mine.run.args) do
  local r, err = mine.http.get(url, { retries = 2 })
  mine.emit { code = err and err.code or "ok", retry = err and err.retry or false, text = tostring(err or r.body) }
end
L
export MINEHOST_DELAY=0
get() {
    "$MINEHOST" run --db dns.db "$@"
}
# the secret server has seen nothing
unseen() {
    t_exit 0 "$MINEHOST" run --allow "net:127.0.0.1" --set robots=ignore get.lua "http://127.0.0.1:$port/_/stats" \
        "http://127.0.0.1:$port2/_/stats"
    t_eq "requests to the private address: $1" "$(grep -c 'requests 1.nconnections 1.n' out)" 2
    t_exit 0 "$MINEHOST" run --allow "net:127.0.0.1" --set robots=ignore get.lua "http://127.0.0.1:$port/_/forget" \
        "http://127.0.0.1:$port2/_/forget"
}

t_exit 0 get get.lua "http://good.test:$port/page.html"
t_has out '"code":"ok"'
t_has out "public"
t_exit 0 get get.lua "http://private.test:$port/"
t_has out '"code":"permission"'
t_has out "127.0.0.1 is private"
unseen "named so at once"

# its second answer is this machine: for the next port (a redirect), and for the next run
t_exit 0 get get.lua "http://flip.test:$port/_/redirect?to=http%3A%2F%2Fflip.test%3A$port2%2F"
t_has out '"code":"permission"'
t_has "$names" "flip.test A 11.1.2.3"
t_has "$names" "flip.test A 127.0.0.1"
t_exit 0 get get.lua "http://flip.test:$port/page.html"
t_has out '"code":"permission"'
unseen "by a redirect, by the next run"

# a connection that is refused is tried again, with what the name says then
t_exit 0 get --set robots=ignore get.lua "http://refused.test:9/" "http://refused.test:$port2/"
t_eq "no page" "$(grep -c '"code":"ok"' out)" 0
t_has out '"code":"permission"'
# of two addresses only the public one is tried, whatever their order
t_exit 0 get get.lua "http://both.test:$port/page.html"
t_lacks out "secret"
for name in six mapped; do
    t_exit 0 get get.lua "http://$name.test:$port/"
    t_has out '"code":"permission"'
done
unseen "behind another address"

# a grant of the name is a grant of what it resolves to; of the address, of no name
t_exit 0 get --allow "net:private.test:$port" get.lua "http://private.test:$port/_/stats"
t_has out '"code":"ok"'
t_exit 0 get --allow "net:127.0.0.1:$port" get.lua "http://127.0.0.1:$port/_/forget"
t_exit 0 get --allow "net:hosted.test:$inner" get.lua "http://hosted.test:$inner/page.html"
t_has out '"code":"ok"'

# names that are none, name servers that fail: dns, and worth another try
for name in none fail mute; do
    t_within 15 get --set robots=ignore get.lua "http://$name.test/"
    t_has out '"code":"dns","retry":true'
done

# a dead address costs little when there is another one
[ -n "$dead" ] || echo "test_dns: DEAD ADDRESSES SKIPPED: no veth; they are refused at once" >&2
t_within 8 get get.lua "http://deadtwin.test:$port/page.html"
t_has out '"code":"ok"'
if [ -n "$six" ]; then
    t_within 5 get get.lua "http://twin.test:$port/page.html"
    t_has out '"code":"ok"'
    t_has "$names" "twin.test AAAA"
    t_start "$tools/tlswrap" --plain --listen ::1 --to "$inner"
    t_exit 0 get --allow "net:[::1]:$t_port" get.lua "http://[::1]:$t_port/page.html"
    t_has out '"code":"ok"'
    t_exit 0 get --allow "net:[::1]:1" get.lua "http://[::1]:$t_port/page.html"
    t_has out '"code":"permission"'
else
    echo "test_dns: IPv6 SKIPPED, NOTHING TRIED: this kernel has none" >&2
fi
if [ -n "$dead" ]; then
    t_within 20 get --set robots=ignore get.lua "http://dead.test:$port/"
    t_has out '"code":"timeout","retry":true'
fi
t_end
