#!/bin/sh
# A job that works through a queue is killed with -9 at ten points: in the end each entry was done
# exactly once, none is lost, and what a dead run had leased is worked on at once by the next.
. "$TOP/tests/run/lib.sh"
cat >fill.lua <<'L'
for i = 1, 200 do mine.task.spawn(mine.queue.push, "work", "k" .. i, { n = i }, { priority = i % 3 }) end
while mine.queue.count("work").waiting < 200 do mine.sleep(0.01) end
L
cat >work.lua <<'L'
local times = mine.store.kv("times")
local function worker()
  while true do
    local work, err = mine.queue.lease("work", { seconds = "1h" })
    if not work then assert(not err, err) return end
    mine.sleep(0.02)
    assert(mine.store.tx(function()
      times:set(work.key, (times:get(work.key) or 0) + 1)
      return mine.queue.done(work)
    end))
    mine.run.say(work.key .. " " .. work.tries .. "\n")
  end
end
mine.task.all({ 1, 2, 3, 4 }, worker)
L
cat >check.lua <<'L'
local times = mine.store.kv("times")
local keys, once = times:keys(nil, { limit = 1000 }), 0
for _, key in ipairs(keys) do if times:get(key) == 1 then once = once + 1 end end
local c = mine.queue.count("work")
mine.run.say(("keys %d once %d waiting %d leased %d done %d failed %d\n"):format(#keys, once,
  c.waiting, c.leased, c.done, c.failed))
L
t_exit 0 "$MINEHOST" run -q fill.lua
kills=0
: >acked
while [ $kills -lt 10 ]; do
    kills=$((kills + 1))
    "$MINEHOST" run -q work.lua >>acked 2>err </dev/null &
    pid=$!
    # as soon as so many are done in all: at any instant of what goes on then
    until=$(awk -v r=$kills 'BEGIN { srand(r); printf "%d", r * 15 + rand() * 10 }')
    while [ "$(wc -l <acked)" -lt "$until" ] && kill -0 $pid 2>/dev/null; do sleep 0.003; done
    kill -9 $pid
    wait $pid 2>/dev/null
done
t_exit 0 "$MINEHOST" run -q check.lua
cp out middle
t_ok "the kills came in the middle" awk '{ exit !($10 > 0 && $10 < 200) }' middle
t_within 60 "$MINEHOST" run -q work.lua
t_eq "exit code of the last run" "$t_got" 0
cat out >>acked
t_exit 0 "$MINEHOST" run -q check.lua
t_eq "all done, each once" "$(cat out)" "keys 200 once 200 waiting 0 leased 0 done 200 failed 0"
t_eq "told twice" "$(grep -E '^k[0-9]+ [0-9]+$' acked | cut -d' ' -f1 | sort | uniq -d | wc -l)" 0
t_ok "some were leased by a run that died" grep -qE '^k[0-9]+ [1-9]' acked

# two runs at once share the work
sed 's/"work"/"both"/; s/"times"/"both"/' work.lua >both.lua
sed 's/"work"/"both"/; s/"times"/"both"/' check.lua >check2.lua
sed 's/"work"/"both"/g' fill.lua >fill2.lua
t_exit 0 "$MINEHOST" run -q fill2.lua
"$MINEHOST" run -q both.lua >one 2>err </dev/null &
pid=$!
t_exit 0 "$MINEHOST" run -q both.lua
wait $pid
t_eq "exit code of the other run" $? 0
cat one out | sed -n 's/^\(k[0-9]*\) 0$/\1/p' | sort -u >worked
t_eq "both together did all" "$(wc -l <worked)" 200
t_ok "the first did some" grep -q '^k' one
t_ok "the second did some" grep -q '^k' out
t_exit 0 "$MINEHOST" run -q check2.lua
t_eq "each once" "$(cat out)" "keys 200 once 200 waiting 0 leased 0 done 200 failed 0"
t_end
