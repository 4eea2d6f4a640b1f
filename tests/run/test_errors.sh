#!/bin/sh
# Mistakes of a user: each gets one clear message and the right exit code.
. "$TOP/tests/run/lib.sh"

run() { "$MINEHOST" run "$@"; }

t_exit 2 "$MINEHOST"
t_has err "try: minehost help"
t_exit 2 "$MINEHOST" serch x
t_has err "did you mean 'search'"
t_exit 2 "$MINEHOST" run
t_has err "run needs a job's file"
t_exit 2 "$MINEHOST" run --cpo 5s x.lua
t_has err "unknown option 'cpo' (did you mean 'cpu'?)"
t_exit 2 "$MINEHOST" run --cpu fast x.lua
t_has err "option 'cpu' wants a number of seconds, got 'fast'"
t_exit 2 "$MINEHOST" run --memory 1K x.lua
t_has err "must be from"
t_exit 2 "$MINEHOST" run --format yaml x.lua
t_has err "must be one of jsonl|json|csv|table|none"
t_exit 2 "$MINEHOST" run -Z x.lua
t_has err "unknown option -Z"
t_exit 2 "$MINEHOST" run x.lua --db
t_has err "option --db needs a value"
t_exit 2 env MINEHOST_WALL=soon "$MINEHOST" run x.lua
t_has err "environment MINEHOST_WALL"
t_exit 2 run nowhere.lua
t_has err "read nowhere.lua: No such file"
t_exit 2 run .
t_has err "not a regular file"
t_exit 2 run --allow fly:away x.lua
t_has err "x.lua"
echo 'print(1)' >x.lua
t_exit 2 run --allow fly:away x.lua
t_has err "unknown permission 'fly:away'"
t_exit 0 "$MINEHOST" help
t_has out "  search      search the documents kept"
t_exit 0 "$MINEHOST" help run
t_has out "Exit codes"
t_exit 0 "$MINEHOST" runs --help
t_has out "list the latest runs"
t_exit 0 "$MINEHOST" --version
t_has out "minehost "

# a mistake in a script: file, line, traceback, code 1
cat >bad.lua <<'L'
local function inner(page)
  return page.title.text
end
mine.log.info("before")
inner({})
L
t_exit 1 run bad.lua
t_has err "bad.lua:2: attempt to index a nil value (field 'title')"
t_has err "bad.lua:5: in main chunk"
printf 'local x = = 1\n' >syntax.lua
t_exit 1 run syntax.lua
t_has err "syntax.lua:1: unexpected symbol near '='"
echo 'error({ code = 5 })' >object.lua
t_exit 1 run object.lua
t_has err "minehost: object.lua:1: table"
echo 'coroutine.wrap(function() local y = nil + 1 end)()' >co.lua
t_exit 1 run co.lua
t_has err "co.lua:1: attempt to perform arithmetic on a nil value"
t_has err "in function <co.lua:1>"
echo 'mine.run.read("/etc/hostname")' >perm.lua
t_exit 4 run perm.lua
t_has err 'minehost grant perm.lua read:/etc/hostname, or run it with --allow read:/etc/hostname'
printf '%s\n' 'print("a\27[2Jb\nforged")' >escape.lua
t_exit 0 run escape.lua
t_has err 'a\u001b[2Jb\nforged'

# a declared job
job() { printf 'return {\n  sources = { { "files", path = "." } },\n%s\n}\n' "$1" >job.lua; }
job 'pipline = { "article" },'
t_exit 2 run job.lua
t_has err "job.lua: job: unknown option 'pipline' (did you mean 'pipeline'?)"
job 'pipeline = { "artcle" },'
t_exit 2 run job.lua
t_has err "no plugin 'artcle' (did you mean 'article'?)"
job 'pipeline = { { "summary", sentenses = 2 } },'
t_exit 2 run job.lua
t_has err "plugin summary: unknown option 'sentenses' (did you mean 'sentences'?)"
job 'pipeline = { "files" },'
t_exit 2 run job.lua
t_has err "plugin files is a source, used as a stage"
job 'limits = { cpu = "long" },'
t_exit 2 run job.lua
t_has err "limits: option 'cpu'"
job 'sinks = { { "jsonl", path = "../out.jsonl" } },'
t_exit 4 run job.lua
t_has err "/out.jsonl"
job 'sinks = { { "jsonl", path = ".profile" } },'
t_exit 4 run job.lua
job 'run = 5,'
t_exit 2 run job.lua
t_has err "job.lua"
printf 'return {}\n' >job.lua
t_exit 2 run job.lua
t_has err "no 'sources' and no 'run'"
printf 'return { sources = { "no-such" } }\n' >job.lua
t_exit 2 run job.lua
t_has err "no plugin 'no-such'"
mkdir empty
printf 'return { sources = { { "files", path = "empty" } } }\n' >job.lua
t_exit 1 run job.lua
t_has err "empty"
printf 'return { sources = { { "files", path = "missing" } } }\n' >job.lua
t_exit 1 run job.lua
t_has err "missing: no such file or folder"
t_end
