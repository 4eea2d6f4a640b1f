#!/bin/sh
# All the work of the document engine on every shape of page made to hurt: it ends, within its memory,
# and gives text or an error with a message; and the engine's own steps, which are the same on every
# machine, at most double with the page. "make hostile" measures time, larger pages and the parser.
. "$TOP/tests/run/lib.sh"
hostile=${SERVE%/*}/hostile

# sanitizers need address space of their own, and take ten times as long
if [ -n "${SAN:-}" ]; then
    t_ok "each shape, small" "$hostile" check -n 30000
    t_end
fi
t_ok "each shape in its memory" "$hostile" check -n 200000 -m 128
t_ok "steps at one and at two sizes" "${hostile}_steps" steps -n 20000
t_end
