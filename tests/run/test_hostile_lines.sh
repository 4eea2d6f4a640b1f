#!/bin/sh
# Each line of tests/hostile/lines.txt is a job: a call at the edge of what Lua or mine takes. It may fail, it may
# be stopped; the process ends in time, by itself, and writes nothing to the terminal but text.
. "$TOP/tests/run/lib.sh"
n=0
while IFS= read -r line; do
    n=$((n + 1))
    printf '%s\n' "$line" >job.lua
    timeout -k 1 30 "$MINEHOST" run --db run.db --cpu 500ms --wall 1s --memory 64M job.lua >out 2>err </dev/null
    code=$?
    case $code in 0 | 1 | 2 | 3 | 4 | 6) ok=0 ;; *) ok=1 ;; esac
    t_result $ok "line $n ended with $code: $line" err
    if [ "$(cat out err | wc -c)" -gt 4194304 ] || LC_ALL=C grep -qa "$(printf '\033')\[2J" out err; then
        t_result 1 "line $n wrote too much, or to the terminal: $line"
    fi
done <"$TOP/tests/hostile/lines.txt"
t_eq "every line was tried" "$n" "$(wc -l <"$TOP/tests/hostile/lines.txt")"
echo 'mine.emit { good = true }' >good.lua
t_exit 0 "$MINEHOST" run -q --db run.db good.lua
t_eq "a good job after them" "$(cat out)" '{"good":true}'
t_end
