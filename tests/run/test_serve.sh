#!/bin/sh
# The daemon: jobs start on their triggers, each in a process of its own, told why; ends, retries, timeouts and what
# comes after are as the plan says; files are read anew; it drains, and comes back after a kill.
. "$TOP/tests/run/lib.sh"
db=$PWD/db
mkdir jobs
sql() { sqlite3 "$db" "$@"; }
# job NAME SCHEDULE BODY
job() {
    printf 'return { name = "%s", schedule = { %s }, run = function(mine)\n%s\nend }\n' "$1" "$2" "$3" \
        >"jobs/.$1" && mv "jobs/.$1" "jobs/$1.lua"
}
# serve OPTIONS...: in the background, its log in "log", its number in $daemon
serve() {
    : >log
    "$MINEHOST" serve jobs --db "$db" --listen none "$@" >serve.out 2>log </dev/null &
    daemon=$!
    until_log serving
}
# until_log PATTERN [FILE]: waits for a line, half a minute at most
until_log() {
    for _ in $(seq 300); do
        grep -qE -e "$1" "${2:-log}" && return 0
        sleep 0.1
    done
    t_result 1 "no line $1" "${2:-log}"
}
# stop SIGNAL CODE
stop() {
    kill "-$1" "$daemon"
    wait "$daemon"
    t_eq "exit code after $1" $? "$2"
}
logged() { # what the job says that it was told
    printf '%s\n' 'mine.log.info("told", { trigger = mine.run.trigger, at = mine.run.scheduled,' \
        'why = mine.run.why, attempt = mine.run.attempt, missed = mine.run.missed })' "$1"
}

# --- triggers, what a run is told, its record ---
job tick 'every = "1s", overlap = "queue"' "$(logged 'mine.run.say("hello\n")')"
job born 'at_start = true' "$(logged '')"
job next 'after = "born"' "$(logged '')"
job fails 'at_start = true, retries = { max = 2, backoff = 0.1, most = 0.2 }' 'error("boom")'
job slow 'at_start = true, timeout = 1, retries = 0' 'mine.sleep(60)'
job denied 'at_start = true, retries = 5' 'mine.run.secret("none")'
echo 'return {' >jobs/broken.lua
echo 'mine.log.info("plain")' >jobs/script.lua
serve
until_log 'next [0-9]+ told'
until_log 'slow [0-9]+ run-ended'
until_log 'run-started job=fails.*attempt=3'
until_log 'tick [0-9]+ run-ended'
t_has log 'job-file-bad job=broken'
t_has log 'now="it does not run"'
t_has log 'told at='
t_has log 'trigger="daemon start" why="daemon start"'
t_has log 'trigger=after why=after'
t_has log 'said text=hello'
t_has log 'run-started job=fails trigger="daemon start"'
t_has log 'why="attempt 3: the last one failed"'
t_has log 'outcome=refused exit=4'
t_ok "the end of tick is told" grep -qE 'tick [0-9]+ run-ended outcome=ok exit=0 time=' log
t_eq "refused is not tried again" "$(grep -c 'run-started job=denied' log)" 1
t_eq "trigger and instant in the record" \
    "$(sql "SELECT count(*) > 0 FROM runs WHERE job = 'tick' AND trigger = 'schedule' AND scheduled > 0
        AND abs(started - scheduled) < 20000000")" 1
t_eq "a timeout is in the record" "$(sql "SELECT status, reason LIKE '%over its timeout%' FROM runs WHERE job = 'slow'")" \
    'stopped|1'
t_ok "why is an event of the record" \
    test "$(sql "SELECT count(*) FROM run_events WHERE event = 'started' AND fields LIKE '%attempt 3%'")" = 1

