#!/bin/sh
# minehost test: discovery, isolation, the clock, recordings, snapshots, what is shown of failures.
. "$TOP/tests/run/lib.sh"
t() { t_exit "$1" "$MINEHOST" test "$2" ${3:+"$3"} ${4:+"$4"}; }

# a plugin with a test of each kind
mkdir -p plugins/good/test plugins/other/test plugins/none
echo 'return { api = 1, name = "good", kind = "library" }' >plugins/good/manifest.lua
cat >plugins/good/init.lua <<'L'
return { twice = function(n) return 2 * n end,
  title = function(url) return assert(mine.http.get(url)):document().title end }
L
cat >plugins/good/test/test_good.lua <<'L'
local t, good = require "t", mine.use("good")
t.eq(good.twice(2), 4)
t.matches("2026-01-01", "^%d+%-%d+")
t.near(0.1 + 0.2, 0.3, 1e-9)
t.raises(error, "no", "oh no")
t.eq(mine.time.format(mine.time.now()), "2026-01-01T00:00:00Z", "the clock stands")
t.eq(mine.store.kv and mine.store.kv("x"):get("y"), nil, "the database is empty")
t.done()
L
sed 's/name = "good"/name = "other"/' plugins/good/manifest.lua >plugins/other/manifest.lua
cp plugins/good/init.lua plugins/other/
printf 'local t = require "t"\nt.ok(true)\nt.done()\n' >plugins/other/test/anything.lua
t 0 .
t_has out "ok    plugins/good/test/test_good.lua  6 passed"
t_has out "ok    plugins/other/test/anything.lua  1 passed"
t_has out "7 passed, 0 failed in 2 files"
mkdir test
cp plugins/other/test/anything.lua test/test_job.lua
t 0 .
t_has out "8 passed, 0 failed in 3 files"
rm -r test
t 0 plugins
t_has out "7 passed"
t 0 plugins/good
t_has out "6 passed, 0 failed in 1 file"
t 0 good
t_has out "6 passed"
t 0 plugins/good/test/test_good.lua
t_has out "6 passed"
t 2 plugins/none
t_has err "no test"
t 2 godo
t_has err "did you mean 'good'"
t 0 . --format json
t_has out '"passed": 7'
t_has out '"file": "plugins/good/test/test_good.lua"'

# the user's own database, settings and secrets play no part; nor is anything left
MINEHOST_SECRET_X=abcdef MINEHOST_FORMAT=csv "$MINEHOST" run -q --db mine.db plugins/good/test/test_good.lua >out 2>err
cat >plugins/good/test/test_apart.lua <<'L'
local t = require "t"
t.raises(mine.run.secret, "not granted", "x")
mine.store.put { url = "https://e.example/1", title = "x" }
t.eq(mine.run.trigger, "test")
t.done()
L
t_exit 0 env MINEHOST_DB=mine.db MINEHOST_RECORD=r.warc "$MINEHOST" test good
"$MINEHOST" search --db mine.db x >out 2>&1
t_lacks out "e.example"
t_not "no recording was made" test -e r.warc
t_eq "no folder is left" "$(ls -d "$TMPDIR"/minehost-test.* 2>/dev/null)" ""

# failures: place, path of the difference, several at once; the rest goes on
cat >plugins/good/test/test_bad.lua <<'L'
local t = require "t"
t.eq({ a = { 1, 2 }, b = "x", d = 1 }, { a = { 1, 3 }, b = "y", c = true, d = 1.0 }, "tables")
t.eq(("a"):rep(80) .. "b", ("a"):rep(80) .. "c")
t.ok(nil)
t.ok(1)
t.done()
L
t 1 good
t_has out "FAIL  plugins/good/test/test_bad.lua  1 passed, 3 failed"
t_has out "plugins/good/test/test_bad.lua:2: tables: value.a[2]: got 2, wanted 3"
t_has out 'value.b: got "x", wanted "y"'
t_has out "value.c: got nil, wanted true"
t_has out "value.d: got 1, wanted 1.0"
t_has out "part at byte 81, line 1"
t_has out "test_bad.lua:4: got nil, wanted a true value"
t_has out "9 passed, 3 failed in 3 files"
t 1 good --format json
t_has out '"ok": false'
t_has out "value.a[2]"

# one that breaks, one that ends early, one that does not end
echo 'local t = require "t" t.ok(1) local x = nil; print(x.y)' >plugins/good/test/test_bad.lua
t 1 good
t_has out "FAIL  plugins/good/test/test_bad.lua  an error"
t_has out "attempt to index a nil value (local 'x')"
echo 'local t = require "t" t.ok(1)' >plugins/good/test/test_bad.lua
t 1 good
t_has out "t.done() is missing"
echo 'while true do end' >plugins/good/test/test_bad.lua
t 1 good --cpu 1s
t_has out "stopped by a limit"
rm plugins/good/test/test_bad.lua

# snapshots
cat >plugins/good/test/test_snap.lua <<'L'
local t = require "t"
t.snapshot("item", { title = "x", n = mine.json.array {}, list = { 1, 2 } })
t.done()
L
rm plugins/good/test/test_apart.lua
t 0 good
t_has out "snapshot item written"
t_has plugins/good/test/snapshots/item.json '"title": "x"'
t 0 good
t_lacks out "written"
sed -i 's/"x"/"z"/; s/2 }/3 }/' plugins/good/test/test_snap.lua
t 1 good
t_has out 'item.title: got "z", wanted "x"'
t_has out 'item.list[2]: got 3, wanted 2'
t_has plugins/good/test/snapshots/item.json '"title": "x"'
t 0 good --update
t_has plugins/good/test/snapshots/item.json '"title": "z"'
t 0 good
echo 'local t = require "t" t.raises(mine.run.snapshot, "a name is of letters", "../x", "y") t.done()' \
    >plugins/good/test/test_snap.lua
t 0 good
t_not "a snapshot stays in its folder" test -e plugins/good/test/x.json
# outside of minehost test it is compared, never written
echo 'local t = require "t" t.snapshot("new", 1) t.done()' >plugins/good/test/test_snap.lua
t_exit 1 "$MINEHOST" run -q plugins/good/test/test_snap.lua
t_not "nothing is written" test -e plugins/good/test/snapshots/new.json
rm plugins/good/test/test_snap.lua

# requests: nothing is reached; what was recorded is answered, at the time of the recording
echo '<title>Invented talks</title><p>They met.' >page.html
t_start "$SERVE" .
rm plugins/good/test/test_good.lua
echo "local t, good = require 't', mine.use('good')
t.eq(good.title('http://127.0.0.1:$t_port/page.html'), 'Invented talks') t.done()" >plugins/good/test/test_net.lua
t 1 good
t_has out "page.html"
echo "print(mine.http.get('http://127.0.0.1:$t_port/page.html').status)" >fetch.lua
t_exit 0 "$MINEHOST" run fetch.lua --allow "net:127.0.0.1:$t_port" --record plugins/good/test/test_net.warc.gz
t 0 good
t_has out "ok    plugins/good/test/test_net.lua  1 passed"
# several recordings count together, plain and gzip; those of the test's own name alone if there are
t_exit 0 "$MINEHOST" run fetch.lua --allow "net:127.0.0.1:$t_port" --record plugins/good/test/b.warc
t 0 good
mv plugins/good/test/test_net.warc.gz plugins/good/test/a.warc.gz
t 0 good
echo "local t = require 't' t.fails('not_found', mine.http.get('http://127.0.0.1:$t_port/other')) t.done()" \
    >plugins/good/test/test_net.lua
t 0 good

t_end
