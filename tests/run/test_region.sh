#!/bin/sh
# Pages in the manner of the region's outlets and ministries, all invented: the whole text and each
# field against what the author of the page meant (tests/region/expected.jsonl). The aim is a mean F1
# of .97 and at most one page wrong in each field, the tool's own defaults; what stands here is
# where the engine is today: raise it with the engine, never lower it.
. "$TOP/tests/run/lib.sh"

REGION=$(dirname "$SERVE")/region
t_ok "tests/region" "$REGION" "$TOP/tests/region" --f1 0.97 --wrong 1
t_has t_ok.out "361 pages, mean text F1"
t_not "a mean below the threshold fails" "$REGION" "$TOP/tests/region" --f1 1.01
t_end
