#!/bin/sh
# The daemon's HTTP interface as people and Prometheus use it; jobs that documents and signed posts start; what must
# not start them; nothing told twice or lost over a restart.
. "$TOP/tests/run/lib.sh"
command -v curl >/dev/null && command -v openssl >/dev/null || {
    echo "SKIPPED: curl and openssl are needed"
    t_end
}
db=$PWD/db
mkdir jobs
sql() { sqlite3 "$db" "$@"; }
# job NAME SCHEDULE BODY
job() {
    printf 'return { name = "%s", needs = { "store" }, schedule = { %s }, run = function(mine)\n%s\nend }\n' \
        "$1" "$2" "$3" >"jobs/.$1" && mv "jobs/.$1" "jobs/$1.lua"
}
serve() {
    : >log
    "$MINEHOST" serve jobs --db "$db" --listen 127.0.0.1:0 "$@" >serve.out 2>log </dev/null &
    daemon=$!
    until_log serving
    url=http://127.0.0.1:$(sed -n 's/.*listening address=.*port=\([0-9]*\).*/\1/p' log)
    token=$(cat "$XDG_STATE_HOME/minehost/token")
}
until_log() {
    for _ in $(seq 300); do
        grep -qE -e "$1" log && return 0
        sleep 0.1
    done
    t_result 1 "no line $1" log
}
stop() {
    kill "-$1" "$daemon"
    wait "$daemon"
}
# ask PATH [CURL OPTIONS...]: the answer in "out", its status is printed
ask() {
    path=$1
    shift
    curl -sS --max-time 20 -o out -w '%{http_code}' -H "Authorization: Bearer $token" "$@" "$url$path"
}
# hook PATH BODY SECRET
hook() {
    sum=$(printf '%s' "$2" | openssl dgst -sha256 -hmac "$3" | sed 's/.*= //')
    curl -sS --max-time 20 -o out -w '%{http_code}' -H "X-Hub-Signature-256: sha256=$sum" \
        --data-binary "$2" "$url/hook/$1"
}
runs_of() { sql "SELECT count(*) FROM runs WHERE job = '$1' AND status <> 'running'"; }
# until_runs JOB N
until_runs() {
    for _ in $(seq 300); do
        [ "$(runs_of "$1")" -ge "$2" ] && break
        sleep 0.1
    done
    t_eq "runs of $1" "$(runs_of "$1")" "$2"
}

MINEHOST_SECRET_PRESS='It is a secret to everybody'
export MINEHOST_SECRET_PRESS
put='mine.store.put { url = "https://news.example/" .. (mine.run.args[1] or "x"), title = "Summit",
    text = (mine.run.args[2] or "They talked about gas.") }'
job writer 'webhook = { secret = "press", path = "write-it" }' "$put"
job reader 'on = "document", filter = "summit gas", settle = 0.1' 'mine.log.info("read")'
job other 'on = "document", filter = "railway", settle = 0.1' 'mine.log.info("other")'
job loop 'on = "document", settle = 0.1' 'local n = mine.store.get("n") or 0
    mine.store.put { url = "https://loop.example/" .. mine.run.id, title = "Loop", text = "again" }'
job unset 'webhook = { secret = "nobody" }' ''
for name in writer reader other loop; do
    "$MINEHOST" grant "jobs/$name.lua" --all --db "$db" >/dev/null 2>&1 </dev/null
done
serve
t_eq "the token is closed to others" "$(stat -c %a "$XDG_STATE_HOME/minehost/token")" 600
t_lacks log "$token"

# --- reading ---
t_eq health "$(ask /health)" 200
t_has out '"status":"ok"'
t_eq "without token" "$(token=x ask /health)" 401
t_eq "by another name" "$(ask /health -H 'Host: news.example')" 421
t_eq jobs "$(ask /api/jobs)" 200
t_has out '"name":"reader"'
t_has out '"webhook":"write-it"'
t_eq "one job" "$(ask /api/jobs/reader)" 200
t_has out '"filter":"summit gas"'
t_eq "no job" "$(ask /api/jobs/none)" 404
t_eq metrics "$(ask /metrics)" 200
t_has out 'minehost_jobs{state="ok"} 5'
t_has out 'process_resident_memory_bytes '

# --- a signed post starts a job, its document another ---
t_eq "a post without signature" "$(ask /hook/write-it --data x)" 403
t_eq "a wrong one" "$(hook write-it '{}' guess)" 403
t_eq "a hook of nobody" "$(hook writer '{}' guess)" 404
t_eq "a secret that is not set" "$(hook unset '{}' '')" 503
t_eq "a right one" "$(hook write-it '{}' "$MINEHOST_SECRET_PRESS")" 202
until_runs writer 1
until_runs reader 1
until_runs loop 1
t_eq "how it was started" "$(sql "SELECT DISTINCT trigger FROM runs WHERE job IN ('writer', 'reader') ORDER BY 1")" \
    'document
webhook'
t_eq "the same again fires again" "$(hook write-it '{}' "$MINEHOST_SECRET_PRESS")" 202
until_runs writer 2
sleep 2
t_eq "the same document starts nobody" "$(runs_of reader)" 1
t_eq "nor do documents of the job itself" "$(runs_of loop)" 1
t_eq "a filter that finds nothing" "$(runs_of other)" 0
t_eq runs "$(ask '/api/runs?job=writer&limit=1')" 200
t_has out '"trigger":"webhook"'
id=$(sql "SELECT max(id) FROM runs WHERE job = 'writer'")
t_eq "one run" "$(ask "/api/runs/$id")" 200
t_has out '"events":['
t_eq metrics "$(ask /metrics)" 200
t_has out 'minehost_job_runs_total{job="writer",outcome="ok"} 2'
t_has out 'minehost_job_last_success_timestamp_seconds{job="reader"} '
t_has out 'minehost_changes_total 2'

# --- a run by hand, while the daemon is there and while it is not ---
echo 'mine.store.put { url = "https://hand.example/1", title = "Railway", text = "A railway is built." }' >hand.lua
t_exit 0 "$MINEHOST" run hand.lua --db "$db" --allow store
until_runs other 1
stop TERM
sed -i 's/hand.example.1/hand.example\/2/' hand.lua
t_exit 0 "$MINEHOST" run hand.lua --db "$db" --allow store
serve
until_runs other 2
sleep 1
stop KILL
serve
sleep 1
t_eq "not told twice over a kill" "$(runs_of other)" 2
t_eq "what was before is known" "$(ask /metrics)" 200
t_has out 'minehost_job_last_success_timestamp_seconds{job="reader"} '

# --- a port that is taken ---
"$MINEHOST" serve jobs --db "$db.2" --listen "${url#http://}" >serve2.out 2>log2 </dev/null &
second=$!
for _ in $(seq 100); do grep -q not-listening log2 && break; sleep 0.1; done
t_has log2 'another process has it'
kill -TERM $second
wait $second
t_eq "runs go on without it" $? 0
t_exit 2 "$MINEHOST" serve jobs --db "$db.2" --listen 0.0.0.0:0
t_has err 'other machines could reach it'
stop TERM
t_end
