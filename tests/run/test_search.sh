#!/bin/sh
# What people see of search: words in any form, names in either script, pages, marks, mistakes.
. "$TOP/tests/run/lib.sh"
cat >put.lua <<'L'
for i = 1, 45 do
  assert(mine.store.put { url = "https://invented.example/" .. i, title = "Заседание " .. i, language = "ru",
    text = "Министры приедут в субботу, сообщил Касым-Жомарт Токаев. " .. ("Ещё слово. "):rep(i) })
end
assert(mine.store.put { url = "https://invented.example/uz", title = "Тошкентда", language = "uz",
  text = "Ўзбекистонда янги\n\nмактаблар очилди." })
L
t_exit 0 "$MINEHOST" run -q put.lua
t_exit 0 "$MINEHOST" search --limit 2 суббота
t_has out "*субботу*"
t_has err "--page 2"
t_exit 0 "$MINEHOST" search --format jsonl Tokayev
cp out first
t_exit 0 "$MINEHOST" search --format jsonl --page 2 Tokayev
cat out >>first
t_exit 0 "$MINEHOST" search --format jsonl --page 3 Tokayev
cat out >>first
t_lacks err "--page"
t_eq "each hit on one page" "$(grep -o '"id":[0-9]*' first | sort -u | wc -l)" 45
t_exit 0 "$MINEHOST" search Toshkent
t_has out "*Тошкентда*"
t_exit 0 "$MINEHOST" search "o'zbekiston maktab"
t_has out "*Ўзбекистонда* янги *мактаблар*" # on one line
t_exit 2 "$MINEHOST" search 'суббота OR OR x'
t_has err "minehost: search: column 12"
t_has err "             ^"
t_exit 2 "$MINEHOST" search surce:x
t_has err "did you mean 'source:'"
t_end
