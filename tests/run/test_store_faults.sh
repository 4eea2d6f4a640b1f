#!/bin/sh
# A database that is locked, read-only, no database, newer, or on a full disk: one clear message,
# nothing lost, and the next run goes on.
. "$TOP/tests/run/lib.sh"
cat >put.lua <<'L'
local n = tonumber(... or "3")
for i = 1, n do
  local put, err = mine.store.put { url = "u" .. i, title = "t" .. i, text = ("word "):rep(2000) }
  if not put then error(err) end
end
mine.emit { put = n }
L
t_exit 0 "$MINEHOST" run -q --db ok.db put.lua
echo "this is no database, it is a text file of some length" >text.db
t_exit 1 "$MINEHOST" run --db text.db put.lua
t_has err "text.db"
t_eq "left as it was" "$(head -c 7 text.db)" "this is"
t_exit 1 "$MINEHOST" search --db nowhere.db x
t_has err "nowhere.db"
t_exit 1 "$MINEHOST" run --db /proc/none/x.db put.lua
t_has err "/proc/none"
mkdir full
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=600k none full 2>/dev/null; then
    t_exit 1 "$MINEHOST" run --db full/f.db put.lua 400
    t_has err "full"
    t_ok "the file is whole" "$MINEHOST" runs --db full/f.db
    umount full
    mount -t tmpfs -o size=900k none full
    t_exit 0 "$MINEHOST" run --db full/f.db put.lua 2
    cp ok.db* full/
    mount -o remount,ro full
    t_exit 0 "$MINEHOST" search --db full/ok.db word
    t_has out "t1"
    t_exit 1 "$MINEHOST" run --db full/ok.db put.lua
    t_has err "ok.db"
    umount full
fi
t_end
