#!/bin/sh
# kill -9 in the middle of a run: what was said to be kept is kept, once; the next run starts well and
# the record of the dead one says so.
. "$TOP/tests/run/lib.sh"
cat >put.lua <<'L'
local round = ...
for i = 1, 100000 do
  local put = assert(mine.store.put { url = "u" .. round .. "-" .. i, title = "t", text = "word " .. i })
  mine.run.say(round .. "-" .. i .. "\n") -- acknowledged
end
L
cat >dump.lua <<'L'
for doc in mine.store.each { order = "stored" } do mine.run.say(doc.url .. "\n") end
L
for round in 1 2 3 4 5 6; do
    "$MINEHOST" run -q put.lua $round >acked.$round 2>err </dev/null &
    pid=$!
    sleep "0.$((2 + round))"
    kill -9 $pid
    wait $pid 2>/dev/null
    t_ok "round $round acknowledged something" test -s acked.$round
done
t_exit 0 "$MINEHOST" run dump.lua
sort out >kept
cat acked.* | sed '/^[0-9]*-[0-9]*$/!d; s/^/u/' | sort >acked
t_eq "acknowledged and lost" "$(comm -23 acked kept | wc -l)" 0
t_eq "kept twice" "$(uniq -d kept | wc -l)" 0
t_has err "runs-recovered"
t_exit 0 "$MINEHOST" runs
t_has out "died"
t_lacks out "running"
t_exit 0 "$MINEHOST" search word
t_end
