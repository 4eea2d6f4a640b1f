#!/bin/sh
# The sinks that tell others, plugins webhook and mail: everything is told once, a change again, what
# failed when a later run brings it again.
. "$TOP/tests/run/lib.sh"

mkdir -p site box plugins/news
mkfifo hold
"$SERVE" site <hold >port 9>&- &
"$SMTPD" box <hold >mailport 9>&- &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && [ -s mailport ] && break
    sleep 0.1
done
web=127.0.0.1:$(awk '{ print $2 }' port)
mailport=$(awk '{ print $2 }' mailport)

# a source of invented items: as many as count says, one of them with another title
cat >plugins/news/manifest.lua <<'L'
return { api = 1, name = "news", version = "1", kind = "source", about = "invented items",
  config = { count = { type = "integer", default = 3, help = "how many" },
    title = { type = "string", default = "Talks", help = "of the second" } } }
L
cat >plugins/news/init.lua <<'L'
local news = {}
function news.items(config)
  local i = 0
  return function()
    i = i + 1
    if i > config.count then return nil end
    return { url = "https://news.example/" .. i, title = i == 2 and config.title or "Item " .. i,
      text = "Text of item " .. i, date = "2026-03-0" .. i, kind = "article" }
  end
end
return news
L
ln -s "$TOP"/plugins/* plugins/

# job NAME SOURCE_OPTIONS SINKS NEEDS: writes a job
job() {
    echo "return { name = '$1', sources = { { 'news', $2 } }, sinks = { $3 }, needs = { $4 } }" >"$1.lua"
}
allow="--allow needs" # what the jobs ask for
run() {
    "$MINEHOST" run --db x.db --set "smtp=smtp://127.0.0.1:$mailport" --set smtp-tls=off \
        --set mail-from=desk@example.org $allow "$@"
}
echo 'mine.run.say(assert(mine.http.get("http://" .. (...) .. "/_/log")).body)' >log.lua
# posts TARGET: how many were made since the start
posts() {
    "$MINEHOST" run --allow "net:$web" log.lua "$web" | grep -cF "POST /_/echo?$1"
}
net="'net:$web'"

# each item, once
job each "count = 3" "'store', { 'webhook', url = 'http://$web/_/echo?each' }" "$net"
t_exit 0 run each.lua
t_eq "each is posted" "$(posts each)" 3
t_exit 0 run each.lua
t_eq "once" "$(posts each)" 3
job each "count = 4" "'store', { 'webhook', url = 'http://$web/_/echo?each' }" "$net"
t_exit 0 run each.lua
t_eq "the new one" "$(posts each)" 4
job each "count = 4, title = 'Talks went on'" "'store', { 'webhook', url = 'http://$web/_/echo?each' }" "$net"
t_exit 0 run each.lua
t_eq "the changed one" "$(posts each)" 5
t_exit 0 run each.lua
t_eq "once, too" "$(posts each)" 5
job each "count = 4, title = 'Third title'" \
    "'store', { 'webhook', url = 'http://$web/_/echo?each', changes = false }" "$net"
t_exit 0 run each.lua
t_eq "with changes = false a change is nothing new" "$(posts each)" 5

# together; another address is another receiver
job all "count = 5" "{ 'webhook', url = 'http://$web/_/echo?all', each = false, at_once = 2 },
    { 'webhook', url = 'http://$web/_/echo?other', each = false }" "$net"
t_exit 0 run all.lua
t_eq "two at once" "$(posts all)" 3
t_eq "to the other as well" "$(posts other)" 1
t_exit 0 run all.lua
t_eq "nothing new, nothing posted" "$(posts all)$(posts other)" 31
t_exit 0 run --dry-run --db fresh.db all.lua
t_eq "a dry run posts nothing" "$(posts all)" 3

# what fails is told by the next run
job fails "count = 2" "{ 'webhook', url = 'http://$web/_/status/503' }" "$net"
t_exit 1 run fails.lua
t_has err "HTTP status 503"
job fails "count = 2" "{ 'webhook', url = 'http://$web/_/redirect?to=%2F_%2Fecho%3Fmoved' }" "$net"
t_exit 1 run fails.lua
t_has err "redirect"
t_eq "redirects are not followed" "$(posts moved)" 0

# mail: one message a run
to="to = { 'desk@example.org', 'b@example.net' }"
grant="'mail:desk@example.org', 'mail:*@example.net'"
job mail "count = 3" "'store', { 'mail', $to, title = 'Морнинг' }" "$grant"
t_exit 0 run mail.lua
t_eq "one message" "$(find box -name '*.eml' | wc -l)" 1
t_eq "to both" "$(grep -c RCPT box/1.env)" 2
t_has box/1.eml "Subject: =?UTF-8?B?"
t_has box/1.eml "https://news.example/3"
t_has box/1.eml "multipart/alternative"
t_exit 0 run mail.lua
t_eq "nothing new, no mail" "$(find box -name '*.eml' | wc -l)" 1
job mail "count = 3, title = 'Talks are over'" "'store', { 'mail', $to }" "$grant"
t_exit 0 run mail.lua
t_has box/2.eml "Subject: Diplomatic digest: Talks are over"
t_not "nothing but the change" grep -q "Item 1" box/2.eml

# one an item
job single "count = 2" "{ 'mail', to = { 'desk@example.org' }, each = true, title = 'News',
    headers = { ['Reply-To'] = 'x@example.org' } }" "'mail:*'"
t_exit 0 run --db single.db single.lua
t_eq "one message an item" "$(find box -name '*.eml' | wc -l)" 4
t_has box/3.eml "Subject: News: Item 1"
t_has box/4.eml "Reply-To: x@example.org"

# the same message, should it be told again, has the same Message-ID
t_exit 0 run --db other.db single.lua
t_eq "another database knows nothing" "$(find box -name '*.eml' | wc -l)" 6
t_eq "the same ids" "$(grep -h '^Message-ID' box/3.eml box/4.eml box/5.eml box/6.eml | sort -u | wc -l)" 2

# refusals: of the server, and of minehost
job refused "count = 2" "{ 'mail', to = { 'later@example.org' } }" "'mail:*'"
t_exit 1 run refused.lua
t_has err "451 4.7.1"
job refused "count = 2" "{ 'mail', to = { 'later@example.org' }, each = true }" "'mail:*'"
t_exit 0 run refused.lua
t_has err "outbox failed=2" # not due yet
t_exit 0 "$MINEHOST" outbox --db x.db --retry all
t_has err "to be told by the next run"
t_exit 1 run refused.lua
t_has err "451 4.7.1"
t_exit 0 "$MINEHOST" outbox --db x.db
t_has out "failed "
t_has out "mail to later@example.org"
t_has out "Item 1"
t_exit 0 "$MINEHOST" outbox --db x.db --drop "https://news.example/1 1"
t_exit 0 "$MINEHOST" outbox --db x.db --all --format jsonl
t_has out '"state":"dropped"'
t_exit 1 "$MINEHOST" outbox --db x.db --retry nothing
t_exit 2 "$MINEHOST" outbox --db x.db --retry all --drop all
job refused "count = 2" "{ 'mail', to = { 'later@example.org' }, each = true }" "'mail:*'"
t_exit 1 run --db each.db refused.lua
t_has err "2 failed"
job refused "count = 2" "{ 'mail', to = { 'desk@example.org' } }" ""
allow=
t_exit 4 run --db refused.db refused.lua
t_has err 'send mail to desk@example.org   (refused.lua:1, plugin mail, option to)'
t_exit 0 run --db refused.db --allow mail:desk@example.org refused.lua
t_eq "told when it may be" "$(find box -name '*.eml' | wc -l)" 7

exec 9>&-
wait
t_end
