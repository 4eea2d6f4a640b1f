#!/bin/sh
# Secrets: from where they come, who is told them, and that they are in nothing that a run leaves behind,
# wherever a script puts them.
. "$TOP/tests/run/lib.sh"
t_start "$SERVE" "$TOP/scripts/sample"
host=127.0.0.1:$t_port
kept=$XDG_CONFIG_HOME/minehost/secrets
PTY=$(dirname "$SERVE")/pty

# the file of secrets
secret() { "$MINEHOST" secret "$@"; }
echo 'correct horse' | secret set web-hook >out 2>err
t_eq "set" "$? $(cat out err)" "0 "
t_eq "closed to others" "$(stat -c %a "$kept")" 600
t_exit 0 secret list
t_eq "listed by name" "$(cat out)" web-hook
printf 'battery staple' | secret set other
printf 'hunter22\n' | secret set minehost.smtp-password
echo 'changed horse' | secret set web-hook
t_exit 0 secret list
t_eq "changed, not doubled" "$(tr '\n' ' ' <out)" "other minehost.smtp-password web-hook "
t_exit 2 secret set UPPER
t_exit 2 secret set a_b
t_exit 2 secret set web-hook value-on-the-command-line
t_exit 2 sh -c "printf 'two\nlines\n' | '$MINEHOST' secret set web-hook"
t_exit 2 sh -c "printf '' | '$MINEHOST' secret set web-hook"
t_exit 0 secret forget other
t_exit 1 secret forget other
"$PTY" "secret typed:" 'not shown here\n' "$MINEHOST" secret set typed >out 2>&1
t_eq "typed on a terminal" "$?" 0
t_lacks out "not shown here"

cat >same.lua <<'L'
local name, want = ...
local got, err = mine.run.secret(name)
print(got == want and "right" or got and "another one" or tostring(err))
L
same() { # NAME VALUE: is it told so
    t_exit 0 "$MINEHOST" run --allow "secret:$1" same.lua "$1" "$2"
    t_has err "${3:-text=right}"
}
same typed 'not shown here'
same web-hook 'changed horse'
same smtp-password 'hunter22' "not set"
t_exit 4 "$MINEHOST" run same.lua web-hook x
t_has err "secret:web-hook"
t_exit 2 "$MINEHOST" run --allow secret:minehost.smtp-password same.lua minehost.smtp-password hunter22
# who goes before whom
mkdir cred && printf 'from systemd\n' >cred/web-hook && chmod 400 cred/web-hook
export CREDENTIALS_DIRECTORY="$PWD/cred"
same web-hook 'from systemd'
same typed 'not shown here'
chmod 444 cred/web-hook && same web-hook x "open to every user" && chmod 400 cred/web-hook
export MINEHOST_SECRET_WEB_HOOK='from a variable'
same web-hook 'from a variable'
unset MINEHOST_SECRET_WEB_HOOK CREDENTIALS_DIRECTORY
# a file that others may read, a link, a broken line
chmod 640 "$kept" && same web-hook x "open to other users" && chmod 600 "$kept"
echo 'no line of secrets, but hunter2' >>"$kept"
same typed x "secrets: line"
t_lacks err hunter2
sed -i '$d' "$kept"
mv "$kept" moved && ln -s "$PWD/moved" "$kept" && same typed x "is a link"
rm "$kept" && mv moved "$kept"
same typed 'not shown here'

# planted everywhere: logs, errors, items, files, the record, the database, an address, a header, a body
word='s3cr/et "word" & 100%'
printf '%s\n' "$word" | secret set planted
cat >plant.lua <<L
local s = assert(mine.run.secret("planted"))
local how = ...
print(s) print("in the middle " .. s .. " of it")
mine.log.warn("planted", { key = s, [ "a" ] = { 1 } and s })
mine.log.debug("planted", { key = "x" .. s })
mine.run.progress(s)
mine.run.say("said " .. s .. "\n")
mine.emit { a = s, b = { s, { c = "x" .. s .. "y" } }, [s] = 1, n = 5 }
local out = assert(mine.run.output("plant.txt"))
out:write("line " .. s .. "\n") out:close()
assert(mine.store.put { url = "https://e.example/" .. #s, title = "T", text = "text with " .. s .. " in it" })
local q = mine.http.query { token = s, q = s }
mine.http.get("http://$host/_/echo?" .. q)
mine.http.get("http://$host/none/" .. mine.http.query { p = s }, { retries = 0 })
mine.http.post("http://$host/_/echo", { json = { k = s } })
mine.http.post("http://$host/_/echo", { form = { k = s } })
print(mine.json.encode { s }, mine.json.encode(s))
print(select(2, pcall(error, s)), tostring(setmetatable({}, { __tostring = function() return s end })))
print(select(2, mine.http.get("http://" .. s .. "/", { retries = 0 })))
mine.task.spawn(function() error("in a task " .. s) end)
mine.sleep(0.01)
if how == "raise" then error("raised " .. s) end
if how == "object" then error({ code = s, message = s }) end
if how == "chunk" then load("error('x')", s)() end
if how == "name" then load("local x <const> = nil; x()", "=" .. s)() end
if how == "loop" then load("while true do end", s)() end
if how == "exit" then mine.run.read(s) end
if how == "post" then mine.http.post("http://e.example/" .. s) end
L
for how in none raise object chunk name loop exit post; do
    "$MINEHOST" run -v --cpu 1s --db "plant-$how.db" --record "plant-$how.warc" --allow secret:planted \
        --allow "net:$host" --allow write:plant.txt plant.lua "$how" >"plant-$how.out" 2>"plant-$how.err" </dev/null
    t_ok "$how: it ran" grep -q "REDACTED" "plant-$how.out"
done
"$MINEHOST" run --log-format json --format csv --db plant.db --allow needs --allow secret:planted --allow "net:$host" \
    --allow write:plant.txt plant.lua >plant-json.out 2>plant-json.err </dev/null
for how in none raise object chunk loop; do "$MINEHOST" runs --db "plant-$how.db" 1; done >plant-runs.out 2>&1
"$MINEHOST" search --db plant.db --format jsonl text >plant-search.out 2>&1
"$MINEHOST" show --db plant.db 1 >plant-show.out 2>&1
t_has plant-show.out "text with REDACTED in it"
t_has plant.txt "line REDACTED"
t_has plant-raise.err "raised REDACTED"
t_has plant-none.out '"a":"REDACTED"'
t_has plant-json.err REDACTED
found=0
for form in "$word" 's3cr/et \"word\"' 's3cr\/et' 's3cr%2Fet' 's3cr%2fet' 's3cr/et%20' 's3cr/et' \
    "$(printf '%s' "$word" | base64)" 's3cr&#x2F;et' 's3cr/et &quot;'; do
    if grep -alF -e "$form" plant*; then found=$((found + 1)); fi
done >leaks
sed -i '/^plant.lua$/d' leaks
t_eq "in no log, error, item, file, recording or database" "$(cat leaks)" ""
t_ok "the recording is one" grep -qa "WARC/1" plant-none.warc
t_end
