#!/bin/sh
# Stories across outlets and languages: how well they are told apart, and that a later run goes on
# with what an earlier one kept. The items are invented: tests/stories/README.md.
. "$TOP/tests/run/lib.sh"
export MINEHOST

t_ok "precision and recall of the sets tuned on" "$TOP/scripts/dev/stories" --half tune --least 0.9 0.95
t_ok "precision and recall of the sets kept apart" "$TOP/scripts/dev/stories" --half held --least 0.85 0.95

cat >job.lua <<'L'
local args = mine.run.args
local stages = {}
local options = {
  actors = { holders = true, agents = false, pronouns = false, guess = true, max = 2000 },
  stories = { days = 90, alike = 0.42, same = 0.75, evidence = 0.26 },
}
for _, name in ipairs { "language", "actors", "stories" } do
  stages[#stages + 1] = { mine.use(name), options[name] or { min_score = 0.5 } }
end
local n = 0
for line in assert(mine.run.read(args[1])):gmatch("[^\n]+") do
  local record = mine.json.decode(line)
  n = n + 1
  if n > tonumber(args[2]) and n <= tonumber(args[3]) then
    local item = { url = "https://" .. record.site .. "/" .. record.id, title = record.title,
      text = record.text, date = record.date }
    for _, stage in ipairs(stages) do item = stage[1].process(item, stage[2]) end
    local put = assert(mine.store.put(item))
    mine.log.info("put", { outcome = put.outcome, revised = put.revised })
    mine.emit { url = item.url, story = item.story, by = item.story_basis and item.story_basis.by,
      new = item.new }
  end
end
L
# dates of the set, moved to last month, so that they lie in the window
day() { date -u -d "$1 days ago" +%F; }
sed "s/\"date\": \"2026-03-[0-9]*\"/\"date\": \"$(day 9)\"/" "$TOP/tests/stories/tune-1.jsonl" | head -n 20 >items.jsonl
run() { "$MINEHOST" run --db "$1" --format jsonl job.lua items.jsonl "$2" "$3" 2>err; }

run whole.db 0 20 >whole
t_eq "twenty items" "$(wc -l <whole)" 20
run parts.db 0 9 >parts
run parts.db 9 20 >>parts
t_ok "two runs find what one finds" cmp whole parts
t_ok "stories of several items" test "$(grep -c '"by":"evidence"' whole)" -ge 5
run parts.db 0 20 >again
t_ok "a third run changes nothing" cmp whole again
t_eq "and writes nothing" "$(grep -c 'outcome=unchanged' err)" 20
t_lacks err "revised=true"

# an item whose text changes stays in its story
sed '2s/ прибыл / 5 марта прибыл и 61 раз /' items.jsonl >changed.jsonl
mv changed.jsonl items.jsonl
run parts.db 1 2 >changed
t_eq "the changed one" "$(grep -o '"story":"[^"]*"' changed)" "$(sed -n 2p whole | grep -o '"story":"[^"]*"')"
t_has err "outcome=changed"
t_end
