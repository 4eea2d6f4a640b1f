#!/bin/sh
# minehost doctor: a line for each thing that a run needs, what to do about what is missing, exit code 1
# when something fails; it changes nothing.
. "$TOP/tests/run/lib.sh"
touch stamp
t_exit 0 "$MINEHOST" doctor
for what in program kernel clock terminal wall data cache database plugins certificates names zones PDF; do
    t_ok "a line for $what" grep -qE "^$what +(ok|warn|fail) " out
done
t_has out "made by the first run"
t_has out "no new privileges"
t_lacks out " fail "
t_eq "made nothing" "$(find . "$HOME" -newer stamp ! -name 'out' ! -name 'err' ! -name 't_ok.out' -type f | wc -l)" 0

t_exit 0 "$MINEHOST" doctor --set kernel-wall=off
t_has out "not Landlock: switched off"
t_has out "take the setting kernel-wall"
MINEHOST_KERNEL_WALL=landlock "$MINEHOST" doctor >out 2>err
t_has out "no list of system calls: switched off"

echo "this is no database, however long the text may be that somebody put here" >bad.db
t_exit 1 "$MINEHOST" doctor --db bad.db
t_ok "the database fails" grep -qE "^database +fail .*bad.db" out
t_has out "put a backup in its place"
t_exit 1 "$MINEHOST" doctor --ca-file none.pem
t_has out "install ca-certificates"
touch file
t_exit 1 env XDG_DATA_HOME="$PWD/file/x" "$MINEHOST" doctor
t_has out "fail"

# a broken plugin is named
mkdir -p plugins/broken
echo 'return { api = 1, name = "broken", oops = 1 }' >plugins/broken/manifest.lua
t_exit 1 "$MINEHOST" doctor
t_ok "plugins fail" grep -qE "^plugins +fail +1 of .*oops" out
rm -r plugins

t_exit 0 "$MINEHOST" doctor --format json
mv out doctor.json
cat >read.lua <<'L'
local doctor = assert(mine.json.decode(assert(mine.run.read("doctor.json"))))
assert(doctor.ok == true and #doctor.checks >= 13)
for _, check in ipairs(doctor.checks) do
  assert(check.what and check.found and (check.state == "ok") == (check.advice == nil))
end
L
t_exit 0 "$MINEHOST" run read.lua
t_exit 2 "$MINEHOST" doctor --format csv
t_exit 2 "$MINEHOST" doctor something
t_end
