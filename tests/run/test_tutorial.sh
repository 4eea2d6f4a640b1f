#!/bin/sh
# docs/tutorial.md is what a newcomer sees: done again, from an empty folder.
. "$TOP/tests/run/lib.sh"
"$TOP/scripts/dev/tutorial" "$MINEHOST" "$SERVE" >again.md 2>err
t_eq "it can be done" "$?" 0
diff "$TOP/docs/tutorial.md" again.md >difference 2>&1
t_result $? "docs/tutorial.md is another: scripts/dev/tutorial >docs/tutorial.md" difference
t_has again.md '2 passed, 0 failed'
t_has again.md '5 new, 0 changed'
t_lacks again.md 'minehost: '
t_end
