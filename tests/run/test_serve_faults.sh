#!/bin/sh
# What may go wrong around the daemon: no descriptor, no process, a full disk, a clock that is set, no DNS. In each it
# lives, puts off what cannot be done, says why, and goes on when it can.
. "$TOP/tests/run/lib.sh"
db=$PWD/db
shim=$(dirname "$SERVE")/faults.so
mkdir jobs
sql() { sqlite3 "$db" "$@"; }
job() {
    printf 'return { name = "%s", schedule = { %s }, run = function(mine)\n%s\nend }\n' "$1" "$2" "$3" \
        >"jobs/.$1" && mv "jobs/.$1" "jobs/$1.lua"
}
# fault XY+SECONDS: switches faults on and off (tests/shim/faults.c)
fault() { printf '%s\n' "$1" 1<>faults; }
# serve LIMIT OPTIONS...: LIMIT: of descriptors
serve() {
    : >log
    (
        ulimit -n "$1"
        shift
        MH_FAULTS=$PWD/faults LD_PRELOAD=$shim exec "$MINEHOST" serve jobs --db "$db" --listen none "$@"
    ) >serve.out 2>log </dev/null &
    daemon=$!
    until_log serving
}
until_log() {
    for _ in $(seq 300); do
        grep -qE -e "$1" log && return 0
        sleep 0.1
    done
    t_result 1 "no line $1" log
}
lives() { t_ok "the daemon lives: $1" kill -0 "$daemon"; }
stop() {
    kill -TERM "$daemon"
    wait "$daemon"
    t_eq "exit code: $1" $? 0
    rm -f jobs/*.lua
}
fault 00+0000
if [ -n "${SAN:-}" ]; then # its runtime wants to be the first library
    t_ok "skipped with sanitizers" true
    t_end
fi

# --- no process can be made: put off, run when one can be ---
job tick 'every = "1s"' ''
serve 1024
until_log 'tick [0-9]+ run-ended outcome=ok'
fault 10+0000
until_log 'run-deferred job=tick reason="start a process: fork: '
fault 00+0000
n=$(wc -l <log)
for _ in $(seq 100); do
    tail -n +"$n" log | grep -q 'run-ended outcome=ok' && break
    sleep 0.1
done
t_ok "it runs again" sh -c "tail -n +$n log | grep -q 'run-ended outcome=ok'"
t_eq "what was put off has no record of a failure" "$(sql "SELECT count(*) FROM runs WHERE status NOT IN ('ok', 'running')")" 0
lives fork

# --- the disk is full: nothing is started that could not be written down, and nothing is forgotten ---
fault 01+0000
until_log 'run-deferred job=tick reason=.*no space left'
t_has log 'then="no run is started until it can be written"'
t_eq "a full disk is told once" "$(grep -c 'Z database error' log)" 1
fault 00+0000
until_log 'database-well'
n=$(wc -l <log)
for _ in $(seq 100); do
    tail -n +"$n" log | grep -q 'run-ended outcome=ok' && break
    sleep 0.1
done
t_ok "it runs again after a full disk" sh -c "tail -n +$n log | grep -q 'run-ended outcome=ok'"
lives "full disk"

# --- the clock is set: by a day forward, and back; an interval goes on, a time of day does not come twice ---
rm jobs/tick.lua
job every 'every = "1s"' ''
job noon "cron = \"$(date -u +%M) $(date -u +%H) * * *\", missed = \"once\"" ''
kill -HUP "$daemon"
until_log 'every [0-9]+ run-ended'
fault 00+9000
kill -HUP "$daemon"
sleep 1
fault 00+0000
kill -HUP "$daemon"
n=$(wc -l <log)
for _ in $(seq 100); do
    tail -n +"$n" log | grep -q 'every [0-9]* run-ended outcome=ok' && break
    sleep 0.1
done
t_ok "an interval goes on" sh -c "tail -n +$n log | grep -q 'every [0-9]* run-ended outcome=ok'"
t_ok "a time of day does not come twice" test "$(grep -c 'run-started job=noon' log)" -le 1
lives "clock set"
stop "after faults"
t_eq "no record is left open" "$(sql "SELECT count(*) FROM runs WHERE status = 'running'")" 0
t_eq "the database is well" "$(sql 'PRAGMA integrity_check')" ok

# --- descriptors: as many runs as there are descriptors for, the others wait ---
for i in 1 2 3 4 5 6 7 8; do job "long$i" 'at_start = true, retries = 0' 'mine.sleep(0.5)'; done
rm -f "$db"*
serve 28 --workers 8
until_log 'run-deferred .*no descriptor'
for _ in $(seq 200); do
    [ "$(grep -c 'run-ended outcome=ok' log)" = 8 ] && break
    sleep 0.1
done
t_eq "all ran in the end" "$(grep -c 'run-ended outcome=ok' log)" 8
lives descriptors
stop descriptors

# --- no DNS: bounded tries, and the record says so ---
rm -f "$db"*
job dns 'at_start = true, retries = { max = 2, backoff = 0.1, most = 0.1 }' \
    'assert(mine.http.get("http://news.invalid/"))'
serve 1024
until_log 'run-started job=dns .*attempt=3'
for _ in $(seq 100); do
    [ "$(grep -c 'run-ended outcome=failed' log)" = 3 ] && break
    sleep 0.1
done
stop "no DNS"
t_eq "it was tried three times, and the record says why" \
    "$(sql "SELECT count(*) FROM runs WHERE status = 'failed' AND reason LIKE '%news.invalid%'")" 3

# --- a real full disk, where one may be made ---
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
    mkdir small
    cat >full.sh <<'S'
mount -t tmpfs -o size=1m none small || exit 0
"$MINEHOST" serve jobs --db small/db --listen none 2>log2 &
daemon=$!
for _ in $(seq 100); do grep -q 'run-ended outcome=ok' log2 && break; sleep 0.1; done
dd if=/dev/zero of=small/fill bs=4k 2>/dev/null
for _ in $(seq 100); do grep -q 'run-deferred' log2 && break; sleep 0.1; done
rm small/fill
for _ in $(seq 100); do grep -q 'database-well' log2 && break; sleep 0.1; done
kill -TERM $daemon
wait $daemon
echo "ended $?"
S
    job tick 'every = "1s"' ''
    unshare -m sh full.sh >full.out 2>&1
    t_has full.out 'ended 0'
    t_has log2 'run-deferred'
    t_has log2 'database-well'
else
    echo "SKIPPED: a full file system needs root and a mount namespace"
fi
t_end
