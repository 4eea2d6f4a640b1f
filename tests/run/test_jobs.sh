#!/bin/sh
# The commands about jobs: without anything, on a folder, and with a daemon that obeys them.
. "$TOP/tests/run/lib.sh"
m() { "$MINEHOST" "$@"; }
export TZ=UTC MINEHOST_LISTEN=none

# nothing there yet: each says so, and none makes anything
t_exit 0 m jobs
t_has err "no jobs in"
t_exit 0 m status
t_has out "all is well"
t_has out "none yet"
t_exit 2 m jobs ./nowhere
t_has err "no folder ./nowhere"
t_exit 1 m logs
t_has err "no database"
t_exit 2 m run nothing
t_has err "no file nothing, and no jobs in"
t_exit 2 m run nothing --now
t_exit 2 m schedule nothing
t_exit 2 m pause
t_has err "usage"
t_exit 2 m pause --all x
for c in jobs pause resume schedule logs status; do
    t_exit 0 m help "$c"
    t_has out "--db FILE"
done

# three jobs and a bad one
mkdir jobs
export MINEHOST_JOBS="$PWD/jobs"
cat >jobs/crawl.lua <<'L'
return { name = "crawl", about = "invented", schedule = { every = "1h", retries = { max = 0 } },
  run = function(mine)
    mine.log.info("page", { number = 7, text = "two words" })
    mine.log.warn("odd", { why = "it is invented" })
    mine.emit { title = "T" }
  end }
L
cat >jobs/digest.lua <<'L'
return { schedule = { cron = "*/30 6-22 * * *", timezone = "Asia/Dushanbe", after = "crawl" },
  run = function(mine) error("nothing to digest") end }
L
echo 'mine.emit { title = mine.run.job }' >jobs/hello.lua
echo 'return { name = "bad", ' >jobs/bad.lua
t_exit 0 m jobs
t_ok "the bad one" grep -qE '^bad +broken +never +-$' out
t_has out "bad.lua:2:"
t_ok "digest" grep -qE '^digest +ok +never +.*[0-9][0-9]:[03]0 Asia/Dushanbe \(here ' out
t_has out "every 30 minutes from 06:00 to 22:30, Asia/Dushanbe; after crawl"
t_ok "a script" grep -qE '^hello +script +never +-$' out
t_has err "4 jobs in $PWD/jobs; no daemon runs: minehost serve"
t_exit 0 m jobs --format jsonl
t_eq "an object a job" "$(grep -c '"name":' out)" 4
t_has out '"state":"broken"'
t_eq "three next runs in the job's zone" "$(grep '"digest"' out | grep -o '+05:00"' | wc -l)" 3
t_exit 0 m jobs digest
t_eq "one of them" "$(grep -c Asia/Dushanbe out)" 2
t_exit 2 m jobs digets
t_has err "did you mean 'digest'?"
t_exit 1 m status
t_has out "job bad is broken"
t_has out "no daemon runs, and 2 jobs wait for one"

# by name
t_exit 0 m run hello
t_has out '"title":"hello"'
t_exit 2 m run helo
t_has err "did you mean 'hello'?"
t_exit 1 m run hello --now
t_has err "no daemon runs (minehost serve); minehost run hello runs it here"
t_exit 0 m run crawl
for _ in 1 2 3; do t_exit 1 m run digest; done
t_exit 0 m jobs digest
t_ok "it fails" grep -qE '^digest +failing +today [0-9:]+, failed ' out
t_has out "its last 3 runs failed: "
t_exit 1 m status
t_has out "job digest fails, 3 times in a row"

# runs, chosen
t_exit 0 m runs --job digest
t_eq "runs of one job" "$(grep -c 'nothing to digest' out)" 3
t_exit 0 m runs --status ok --since 1h --format jsonl
t_eq "by status" "$(grep -c '"status":"ok"' out)" 2
t_exit 0 m runs --since 2100-01-01
t_has err "no such runs"
t_exit 1 m runs --job digset
t_has err "did you mean 'digest'?"
t_exit 2 m runs --status faild
t_has err "did you mean 'failed'?"
t_exit 2 m runs --since soon

# what they said
t_exit 0 m logs crawl
t_ok "its beginning" grep -qE '^[0-9-]{10} [0-9:]{8}  info   crawl [0-9]+  run-started by=hand$' out
t_has out 'page number=7 text="two words"'
t_has out 'run-ended status=ok exit_code=0'
t_exit 0 m logs --level warn
t_has out "odd why="
t_lacks out "page"
t_eq "failed runs" "$(grep -c 'error  digest' out)" 3
t_exit 0 m logs crawl --format jsonl
t_has out '"fields":{"number":7,"text":"two words"}'
id=$(m runs --job crawl --format jsonl | sed 's/.*"run":\([0-9]*\),.*/\1/')
t_exit 0 m logs "$id" --follow
t_eq "one run, to its end" "$(grep -c run- out)" 2
t_exit 1 m logs crwl
t_has err "did you mean 'crawl'?"
t_exit 1 m logs 999
t_exit 2 m logs --level loud

