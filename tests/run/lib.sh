# Helpers of the whole-program tests. A test is a sh script that starts with
#     . "$TOP/tests/run/lib.sh"
# runs $MINEHOST (and $SERVE, the local web server, $SMTPD, the mail server, other tools of
# tests/tools beside them) in its own empty directory, and ends with t_end.
# scripts/dev/check sets these; HOME, the XDG folders and TMPDIR lie in that directory too.
set -u
t_passed=0
t_failed=0

# Counts one test and says what failed: t_result STATUS NAME [FILE to show]
t_result() {
    if [ "$1" = 0 ]; then
        t_passed=$((t_passed + 1))
    else
        t_failed=$((t_failed + 1))
        echo "FAIL: $2"
        if [ -n "${3:-}" ]; then tail -n 20 "$3" | sed 's/^/    | /'; fi
    fi
}

# t_ok NAME COMMAND...: the command succeeds.
t_ok() {
    t_name=$1
    shift
    "$@" >t_ok.out 2>&1
    t_result $? "$t_name" t_ok.out
}

# t_not NAME COMMAND...: the command fails.
t_not() {
    t_name=$1
    shift
    ! "$@" >t_ok.out 2>&1
    t_result $? "$t_name" t_ok.out
}

# t_exit CODE COMMAND...: the command ends with exactly this exit code.
# Its output is left in the files "out" and "err" for t_has.
t_exit() {
    t_want=$1
    shift
    "$@" >out 2>err </dev/null
    t_got=$?
    [ "$t_got" = "$t_want" ]
    t_result $? "exit code $t_got, wanted $t_want: $*" err
}

# t_has FILE TEXT: the file contains the text, literally.
t_has() {
    grep -qF -e "$2" "$1"
    t_result $? "$1 does not contain: $2" "$1"
}

# t_lacks FILE TEXT: the file is there and does not contain the text.
t_lacks() {
    [ -f "$1" ] && ! grep -qF -e "$2" "$1"
    t_result $? "$1 is missing or contains: $2" "$1"
}

# t_eq NAME GOT WANTED: two strings are the same.
t_eq() {
    [ "$2" = "$3" ]
    t_result $? "$1: got \"$2\", wanted \"$3\""
}

# t_within SECONDS COMMAND...: like running the command, but the time is tested; sets t_got.
# Output goes to "out" and "err".
t_within() {
    t_want=$1
    shift
    t_start=$(date +%s%N)
    "$@" >out 2>err </dev/null
    t_got=$?
    t_ms=$((($(date +%s%N) - t_start) / 1000000))
    [ "$t_ms" -le "$(awk -v s="$t_want" 'BEGIN { printf "%d", s * 1000 }')" ]
    t_result $? "took $t_ms ms, at most $t_want s wanted: $*" err
}

# t_start COMMAND...: starts a server that prints "PORT n" and ends with its standard input; sets
# t_port to n (nothing: it did not start), $t_out to the file of what it prints. t_end ends it.
t_started=0
t_start() {
    t_started=$((t_started + 1))
    t_out=t_start.$t_started
    [ -p t_hold ] || mkfifo t_hold
    "$@" <t_hold >"$t_out" 2>&1 9>&- &
    exec 9>t_hold
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -qs PORT "$t_out" && break
        sleep 0.1
    done
    t_port=$(awk '$1 == "PORT" { print $2; exit }' "$t_out")
}

# t_end: prints the count that the check script adds up, and leaves.
t_end() {
    exec 9>&-
    [ "$t_started" = 0 ] || wait
    echo "$t_passed passed, $t_failed failed"
    [ "$t_failed" = 0 ] && [ "$t_passed" -gt 0 ]
    exit
}
