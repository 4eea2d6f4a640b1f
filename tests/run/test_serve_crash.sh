#!/bin/sh
# The short form of `make crash-serve`: daemons and runs killed, two daemons on one database.
. "$TOP/tests/run/lib.sh"
"$TOP/scripts/dev/crash-serve" "$(dirname "$SERVE")" 6 7 >out 2>&1
t_result $? "scripts/dev/crash-serve" out
for part in "daemon killed" "runs killed" races; do t_has out "$part"; done
t_end
