#!/bin/sh
# The layers of the sandbox, each alone: hostile jobs with everything on, with the kernel's wall off,
# and with the Lua layer open. Nothing outside of the grants is read, made, changed, reached or run.
. "$TOP/tests/run/lib.sh"
open=${SERVE%/*}/minehost_open
outside=$PWD/outside

state() { # what lies outside, with contents, links and rights
    find "$outside" "$HOME/.ssh" jobs "$HOME/.local/share/minehost/plugins" -printf '%p %y %m %s %l %T@\n' \
        -type f -exec cksum {} \; 2>/dev/null | sort
    find "$HOME" /tmp/minehost-hostile-x /var/tmp/minehost-hostile-x /dev/shm/x -newer stamp \
        ! -path "$HOME/.local/share/minehost*" ! -path "$HOME/cache*" ! -path "$HOME/data*" 2>/dev/null
}

mkdir -p outside/folder jobs/plugins "$HOME/.ssh" "$HOME/.config" "$HOME/.local/share/minehost/plugins/store"
cp "$TOP"/tests/hostile/*.lua jobs
echo "CANARY-8c1f" >outside/secret.txt
echo "CANARY-8c1f" >"$HOME/.ssh/id_invented"
echo 'CANARY_RAN = true return {}' >outside/evil.lua
echo own >jobs/own.txt
ln -s "$outside/secret.txt" jobs/link-to-secret
ln -s "$outside" jobs/link-to-outside
if command -v cc >/dev/null; then
    cc -shared -fPIC -DMH_OUTSIDE="\"$outside\"" -o jobs/evil.so "$TOP/tests/hostile/escape.c"
    cp jobs/evil.so outside/evil.so
else
    echo "SKIPPED: no C compiler here, so native code is not tried"
fi
t_start "$SERVE" site
printf 'mine.emit { good = true }\n' >good.lua
t_exit 0 "$MINEHOST" run --db run.db good.lua # makes its folders
sleep 0.1
touch stamp
state >before
living() { # processes of the program that work in this folder
    find /proc -maxdepth 2 -name cwd -lname "$PWD" -printf '%h/comm\n' 2>/dev/null |
        xargs -r cat 2>/dev/null | grep -c '^minehost'
}

# hostile WHAT PROGRAM OPTIONS: every job; each may end as it likes, but not by what it tried.
hostile() {
    what=$1 program=$2
    shift 2
    for job in jobs/w*.lua; do
        MINEHOST_CANARY_ENV=CANARY-8c1f timeout -k 1 60 "$program" run --db run.db --cpu 5s \
            --wall 10s --memory 64M "$@" "$job" "=$outside=$HOME=$t_port" >out 2>err </dev/null
        code=$?
        name="$what, $(basename "$job")"
        # a C function that a job called with nonsense may crash the job, not more
        [ "$what" = "kernel alone" ] || t_ok "$name: ended by code $code" test "$code" -lt 124
        cat out err >said
        if [ -s said ]; then
            t_lacks said ESCAPED
            t_lacks said CANARY-8c1f
        fi
        state >now
        diff before now >changed
        t_result $? "$name: what lies outside" changed
        t_eq "$name: nothing is left running" "$(living)" 0
    done
    t_exit 0 "$program" run --db run.db "$@" good.lua
    t_has out '{"good":true}'
}
hostile "all layers" "$MINEHOST"
hostile "Lua alone" "$MINEHOST" --set kernel-wall=off

# with the Lua layer open only the kernel holds, where it has the means
if [ -n "${SAN:-}" ]; then
    echo "SKIPPED: a sanitizer reads what it likes, so the kernel's wall is not tried alone"
elif "$MINEHOST" doctor 2>/dev/null | grep -q "wall.*Landlock" && [ -x "$open" ]; then
    hostile "kernel alone" "$open"
    # the tests themselves can fail: without any layer jobs do escape
    "$open" run --db run.db --set kernel-wall=off jobs/w03_read_outside.lua "=$outside=$HOME=$t_port" >out 2>err
    t_has err "ESCAPED"
else
    echo "SKIPPED: no Landlock in this kernel, or no $open: the kernel's wall is not tried alone"
fi
printf 'print(assert(mine.http.get((...))).text)\n' >asked.lua
t_exit 0 "$MINEHOST" run --db run.db --allow net:127.0.0.1:$t_port asked.lua "http://127.0.0.1:$t_port/_/log"
t_lacks err "GET / "
t_lacks err x.dtd

# what a run needs works behind the wall: its outputs, its database, its dictionaries
cat >needs.lua <<'L'
local out = assert(mine.run.output("made.txt"))
assert(out:write("made\n")) assert(out:close())
assert(mine.store.put { url = "https://example.org/1", title = "t", text = "Astana and Dushanbe" })
assert(#mine.text.sentences("One. Two.") == 2)
mine.emit { n = 1 }
L
t_exit 0 "$MINEHOST" run --db run.db --allow write:made.txt -O items.jsonl needs.lua
t_has made.txt made
t_has items.jsonl '"n":1'
t_exit 0 "$MINEHOST" run --db run.db --allow write:made.txt -o items.jsonl needs.lua
t_eq "appended" "$(wc -l <items.jsonl)" 2
t_exit 0 "$MINEHOST" search --db run.db Astana
# neither a job nor its folder sets the wall
printf 'return { ["kernel-wall"] = "off", run = function() end }\n' >own.lua
t_exit 2 "$MINEHOST" run own.lua
t_exit 2 "$MINEHOST" run --set kernel-wall=maybe needs.lua
t_end
