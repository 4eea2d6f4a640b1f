#!/bin/sh
# One politeness for the machine: several runs on one host at once, some of them killed; and what a
# second run asks.
. "$TOP/tests/run/lib.sh"

mkdir site
mkfifo hold
"$SERVE" site <hold >port &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && break
    sleep 0.1
done
base=http://127.0.0.1:$(awk '{ print $2 }' port)

cat >ask.lua <<'L'
local base, name, n = mine.run.args[1], mine.run.args[2], tonumber(mine.run.args[3])
local urls = {}
for i = 1, n do urls[i] = base .. "/_/echo?" .. name .. i end
mine.task.all(urls, mine.http.get, { limit = 4 })
L
ask() { # NAME PAGES
    exec "$MINEHOST" run -q --db polite.db --delay 0.2 --per-host 2 --allow "net:${base#http://}" \
        ask.lua "$base" "$1" "$2" 2>>"err-$1"
}

# three runs at once; two of them are killed and begun again
for round in a b c; do
    (ask "$round" 6) &
    eval "pid_$round=$!"
done
sleep 0.9
kill -9 "$pid_a"
(ask d 6) &
pid_d=$!
sleep 0.7
kill -9 "$pid_d"
(ask e 6) &
pid_e=$!
for pid in "$pid_b" "$pid_c" "$pid_e"; do
    wait "$pid"
    t_eq "exit code of a run" $? 0
done
wait "$pid_a" "$pid_d" 2>/dev/null

cat >log.lua <<'L'
mine.run.say(assert(mine.http.get(mine.run.args[1] .. "/_/log", { cache = "off" })).body)
L
t_exit 0 "$MINEHOST" run -q --set robots=ignore --db other.db --allow "net:${base#http://}" log.lua "$base"
grep -c '/_/echo' out >count
awk '$3 != "/_/log" { if (n++ && $1 - last < least) least = $1 - last; if (n == 1) least = 1e9; last = $1 }
    END { print least }' least=1000000000 out >gap
t_ok "every page of the runs that ended was asked for: $(cat count)" [ "$(cat count)" -ge 18 ]
t_ok "the least gap at the server is the delay: $(cat gap) ms" [ "$(cat gap)" -ge 199 ]

# a second run asks about what the first one got, and gets nothing twice
cat >again.lua <<'L'
local base = ...
local urls, kept = {}, 0
for i = 1, 40 do urls[i] = base .. (i % 2 == 0 and "/_/etag?" or "/_/fresh?") .. i end
for _, url in ipairs(urls) do
  if assert(mine.http.get(url)).cached then kept = kept + 1 end
end
mine.emit { kept = kept }
L
t_exit 0 "$MINEHOST" run -q --db polite.db --allow "net:${base#http://}" again.lua "$base"
t_has out '"kept":0'
t_exit 0 "$MINEHOST" run -q --db polite.db --allow "net:${base#http://}" again.lua "$base"
t_has out '"kept":40'

exec 9>&-
wait
t_end