# --- files change ---
job tick 'every = "1s", overlap = "queue"' 'mine.log.info("second")'
job fresh 'every = "1s"' 'mine.log.info("fresh-ran")'
job waits 'file = "../drop", settle = 0.1' "$(logged '')"
rm jobs/born.lua
until_log 'tick [0-9]+ second'
until_log 'fresh [0-9]+ fresh-ran'
until_log 'job-loaded job=waits'
t_has log 'job-gone job=born'
job reads 'on = "document", filter = "budget", settle = 0.1' "$(logged '')"
job writes 'after = "waits"' 'assert(mine.store.put { url = "u1", title = "The budget", text = "Of a ministry." })'
until_log 'job-loaded job=writes'
mkdir drop && echo something >drop/file
until_log 'waits [0-9]+ told .*trigger=file'
until_log 'reads [0-9]+ told .*trigger=document'
echo 'return { name = "tick", schedul = {} }' >jobs/tick.lua
until_log 'job-file-bad job=tick .*now="the old version goes on"'
n=$(grep -c 'run-started job=tick' log)
for _ in $(seq 50); do
    [ "$(grep -c 'run-started job=tick' log)" -gt "$n" ] && break
    sleep 0.1
done
t_ok "the old version goes on" test "$(grep -c 'run-started job=tick' log)" -gt "$n"
t_exit 5 "$MINEHOST" serve jobs --db "$db" --listen none
t_has err "another daemon serves this database: process $daemon"

# --- the daemon is killed: its runs end with it, and it says so when it is back ---
rm jobs/*.lua
job long 'at_start = true' 'mine.sleep(60)'
kill -HUP "$daemon"
stop KILL 137
serve
until_log 'run-started job=long'
run=$(grep -oE 'job=long .*pid=[0-9]+' log | sed 's/.*pid=//')
for _ in $(seq 100); do
    [ "$(sql "SELECT count(*) FROM runs WHERE job = 'long' AND status = 'running'")" = 1 ] && break
    sleep 0.1
done
stop KILL 137
for _ in $(seq 50); do
    kill -0 "$run" 2>/dev/null || break
    sleep 0.1
done
t_not "its run ended with it" kill -0 "$run"
serve --drain 1s
t_has log 'runs-recovered'
t_eq "the record says so" "$(sql "SELECT status, reason LIKE '%went away%' FROM runs WHERE job = 'long' ORDER BY id LIMIT 1")" \
    'died|1'

# --- drained: a run that takes too long is ended, one that does not ends well ---
until_log 'run-started job=long'
stop TERM 0
t_has log 'drain-over'
t_has log 'outcome=interrupted'
t_eq "no record is left open" "$(sql "SELECT count(*) FROM runs WHERE status = 'running'")" 0
t_ok "and says why" test "$(sql "SELECT count(*) FROM runs WHERE status = 'interrupted' AND reason LIKE '%told to end%'")" = 1
job long 'at_start = true' 'mine.sleep(1)'
serve --drain 20s
until_log 'run-started job=long'
stop INT 0
t_ok "it ended well" grep -q 'outcome=ok' log
t_lacks log 'drain-over'
job long 'at_start = true' 'mine.sleep(60)'
serve --log-format json
until_log '"event":"run-started","job":"long"'
kill -TERM "$daemon"
until_log draining
stop TERM 0
t_has log '"event":"ending-at-once"'
t_eq "log lines are JSON" "$(grep -cvE '^\{"level":"[a-z]+","time":"[^"]+",.*\}$' log)" 0

# --- once ---
rm jobs/*.lua
job one 'every = "1h"' "$(logged '')"
job other 'cron = "@yearly", missed = "skip"' 'mine.log.info("other")'
t_exit 0 "$MINEHOST" serve jobs --once --db "$db"
t_has out '1 run, 0 failed'
t_exit 0 "$MINEHOST" serve jobs --once --db "$db"
t_has out '0 runs, 0 failed'
job bad 'every = "1h", retries = { max = 1, backoff = 0.1 }' 'error("no")'
t_exit 1 "$MINEHOST" serve jobs --once --db "$db"
t_has out '2 runs, 2 failed'
t_exit 2 "$MINEHOST" serve no-such-folder --db "$db"
t_exit 2 "$MINEHOST" serve jobs more --db "$db"
t_end
