#!/bin/sh
# mine.mail against a mail server of this machine: what arrives, what fails and how, who may write to
# whom, where the password comes from. Mistakes of a script are in tests/lua/test_mail.lua, the bytes of
# a message in tests/unit/net/test_message.c.
. "$TOP/tests/run/lib.sh"
cp "$TOP/plugins/lib/t.lua" .

# smtpd DIR OPTIONS...: starts a server; $port is its port. It ends when this script does.
smtpd() {
    mkdir "$1"
    "$SMTPD" "$@" <hold >"$1/port" 9>&- &
    exec 9>hold
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -s "$1/port" ] && break
        sleep 0.1
    done
    port=$(awk '{ print $2 }' "$1/port")
}

# mail PORT ARGS...: runs a job with the settings of a server
mail() {
    mail_port=$1
    shift
    "$MINEHOST" run --db mail.db --set "smtp=smtp://127.0.0.1:$mail_port" --set smtp-tls=off \
        --set "mail-from=News Desk <desk@example.org>" "$@"
}

mkfifo hold
smtpd open
open=$port

# what arrives
cat >arrive.lua <<'L'
local t = require "t"
local send = mine.mail.send
t.eq(send { to = { "Иван <ivan@example.org>", "b@example.net" }, key = "story 1",
  subject = "Переговоры\r\nBcc: evil@example.org", text = "Привет\n.\n", html = "<p>Привет</p>",
  headers = { ["Reply-To"] = "x@example.org" } }, true)
t.eq(send { to = "a@example.org", key = "story 1", subject = "Plain",
  text = "one\n.\n..two\n" .. ("long "):rep(30) }, true)
t.raises(send, "cannot be set", { to = "a@example.org", text = "t", headers = { Bcc = "x@y.example" } })
t.raises(send, "control characters", { to = "a@example.org", text = "t",
  headers = { ["X-A"] = "b\r\nBcc: x@y.example" } })
t.raises(send, "without text", { to = "a@example.org", subject = "s" })
-- many at once: one connection, in order
local all = mine.task.all({ 1, 2, 3, 4, 5, 6 }, function(i)
  return send { to = "a@example.org", subject = "Number " .. i, text = "t" }
end)
t.eq(all, { true, true, true, true, true, true })
t.done()
L
t_exit 0 mail "$open" --allow 'mail:*' arrive.lua
cat out
t_eq "messages" "$(find open -name '*.eml' | wc -l)" 8
t_eq "connections" "$(cut -d' ' -f1 open/log | sort -u | wc -l)" 1
t_has open/1.env "MAIL FROM:<desk@example.org>"
t_has open/1.env "RCPT TO:<ivan@example.org>"
t_has open/1.env "RCPT TO:<b@example.net>"
t_eq "receivers" "$(grep -c RCPT open/1.env)" 2
t_has open/1.eml "From: News Desk <desk@example.org>"
t_has open/1.eml "To: =?UTF-8?B?0JjQstCw0L0=?= <ivan@example.org>,"
t_has open/1.eml "Reply-To: x@example.org"
t_has open/1.eml "Content-Type: multipart/alternative;"
t_not "a subject adds no field" grep -q '^Bcc' open/1.eml
t_has open/2.eml "Subject: Plain"
t_eq "one key, one Message-ID" "$(grep -h '^Message-ID: <[0-9a-f]*@example.org>' open/1.eml open/2.eml |
    sort -u | wc -l)" 1
t_eq "else its own" "$(grep -h '^Message-ID' open/*.eml | sort -u | wc -l)" 7
printf 'one\r\n=2E\r\n=2E.two\r\n' >wanted
t_ok "dots" sh -c 'sed "1,/^.\$/d" open/2.eml | head -n 3 | cmp - wanted'
t_eq "lines are short" "$(awk 'length($0) > 79' open/*.eml | wc -l)" 0
t_eq "in order" "$(grep -h '^Subject: Number' open/[3-8].eml | tr -dc '0-9\n' | tr '\n' ' ')" "1 2 3 4 5 6 "

