#!/bin/sh
# The short forms of `make crash-serve` and `make soak`: daemons and runs killed, two daemons on one database.
. "$TOP/tests/run/lib.sh"
"$TOP/scripts/dev/crash-serve" "$(dirname "$SERVE")" 6 7 >out 2>&1
t_result $? "scripts/dev/crash-serve" out
# few runs, whose times say nothing: that the bars are measured, and what does not depend on the machine's load
"$TOP/scripts/dev/soak" "$(dirname "$SERVE")" 80 300 1 runs >soak.out 2>&1
# a sanitizer keeps what was freed
if [ -n "${SAN:-}" ]; then grep -v '^memory over' soak.out; else cat soak.out; fi >told.out
t_lacks told.out 'FAIL'
t_has soak.out 'descriptors over'
for part in "daemon killed" "runs killed" races; do t_has out "$part"; done
t_end