# what people say outlives a process
t_exit 0 m pause crawl
t_has out "crawl is paused"
t_has err "no daemon runs: it holds for the next one"
t_exit 0 m pause crawl
t_has out "already, since today"
t_exit 0 m jobs crawl
t_ok "paused" grep -qE '^crawl +paused ' out
t_exit 0 m resume crawl hello
t_has out "crawl goes on"
t_has out "hello is not paused"
t_exit 2 m resume nobody crawl
t_exit 0 m pause --all -q
t_eq "all" "$(m jobs --format jsonl | grep -c '"paused":true')" 4
t_exit 0 m resume --all
t_exit 0 m schedule hello '0 6 * * 1-5' --zone Asia/Dushanbe
t_has out "hello: Monday to Friday at 06:00, Asia/Dushanbe"
t_has out "in the place of the file's own: by hand"
t_eq "three fires" "$(grep '^next:' out | grep -o '06:00' | wc -l)" 3
t_exit 0 m schedule digest @daily
t_has out "digest: every day at 00:00, Asia/Dushanbe; after crawl"
t_exit 0 m jobs --format jsonl digest
t_has out '"given_schedule":"@daily"'
t_exit 2 m schedule digest '0 66 * * *'
t_has err "hour '66'"
t_exit 2 m schedule digest '0 6 * * *' --zone Asia/Nowhere
t_exit 2 m schedule digest --zone UTC
t_exit 1 m schedule bad '0 6 * * *'
t_has err "bad.lua:2:"
t_exit 0 m schedule digest
t_has out "every day at 00:00"
t_exit 0 m schedule digest --clear
t_has out "every 30 minutes"
t_exit 0 m schedule digest --clear
t_has err "nothing was given"
t_exit 0 m schedule hello --clear

# what the database says of a job that rests, of an alert, of what was not told
db=$(m status --format json | sed 's/.*"database":"\([^"]*\)".*/\1/')
sqlite3 "$db" "INSERT INTO kv(ns, key, value) VALUES ('host:plan', 'crawl',
  '{\"failures\":10,\"open_until\":4102444800000000,\"opened\":1}')"
t_exit 0 m jobs crawl
t_ok "rests" grep -qE '^crawl +resting ' out
t_has out "rests until 1 Jan 2100 00:00 after 10 failures in a row; to try at once: minehost run crawl --now"
t_exit 1 m status
t_has out "job crawl rests until 1 Jan 2100"
sqlite3 "$db" "DELETE FROM kv WHERE ns = 'host:plan'" \
    "INSERT INTO outbox(channel, target, key, state, due, tries, run, shown, title, error, added, changed)
     VALUES ('mail', 't', 'k', 3, 9223372036854775807, 10, 1, 'desk', 'T', 'refused', 1, 1),
            ('mail', 't', 'k2', 4, 0, 1, 1, 'desk', 'T', 'line broke', 1, 1)"
t_exit 1 m status
t_has out "1 could not be told to others and is given up"
t_has out "1 may have been told to others, or not"
t_has out "0 to be told, 1 failed, 1 uncertain"
sqlite3 "$db" "DELETE FROM outbox"

# a daemon obeys
rm jobs/bad.lua
"$MINEHOST" serve >serve.log 2>&1 &
pid=$!
for _ in $(seq 100); do
    m status --format json >st 2>&1
    grep -q '"alive":true' st && break
    sleep 0.1
done
t_has st "\"pid\":$pid"
t_exit 0 m jobs
t_has err "served by process $pid since today"
"$MINEHOST" logs hello --follow >follow 2>&1 &
follow=$!
t_exit 0 m run hello --now
t_has out "started as run "
id=$(sed 's/started as run \([0-9]*\);.*/\1/' out)
t_exit 0 m logs "$id" --follow
t_has out "run-ended status=ok"
t_exit 0 m runs "$id"
t_has out "by hand"
for _ in $(seq 100); do
    [ "$(grep -c 'run-ended' follow)" -ge 2 ] && break
    sleep 0.1
done
t_eq "the old run and the new one, once each" "$(grep -c 'run-ended' follow)" 2
kill "$follow"
t_exit 0 m pause crawl
t_exit 0 m run crawl --now
t_has out "started as run"
mkdir others
t_exit 2 m run hello --now --jobs others
t_has err "no job 'hello' in"
kill "$pid"
wait "$pid"
t_exit 1 m status
t_has out "does not run, last seen today"
t_has out "no daemon runs since today"
t_exit 1 m run hello --now

# a job of the usual folder is known by its name, and reads its own folder there, but nothing beside it
jobs=$XDG_CONFIG_HOME/minehost/jobs
mkdir -p "$jobs/pages"
echo '<title>A page</title><p>Invented text of a page that is here to be read.' >"$jobs/pages/a.html"
echo 'return { name = "own", sources = { { "files", path = "pages" } }, pipeline = { "language" } }' >"$jobs/own.lua"
echo "print(pcall(mine.run.read, '$XDG_CONFIG_HOME/minehost/secrets'))" >"$jobs/peeps.lua"
(umask 077 && echo 'key=value' >"$XDG_CONFIG_HOME/minehost/secrets")
t_exit 0 env -u MINEHOST_JOBS "$MINEHOST" run own --format none --db named.db
t_has err "1 item"
t_exit 0 env -u MINEHOST_JOBS "$MINEHOST" run peeps --db named.db
t_has err "minehost's own, which no job reads"
t_exit 0 env -u MINEHOST_JOBS "$MINEHOST" check own --db named.db
t_exit 2 env -u MINEHOST_JOBS "$MINEHOST" check owm --db named.db
t_exit 0 env -u MINEHOST_JOBS "$MINEHOST" try own "$jobs/pages/a.html" --db named.db
t_exit 0 env -u MINEHOST_JOBS "$MINEHOST" grant own --db named.db
t_has out "own.lua"
t_end
