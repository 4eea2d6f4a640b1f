#!/bin/sh
# minehost check: what is wrong with a job or a plugin, and what it asks for, without running it.
. "$TOP/tests/run/lib.sh"
check() { "$MINEHOST" check "$@"; }
mkdir -p plugins/good/test plugins/bad plugins/syntax plugins/words
cat >plugins/good/manifest.lua <<'L'
return { api = 1, name = "good", version = "1.0.0", kind = "source", about = "x", needs = { "env:HOME" },
  config = { count = { type = "integer", default = 1, min = 1, help = "x" } } }
L
echo 'mine.run.say("RAN") return { items = function() return function() end end }' >plugins/good/init.lua
echo '# good' >plugins/good/README.md
echo 'return { api = 1, name = "other", version = "1", kind = "sauce" }' >plugins/bad/manifest.lua
echo 'return { api = 1, name = "syntax", version = "1", kind = "stage", about = "x" }' >plugins/syntax/manifest.lua
echo 'return { process = = }' >plugins/syntax/init.lua
echo 'return { api = 1, name = "words", version = "1", kind = "stage", about = "x", needs = { "nett:x" } }' >plugins/words/manifest.lua
echo 'return {}' >plugins/words/init.lua

job() { echo "return { $1 }" >job.lua; }
job 'sources = { "good" }, sinks = { "store" }, pipeline = { "article" }'
t_exit 4 check job.lua
t_has out "plugins: good, article, store"
t_has out "asked    env:HOME"
t_has out "(plugin good)"
t_lacks out RAN
t_exit 4 check --format json job.lua
t_has out '"state":"asked"'
t_has out '"code":4'
t_exit 0 "$MINEHOST" grant job.lua
t_exit 0 check job.lua
t_has out "granted  env:HOME"
t_has out "job.lua: well"
echo '-- x' >>plugins/good/init.lua
t_exit 4 check job.lua
t_has out "plugins/good changed"
# a row: what is wrong, the code, what is said
row() {
    job "$1"
    t_exit "$2" check job.lua
    t_has out "$3"
    t_exit "$2" check --format json job.lua
}
row 'sources = { "good" }, sink = {}' 2 "did you mean 'sinks'"
row 'sources = { "goood" }' 2 "did you mean 'good'"
row 'sources = { { "good", cuont = 2 } }' 2 "did you mean 'count'"
row 'sources = { { "good", count = 0 } }' 2 "out of its range"
row 'sources = { "store" }' 2 "plugin store is a sink, used as a source"
row 'sources = { "good" }, pipeline = { "bad" }' 2 "kind"
row 'sources = { "good" }, pipeline = { "syntax" }' 1 "syntax/init.lua:1: unexpected symbol"
row 'sources = { "good" }, pipeline = { "words" }' 2 "unknown permission 'nett:x'; did you mean net:"
row 'sources = { "good" }, needs = { "net:http://x/" }' 2 "no address with http://"
row 'sources = { "good" }, needs = { 5 }' 2 "needs[1] must be a string"
row 'sources = = { "good" }' 1 "job.lua:1:"
row 'pipeline = { "article" }' 2 "no 'sources'"
t_exit 2 check nowhere.lua
t_exit 2 check
echo 'local w = require "helper" print(w)' >script.lua
echo 'return 1 +' >helper.lua
t_exit 1 check script.lua
t_has out "helper.lua:2: unexpected symbol"
echo 'return 1' >helper.lua
t_exit 0 check script.lua
t_lacks out "problem"

t_exit 0 check good
t_has out "asked    env:HOME"
t_exit 0 check plugins/good
t_lacks out "note"
t_exit 2 check bad
t_exit 1 check syntax
t_has out "note: syntax has no README.md"
t_exit 2 check nosuch
t_exit 2 check words
for f in "$TOP"/plugins/*/manifest.lua; do
    name=$(basename "$(dirname "$f")")
    t_exit 0 check "$name"
    t_lacks out problem
done
t_exit 4 check "$TOP/scripts/digest.lua"
t_has out "digest.html"
t_end
