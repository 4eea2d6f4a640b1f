#!/bin/sh
# The short form of `make crash`: kills, power cuts, faults, backups, several writers.
. "$TOP/tests/run/lib.sh"
"$TOP/scripts/dev/crash" "$(dirname "$SERVE")" 24 7 40 >out 2>&1
t_result $? "scripts/dev/crash" out
for part in kills cuts "allocation fails" backups processes; do t_has out "$part"; done
grep -a ": " out
t_end