# what fails
cat >fail.lua <<'L'
local t = require "t"
local send = mine.mail.send
local function failed(to, code, retry, status, part)
  local ok, err = send { to = to, subject = "s", text = "t" }
  t.eq({ ok, err and err.code, err and err.retry, err and err.status },
    { nil, code, retry, status }, mine.json.encode(to))
  if part then t.has(tostring(err), part) end
end
failed("reject@example.org", "denied", false, 550, "refused: 550 5.1.1 nobody here 5.1.1 of that name")
failed("later@example.org", "denied", true, 451, "451 4.7.1 come back later")
failed("full@example.org", "denied", false, 552, "mailbox full")
failed({ "a@example.org", "reject@example.org" }, "denied", false, 550)
failed("cut@example.org", "reset", true, 354)
failed("hang@example.org", "reset", true, 250)
t.eq(send { to = "slow@example.org", subject = "s", text = "t" }, true)
-- given up by its task, and by the end of the run
local task = mine.task.spawn(send, { to = "mute@example.org", text = "t" })
mine.sleep(0.1)
task:cancel()
t.eq(send { to = "a@example.org", subject = "s", text = "t" }, true, "the next has its turn")
mine.task.spawn(send, { to = "mute@example.org", text = "t" })
mine.task.spawn(send, { to = "a@example.org", text = "waits behind" })
mine.sleep(0.05)
t.done()
L
t_exit 0 mail "$open" --allow 'mail:*' fail.lua
cat out
t_eq "what was refused is nowhere" "$(find open -name '*.eml' | wc -l)" 10

# permissions: by address, by host; a job that does not ask may write to nobody
echo 'assert(mine.mail.send { to = (...), subject = "s", text = "t" })' >to.lua
t_exit 4 mail "$open" to.lua a@example.org
t_has err 'minehost grant to.lua mail:a@example.org'
t_exit 0 mail "$open" --allow mail:a@example.org to.lua a@example.org
t_exit 4 mail "$open" --allow mail:a@example.org to.lua b@example.org
t_exit 0 mail "$open" --allow 'mail:*@example.org' to.lua "B <b@example.org>"
t_exit 2 mail "$open" --allow mail:desk to.lua a@example.org
t_exit 0 mail "$open" --allow 'mail:*' --dry-run to.lua dry@example.org
t_has err "would-mail"
t_not "a dry run sends nothing" grep -q dry@ open/log

# settings
echo 'local _, err = mine.mail.send { to = "a@example.org", subject = "s", text = "t" }
mine.emit { code = err and err.code or "sent", text = tostring(err) }' >code.lua
t_exit 0 "$MINEHOST" run --allow 'mail:*' code.lua
t_has out '"code":"unsupported"'
t_has out "MINEHOST_SMTP"
for url in mail.example.org http://127.0.0.1 smtp:// smtp://u:sesame@127.0.0.1 smtp://127.0.0.1/x; do
    t_exit 0 mail "$open" --allow 'mail:*' --set "smtp=$url" code.lua
    t_has out '"code":"usage"'
    t_lacks out sesame
done
t_exit 0 mail "$open" --allow 'mail:*' --set mail-from=desk code.lua
t_has out "mail-from: "
t_exit 0 mail 1 --allow 'mail:*' code.lua
t_has out '"code":"connect"'

# TLS is required unless the operator says otherwise: nothing is told to a server without it
t_exit 0 mail "$open" --allow 'mail:*' --set smtp-tls=required code.lua
t_has out '"code":"tls"'
t_eq "no sender told" "$(tail -n 2 open/log | grep -c MAIL)" 0
t_exit 0 mail "$open" --allow 'mail:*' --set "smtp=smtps://127.0.0.1:$open" code.lua
t_has out '"code":"tls"'
t_exit 0 env MINEHOST_SMTP_PASSWORD=sesame "$MINEHOST" run --allow 'mail:*' --set smtp=smtp://192.0.2.1 \
    --set smtp-tls=off --set smtp-user=desk --set mail-from=desk@example.org code.lua
