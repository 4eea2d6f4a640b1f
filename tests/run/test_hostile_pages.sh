#!/bin/sh
# All the work of the document engine on every shape of page made to hurt: it ends, within its memory,
# and gives text or an error with a message. "make hostile" measures the time of larger pages.
. "$TOP/tests/run/lib.sh"
hostile=${SERVE%/*}/hostile

# sanitizers need address space of their own, and take ten times as long
if [ -n "${SAN:-}" ]; then
    t_ok "each shape, small" "$hostile" check -n 20000
else
    t_ok "each shape in its memory" "$hostile" check -n 200000 -m 192
fi
t_end
