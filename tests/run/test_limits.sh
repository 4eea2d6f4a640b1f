#!/bin/sh
# What does not end by itself is ended, with code 6 and a message that
# names the limit; the database stays whole.
. "$TOP/tests/run/lib.sh"
within=20 # what is asserted is that it ends; how soon depends on the machine

ended() { # ended LIMIT-OPTION LIMIT-TEXT LUA
    printf '%s\n' "$3" >job.lua
    # shellcheck disable=SC2086 # two words
    t_within $within "$MINEHOST" run $1 job.lua
    t_eq "exit code of: $3" "$t_got" 6
    t_has err "$2"
}

ended "--cpu 1s" "limit cpu 1 s" 'while true do end'
t_has err "job.lua:1: in main chunk"
ended "--cpu 1s" "limit cpu 1 s" 'while true do pcall(function() while true do end end) end'
ended "--cpu 1s" "limit cpu 1 s" 'while true do xpcall(function() while true do end end, function() while true do end end) end'
ended "--cpu 1s" "limit cpu 1 s" 'coroutine.wrap(function() while true do end end)()'
ended "--cpu 1s" "limit cpu 1 s" 'while true do local c = coroutine.create(function() while true do end end) coroutine.resume(c) coroutine.close(c) end'
ended "--cpu 1s" "limit cpu 1 s" 'table.sort({3,2,1}, function() while true do pcall(function() while true do end end) end end)'
ended "--cpu 1s" "limit cpu 1 s" '("x"):gsub("x", function() while true do end end)'
ended "--cpu 1s" "limit cpu 1 s" 'local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end'
ended "--cpu 1s" "limit cpu 1 s" 'mine.task.spawn(function() while true do end end):join()'
ended "--cpu 1s" "in one long call at job.lua:1" '(" "):rep(20000):find("^.-.-.-.-$x")'
ended "--wall 1s" "limit wall 1 s" 'mine.sleep(100)'
ended "--wall 1s" "limit wall 1 s" 'mine.task.all({1, 2, 3}, function() mine.sleep(100) end)'
ended "--wall 1s" "limit wall 1 s" 'while true do mine.sleep(0.001) end'
ended "--memory 16M" "limit memory 16 MiB" 'local s = ("x"):rep(1000000000)'
ended "--memory 16M" "limit memory 16 MiB" 'while true do pcall(string.rep, "x", 1000000000) end'
ended "--memory 16M" "limit memory 16 MiB" 'local t = {} for i = 1, 1e9 do t[i] = {i} end'
ended "--memory 16M" "limit memory 16 MiB" 'pcall(function() local t = {} for i = 1, 1e9 do t[i] = {i} end end) print("went on")'
# pages are kept outside of Lua's memory; a sanitizer's own would count
[ -n "${SAN:-}" ] || ended "--memory 16M" "limit memory 16 MiB" \
    'local t, s = {}, ("<p>a <b>b</b>"):rep(20000) for i = 1, 1e6 do t[i] = mine.doc.parse(s) end'
[ -n "${SAN:-}" ] || ended "--memory 16M" "limit memory 16 MiB" \
    'local t, s = {}, ("<p>a <b>b</b>"):rep(20000) while true do pcall(function() t[#t + 1] = mine.doc.parse(s) end) end'
ended "--cpu 1s" "limit cpu 1 s" 'local t = {} for i = 1, 3e7 do table.insert(t, 1, i) end'
ended "--cpu 1s" "limit cpu 1 s" 'while true do local t = setmetatable({}, { __index = function() while true do end end }) local _ = t.x end'
ended "--output 10K" "limit output 10 KiB" 'for i = 1, 1e9 do mine.emit { n = i } end'
ended "--output 10K" "limit output 10 KiB" 'while true do pcall(mine.run.say, "line\n") end'
ended "" "of log lines" 'while true do print() end'

# a closing variable gets a little time, and what it does is done
cat >job.lua <<'L'
local x <close> = setmetatable({}, { __close = function() mine.run.say("closed\n") end })
while true do end
L
t_exit 6 "$MINEHOST" run --cpu 0.3s job.lua
t_has out "closed"

# a job's own limits, and the command line above them
printf 'return { limits = { cpu = "1s" }, run = function() while true do end end }\n' >job.lua
t_within $within "$MINEHOST" run job.lua
t_eq "own limit" "$t_got" 6
t_has err "limit cpu 1 s"
t_exit 6 "$MINEHOST" run --cpu 0.2s job.lua
t_has err "limit cpu 0.2 s"

# the record says why, and the file is whole
t_exit 0 "$MINEHOST" runs --limit 100
t_has out "stopped"
t_has out "in one long call at job.lua:1"
t_lacks out "running"
t_end
