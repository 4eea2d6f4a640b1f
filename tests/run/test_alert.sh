#!/bin/sh
# Alerts against loopback servers: the exact request of each channel, one message for what is due together,
# once; a kill while it is sent; one channel that fails; secrets in nothing that is said or kept. When alerts
# are due is in tests/unit/host/test_alert.c, which sources are silent in test_silence.c and test_sources.c.
. "$TOP/tests/run/lib.sh"

tools=$(dirname "$SERVE")
ctl=$tools/alertctl
mkdir box hook
t_start "$SMTPD" box
mail=$t_port
t_start "$tools/hookd" hook
web=127.0.0.1:$t_port
export MINEHOST_SMTP="smtp://127.0.0.1:$mail" MINEHOST_SMTP_TLS=off MINEHOST_MAIL_FROM=desk@example.org
export MINEHOST_SECRET_TELEGRAM_TOKEN=12:bottoken MINEHOST_SECRET_NTFY_TOKEN=tk_sesame
export MINEHOST_SECRET_ALERT_WEBHOOK=hooksecret

# to CHANNEL VALUE...: the receivers, and no others
to() {
    unset MINEHOST_ALERT_MAIL MINEHOST_ALERT_WEBHOOK MINEHOST_ALERT_TELEGRAM MINEHOST_ALERT_NTFY
    while [ $# -gt 0 ]; do
        export "MINEHOST_ALERT_$1=$2"
        shift 2
    done
}
export MINEHOST_ALERT_TELEGRAM_API="http://$web/"
alert() {
    "$MINEHOST" alert --db x.db "$@"
}
# raise SECONDS_AGO SUBJECT TITLE; over SECONDS_AGO SUBJECT
raise() {
    "$ctl" x.db "$1" raise 0 "$2" "$3" "Run 812: HTTP status 503
look closer: minehost runs 812" >/dev/null
}
over() {
    "$ctl" x.db "$1" clear 0 "$2" "run 813 was fine" >/dev/null
}
requests() {
    find hook -name '*.req' | wc -l
}

# nobody is named, nothing is wrong
t_exit 2 alert test
t_has err "no receiver is set"
to WEBHOOK "http://$web/x"
t_exit 2 alert test telegram
t_has err "alert-telegram"
t_exit 2 alert test pigeon
t_exit 2 alert nonsense
t_exit 0 alert test
t_has out "webhook $web/...: sent"
t_has hook/1.req "POST /x HTTP/1.1"
t_eq "no database is made for a test" "$(find . -name 'x.db')" ""
t_eq "nothing is due" "$("$ctl" x.db 0 due)" never
t_exit 0 alert
t_has err "nothing is wrong"

# one message to each receiver, however many alerts; each channel's request
to MAIL "a@example.org, Desk <b@example.org>" WEBHOOK "http://$web/hook/abcd" TELEGRAM "-1001, 77" NTFY "http://$web/topic"
raise 7200 news "job news fails"
raise 7200 Өскемен "job Өскемен fails"
raise 7200 gone "job gone fails"
over 3600 gone
t_exit 0 alert
t_has out "job news fails"
t_has out "look closer: minehost runs 812"
t_has out "over: job gone fails"
t_has out "to mail a@example.org, mail Desk <b@example.org>, webhook $web/..., telegram -1001, telegram 77, ntfy $web/..., due"
t_lacks out abcd
t_exit 0 alert --format jsonl
t_has out '"state":"raised","subject":"news"'
t_exit 0 alert deliver -v
cp err log
t_eq "one request a receiver" "$(requests)" 5
t_eq "one mail a receiver" "$(find box -name '*.eml' | wc -l)" 2
t_exit 0 alert deliver
t_eq "told once" "$(requests)$(find box -name '*.eml' | wc -l)" 52
t_exit 0 alert
t_lacks out "to be told"
t_has out "job news fails"

hook=$(grep -l "^POST /hook/abcd " hook/*.req)
sed '1,/^\r$/d' "$hook" >posted
t_has "$hook" "Content-Type: application/json"
sum=$(printf %s "$(cat posted)" | openssl dgst -sha256 -hmac hooksecret | sed 's/.*= //')
t_has "$hook" "X-Hub-Signature-256: sha256=$sum"
t_has posted '"from":"minehost"'
t_has posted '"kind":"job-fails"'
t_has posted '"state":"raised","subject":"news","text":"Run 812: HTTP status 503\nlook closer: minehost runs 812","times":1,"title":"job news fails"}'
t_has posted '"lasted":3600'
t_has posted '"title":"2 alerts, 1 over"'

for chat in -1001 77; do
    telegram=$(grep -l "\"chat_id\":\"$chat\"" hook/*.req)
    t_has "$telegram" "POST /bot12:bottoken/sendMessage HTTP/1.1"
    t_has "$telegram" '"disable_web_page_preview":true'
    t_has "$telegram" ': 2 alerts, 1 over\n\njob news fails\n  since 20'
    t_has "$telegram" '\n\nover: job gone fails\n  20'
done
t_not "what began and ended is told by its end" grep -q '\\n\\njob gone fails' "$telegram"

ntfy=$(grep -l "^POST /topic " hook/*.req)
t_has "$ntfy" "Title: minehost: 2 alerts, 1 over"
t_has "$ntfy" "Priority: 4"
t_has "$ntfy" "Tags: warning"
t_has "$ntfy" "Authorization: Bearer tk_sesame"
t_has "$ntfy" "job Өскемен fails"
t_has box/1.eml "Subject: [minehost] 2 alerts, 1 over"
t_has box/1.eml "job news fails"
t_eq "to each alone" "$(cat box/1.env box/2.env | grep -c RCPT)" 2

# secrets: in no log, no list, no database
for word in bottoken tk_sesame hooksecret abcd; do
    t_not "$word in the log" grep -q "$word" log
    t_not "$word in the database" grep -qa "$word" x.db x.db-wal
done

# a title that is no ASCII, all over: less urgent
over 3000 news
over 3000 Өскемен
rm hook/*.req
to NTFY "http://$web/topic"
t_exit 0 alert deliver
ntfy=$(echo hook/*.req)
t_has "$ntfy" "Title: minehost: 2 alerts are over"
t_has "$ntfy" "Priority: 3"
t_has "$ntfy" "Tags: white_check_mark"
t_has "$ntfy" "run 813 was fine"
raise 2800 Ош "job Ош fails"
t_exit 0 alert deliver
t_ok "a title in RFC 2047" grep -q '^Title: =?UTF-8?B?bWluZWhvc3Q6IGpvYiDQntGIIGZhaWxz?=' hook/*.req

# many: cut to what a message may hold, and the rest counted
i=0
rm hook/*.req
to TELEGRAM 5
while [ $i -lt 60 ]; do
    raise 2300 "job-$i" "job job-$i fails, and its name is as long as names of jobs may well become in time"
    i=$((i + 1))
done
t_exit 0 alert deliver
t_eq "one message" "$(requests)" 1
t_has hook/*.req ": 60 alerts"
t_has hook/*.req "more: minehost alert"
t_ok "of at most 4096 characters" test "$(sed '1,/^\r$/d' hook/*.req | wc -m)" -lt 4400

# a channel that fails holds up no other, and is tried again later
rm hook/*.req box/*
to WEBHOOK "http://$web/status-503/abcd" MAIL a@example.org TELEGRAM 1
raise 1800 fails "job fails fails"
export MINEHOST_ALERT_TELEGRAM_API="http://$web/status-400"
t_exit 1 alert deliver
t_has err "alerts to webhook $web/...: HTTP status 503"
t_has err "alerts to telegram 1: HTTP status 400: as asked for"
t_lacks err abcd
t_lacks err bottoken
t_eq "the mail is out" "$(find box -name '*.eml' | wc -l)" 1
t_exit 0 alert
t_has out "failed"
t_has out "HTTP status 503"
t_exit 0 alert deliver
t_eq "not before it is due" "$(requests)" 2
t_ok "it will be" test "$("$ctl" x.db 0 due)" -le 60

# kill -9 while the receiver has it: uncertain, told again only on request
rm hook/*.req
to NTFY "http://$web/mute"
raise 1300 killed "job killed fails"
"$MINEHOST" alert --db x.db deliver >/dev/null 2>&1 </dev/null 9>&- &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    [ "$(requests)" -gt 0 ] && break
    sleep 0.2
done
t_ok "it was on its way" test "$(requests)" -gt 0
kill -9 $pid
wait $pid 2>/dev/null
t_exit 0 alert
t_has out "uncertain"
t_has out "job killed fails"
n=$(requests)
t_exit 0 alert deliver
t_has err "alerts-uncertain"
t_eq "not told twice" "$(requests)" "$n"
t_eq "nothing is due by itself" "$("$ctl" x.db 0 due)" never
# the same when the line breaks
to WEBHOOK "http://$web/cut"
raise 800 cut "job cut fails"
t_exit 1 alert deliver
t_exit 0 alert --format jsonl
t_ok "uncertain" grep -q '"state":"uncertain","title":"job cut fails"' out

# private addresses: only as the setting itself names them
to WEBHOOK "http://localhost.example:1/x"
t_exit 1 alert test
to WEBHOOK "http://$web/ok"
t_exit 0 alert test
to WEBHOOK "https://[64:ff9b::7f00:1]/x"
t_exit 1 alert test

# dismissed: over, and nobody is told
to MAIL a@example.org
t_exit 1 alert dismiss nobody
t_exit 0 alert dismiss killed
t_exit 0 alert --format jsonl
t_lacks out '"state":"raised","subject":"killed"'
# the watchman's address: nothing is kept, a failure is said and told to nobody
rm hook/*.req
t_exit 2 "$MINEHOST" alert ping
t_exit 0 "$MINEHOST" alert ping --set "ping=http://$web/ping/uuid"
t_has "$(echo hook/*.req)" "GET /ping/uuid HTTP/1.1"
t_exit 1 "$MINEHOST" alert ping --set "ping=http://$web/status-500/uuid"
t_has err "ping: 127.0.0.1"
t_lacks err uuid
t_exit 2 "$MINEHOST" alert ping --set ping=nowhere

# the look at sources by itself
t_exit 0 alert look -v
t_has err "0 sources"
t_end
