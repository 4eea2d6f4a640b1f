#!/bin/sh
# The engine's own steps on pages made to hurt at most double with the page. Steps are counted, no time
# is taken: the answer is the same on every machine.
. "$TOP/tests/run/lib.sh"
if [ -n "${SAN:-}" ]; then
    t_ok "counted without sanitizers only" true
else
    t_ok "steps at one and at two sizes" "${SERVE%/*}/hostile_steps" steps -n 16000
fi
t_end
