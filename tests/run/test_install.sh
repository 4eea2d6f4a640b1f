#!/bin/sh
# make install: what is put where, that it works from there, that shells, man and systemd take it.
. "$TOP/tests/run/lib.sh"
root=$PWD/root
t_ok "make install" make -s -C "$TOP" ${SAN:+SAN=1} install PREFIX="$root/usr"
bin=$root/usr/bin/minehost
t_exit 0 "$bin" version
t_exit 0 "$bin" plugins
t_has out "the pages of a site, each once"
t_exit 0 "$bin" doctor
t_ok "plugins of the installed program" grep -qE "^plugins +ok " out

# the manual page names every command and every setting
page=$root/usr/share/man/man1/minehost.1
"$bin" completion --commands >commands
while read -r c; do t_ok "man: $c" grep -qE "^\.SS $c( |\$)" "$page"; done <commands
t_has "$page" '.B \-\-kernel\-wall'
t_has "$page" '.B \-\-memory'
if command -v groff >/dev/null; then
    groff -ww -man -Tutf8 -z "$page" 2>warnings
    t_eq "warnings of groff" "$(cat warnings)" ""
fi

# completion in a real bash: the words that it offers
cat >ask.bash <<'B'
source "$1"
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _minehost; printf '%s ' "${COMPREPLY[@]}"; echo; }
ask minehost sea
ask minehost run --all
ask minehost run --log-l
ask minehost search --format j
ask minehost outbox --retr
B
if command -v bash >/dev/null; then
    bash ask.bash "$root/usr/share/bash-completion/completions/minehost" | tr ' ' '\n' |
        grep . | sort | tr '\n' ' ' >words
    t_eq "bash" "$(cat words)" "--allow --log-level --retry json jsonl search "
fi
for shell in zsh fish; do
    command -v $shell >/dev/null || continue
    case $shell in
    zsh) t_ok "zsh reads it" zsh -n "$root/usr/share/zsh/site-functions/_minehost" ;;
    fish) t_ok "fish reads it" fish -n "$root/usr/share/fish/vendor_completions.d/minehost.fish" ;;
    esac
done

# what systemd's own verifier says of the units
if command -v systemd-analyze >/dev/null; then
    units=$root/usr/lib/systemd/system
    for u in minehost.service minehost@job.service minehost@job.timer; do
        systemd-analyze verify --man=no "$units/$u" >verify 2>&1
        t_eq "verify $u" "$(grep -F "$units" verify)" ""
    done
    for u in minehost.service minehost@.service; do
        t_ok "exposure of $u at most 2.0" \
            systemd-analyze security --offline=true --threshold=20 "$units/$u"
    done
    t_ok "the user" systemd-sysusers --root="$root" --dry-run "$root/usr/lib/sysusers.d/minehost.conf"
else
    echo "SKIPPED: no systemd-analyze"
fi
t_lacks "$root/usr/lib/systemd/system/minehost.service" "@BINDIR"
t_lacks "$root/usr/lib/systemd/system/minehost.service" "@HARDENING"
t_end