t_has out "without encryption"

# a certificate that nobody vouches for
smtpd starttls --tls starttls
t_exit 0 mail "$port" --allow 'mail:*' --set smtp-tls=required code.lua
t_has out '"code":"tls"'
t_has out "certificate"
t_lacks starttls/log MAIL
smtpd implicit --tls implicit
t_exit 0 mail "$port" --allow 'mail:*' --set "smtp=smtps://localhost:$port" code.lua
t_has out '"code":"tls"'
t_has out "certificate"

# logging in: the password is in the environment or in a file, and nowhere to be seen
smtpd closed --user desk --password "open sesame"
closed=$port
t_exit 0 mail "$closed" --allow 'mail:*' code.lua
t_has out '"code":"denied"'
export MINEHOST_SMTP_USER=desk
t_exit 0 env MINEHOST_SMTP_PASSWORD=wrong "$MINEHOST" run -v --set "smtp=smtp://127.0.0.1:$closed" \
    --set smtp-tls=off --set mail-from=desk@example.org --allow 'mail:*' code.lua
t_has out '"code":"denied"'
t_has out "535 5.7.8"
echo "open sesame" >word
chmod 600 word
export MINEHOST_SMTP_PASSWORD_FILE="$PWD/word"
t_exit 0 mail "$closed" --allow 'mail:*' -v code.lua
t_has out '"code":"sent"'
t_lacks err sesame
chmod 644 word
t_exit 0 mail "$closed" --allow 'mail:*' code.lua
t_has out '"code":"denied"'
t_has out "chmod o="
unset MINEHOST_SMTP_PASSWORD_FILE
t_exit 0 env MINEHOST_SMTP_PASSWORD="open sesame" "$MINEHOST" run -v --set "smtp=smtp://127.0.0.1:$closed" \
    --set smtp-tls=off --set mail-from=desk@example.org --allow 'mail:*' code.lua
t_has out '"code":"sent"'
t_lacks err sesame
t_exit 2 mail "$closed" --set smtp-password=sesame code.lua
t_exit 2 mail "$closed" --smtp-password sesame code.lua
t_not "the run's record knows it not" grep -q sesame mail.db

# secrets of scripts: granted by name, and never those of minehost itself
echo 'local key, err = mine.run.secret((...))
mine.emit { key = key or "", right = key == "the key", code = err and err.code or "" }' >secret.lua
export MINEHOST_SECRET_WEB_HOOK="the key"
t_exit 4 "$MINEHOST" run secret.lua web-hook
t_has err 'minehost grant secret.lua secret:web-hook'
t_exit 0 "$MINEHOST" run --allow secret:web-hook secret.lua web-hook
t_has out '"key":"REDACTED","right":true'
t_exit 0 env MINEHOST_SMTP_PASSWORD=sesame "$MINEHOST" run --allow secret:smtp-password secret.lua smtp-password
t_has out '"code":"not_found"'
export MINEHOST_SECRET_WEB_HOOK_FILE="$PWD/word"
t_exit 0 "$MINEHOST" run --allow secret:web-hook secret.lua web-hook
t_has out '"code":"usage"'
unset MINEHOST_SECRET_WEB_HOOK
t_exit 0 "$MINEHOST" run --allow secret:web-hook secret.lua web-hook
t_has out '"code":"denied"'
chmod 600 word
echo 'mine.emit { right = mine.run.secret((...)) == "open sesame" }' >secret.lua
t_exit 0 "$MINEHOST" run --allow secret:web-hook secret.lua web-hook
t_has out '"right":true'

exec 9>&-
wait
t_end
