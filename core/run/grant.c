/* The permissions of a run: asked, granted, said. */
#include "run/grant_priv.h"
#include "run/tool.h"

#include "base/log.h"
#include "conf/consent.h"
#include "conf/plugin.h"
#include "conf/word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define NEEDS "needs" /* as --allow: all that is asked for */

/* ---- what every run may, and what the command line names ---- */

static mh_rc grant_base(mh_run *r, mh_err *e) {
    char *config = mh_xdg_dir("config", NULL);
    r->perm = mh_perm_new();
    mh_perm_tell(r->perm, r->path, r->declared);
    mh_perm_grant_public(r->perm);
    if (r->folder) mh_perm_grant_own(r->perm, r->folder);
    if (config) {
        char *jobs =
            mh_path_join(config, "jobs"); /* a job there reads its own folder, as any does */
        mh_perm_close(r->perm, config);
        mh_perm_reopen(r->perm, jobs);
        free(jobs);
    }
    free(config);
    for (const char **a = r->req->allow; a && *a; a++)
        if (strcmp(*a, NEEDS) != 0 && mh_perm_grant(r->perm, mh_view_of(*a), ".", e) != MH_OK)
            return MH_FAIL;
    for (char **a = r->req->args; a && *a; a++) {
        mh_buf word = {0};
        mh_buf_printf(&word, "read:%s", *a);
        if (access(*a, R_OK) == 0) mh_perm_grant(r->perm, mh_buf_view(&word), ".", NULL);
        mh_buf_clear(&word);
    }
    return MH_OK;
}

mh_rc mh_grant_collect(mh_run *r, mh_err *e) {
    if (r->req->testing && r->req->testing->plugins)
        mh_vec_push(&r->plugin_path,
                    mh_strndup(r->req->testing->plugins, strlen(r->req->testing->plugins)));
    mh_plugin_path(&r->plugin_path, r->folder);
    mh_tool_paths(r);
    r->lib = mh_plugin_lib();
    if (grant_base(r, e) != MH_OK || (r->path && mh_asked_job(r, e) != MH_OK)) return MH_FAIL;
    for (size_t i = 0; i < r->asked.parties.len; i++)
        mh_perm_join(r->perm, r->asked.parties.ptr[i].name);
    return MH_OK;
}

int mh_grant_prepare(mh_run *r) {
    mh_err e = {0};
    return mh_grant_collect(r, &e) == MH_OK ? 0 : mh_grant_say_err(&e);
}

static bool allows_all(const mh_run *r) {
    for (const char **a = r->req->allow; a && *a; a++)
        if (strcmp(*a, NEEDS) == 0) return true;
    return false;
}

static void grant_wishes(mh_run *r) {
    for (size_t i = 0; i < r->asked.wishes.len; i++)
        mh_perm_grant(r->perm, mh_view_of(r->asked.wishes.ptr[i].word), "/", NULL);
}

void mh_grant_missing(mh_run *r, mh_wishes *missing) {
    missing->len = 0;
    for (size_t i = 0; i < r->asked.wishes.len; i++)
        if (!mh_perm_has(r->perm, mh_view_of(r->asked.wishes.ptr[i].word)))
            mh_vec_push(missing, &r->asked.wishes.ptr[i]);
}

/* ---- what was granted before ---- */

/* One word of a grant. A path that has become a link since, or a folder where a file was, would open more
 * than what was shown: it counts no longer. */
static mh_rc apply_word(mh_run *r, const char *word, mh_buf *stale, mh_err *e) {
    mh_buf now = {0};
    mh_err gone = {0}; /* a file that is no longer there is no reason to end the run */
    mh_rc rc = mh_word_read(&now, mh_view_of(word), "/", &gone);
    if (rc == MH_OK && !mh_view_eq(mh_buf_view(&now), mh_view_of(word)))
        mh_buf_printf(stale, "%s counts no longer: it is now %s\n", word, now.ptr);
    else if (rc == MH_OK)
        rc = mh_perm_grant(r->perm, mh_view_of(word), "/", &gone);
    mh_buf_clear(&now);
    return rc == MH_OK || gone.code == MH_E_NOT_FOUND ? MH_OK
                                                      : mh_fail(e, gone.code, "%s", gone.msg);
}

/* The words of a grant, if what it was given to is what there is now; else says why not. */
static mh_rc apply(mh_run *r, const mh_consent *c, const mh_pins *now, mh_buf *stale, mh_err *e) {
    mh_buf why = {0};
    mh_rc rc = MH_OK;
    if (mh_consent_holds(c, now, &why)) {
        for (size_t i = 0; rc == MH_OK && i < json_array_size(c->words); i++)
            rc = apply_word(r, json_string_value(json_array_get(c->words, i)), stale, e);
        r->pinned = true;
    } else {
        mh_buf_printf(stale, "what was granted to %s on %.10s counts no longer: %s\n", c->path,
                      c->date, why.ptr);
    }
    mh_buf_clear(&why);
    return rc;
}

mh_rc mh_grant_pin_plugin(const mh_run *r, const char *folder, mh_pins *out, mh_err *e) {
    mh_rc rc = mh_pins_folder(out, folder, e);
    if (rc == MH_OK && r->lib && mh_fs_is_dir(r->lib)) rc = mh_pins_folder(out, r->lib, e);
    return rc;
}

static mh_rc apply_plugin(mh_run *r, const mh_consents *all, const mh_party *p, mh_buf *stale,
                          mh_err *e) {
    const mh_consent *c = mh_consents_find(all, true, p->folder);
    mh_pins own = {0};
    if (c == NULL) return MH_OK;
    mh_rc rc = mh_asked_pin(r, e);
    if (rc == MH_OK) rc = mh_grant_pin_plugin(r, p->folder, &own, e);
    if (rc == MH_OK) rc = apply(r, c, &own, stale, e);
    mh_pins_clear(&own);
    return rc;
}

mh_rc mh_grant_look_up(mh_run *r, mh_buf *stale, mh_err *e) {
    mh_consents all = {0};
    mh_rc rc = mh_consents_read(&all, e);
    const mh_consent *job = r->real ? mh_consents_find(&all, false, r->real) : NULL;
    if (rc == MH_OK && job) rc = mh_asked_pin(r, e);
    if (rc == MH_OK && job) rc = apply(r, job, &r->asked.pins, stale, e);
    for (size_t i = 0; rc == MH_OK && i < r->asked.parties.len; i++)
        rc = apply_plugin(r, &all, &r->asked.parties.ptr[i], stale, e);
    mh_consents_clear(&all);
    return rc;
}

mh_rc mh_grant_keep(bool plugin, const char *path, const mh_pins *pins, const mh_names *words,
                    mh_err *e) {
    mh_names all = {0};
    mh_consents kept = {0};
    mh_rc rc = mh_consents_read(&kept, e);
    const mh_consent *old = mh_consents_find(&kept, plugin, path);
    bool same = old && mh_consent_holds(old, pins, NULL);
    for (size_t i = 0; same && i < json_array_size(old->words); i++) {
        const char *w = json_string_value(json_array_get(old->words, i));
        mh_vec_push(&all, mh_strndup(w, strlen(w)));
    }
    for (size_t i = 0; i < words->len; i++) {
        bool had = false;
        for (size_t k = 0; k < all.len; k++) had = had || strcmp(all.ptr[k], words->ptr[i]) == 0;
        if (!had) mh_vec_push(&all, mh_strndup(words->ptr[i], strlen(words->ptr[i])));
    }
    int64_t now = mh_clock_wall_us(mh_clock_system());
    if (rc == MH_OK) rc = mh_consents_put(plugin, path, pins, &all, now, e);
    mh_names_clear(&all);
    mh_consents_clear(&kept);
    return rc;
}

static mh_rc remember(mh_run *r, const mh_wishes *missing, mh_err *e) {
    mh_names words = {0};
    for (size_t i = 0; i < missing->len; i++) {
        const char *w = missing->ptr[i]->word;
        mh_vec_push(&words, mh_strndup(w, strlen(w)));
    }
    mh_rc rc = mh_asked_pin(r, e);
    if (rc == MH_OK) rc = mh_grant_keep(false, r->real, &r->asked.pins, &words, e);
    mh_names_clear(&words);
    return rc;
}

/* ---- what the user sees ---- */

void mh_grant_put_shell(mh_buf *out, const char *word) {
    bool plain = word[0] != '\0';
    for (const char *p = word; *p && plain; p++)
        plain = mh_is_alnum(*p) || strchr("_-./:@,+=%", *p) != NULL || (unsigned char)*p >= 0x80;
    if (plain) {
        mh_buf_puts(out, word);
        return;
    }
    mh_buf_putc(out, '\'');
    for (const char *p = word; *p; p++) {
        if (*p == '\'')
            mh_buf_puts(out, "'\\''");
        else
            mh_buf_putc(out, *p);
    }
    mh_buf_putc(out, '\'');
}

static void put_err(const mh_buf *b) {
    mh_view rest = mh_buf_view(b), line;
    mh_buf safe = {0};
    bool more = mh_view_ends(rest, MH_VIEW("\n"));
    if (more) rest.len--;
    for (bool first = true; mh_view_split(&rest, '\n', &line); first = false) {
        if (!first) mh_buf_putc(&safe, '\n');
        mh_log_escape(&safe, line, false);
    }
    fprintf(stderr, "%s%s", safe.ptr ? safe.ptr : "", more ? "\n" : "");
    mh_buf_clear(&safe);
}

static void put_stale(mh_buf *b, const mh_buf *stale) {
    mh_view rest = mh_buf_view(stale), line;
    while (mh_view_split(&rest, '\n', &line))
        if (line.len > 0) mh_buf_printf(b, "minehost: %.*s\n", MH_FMT(line));
}

static void put_wish(mh_buf *b, const mh_wish *w, bool with_word) {
    mh_buf_puts(b, "  ");
    if (with_word) mh_buf_printf(b, "%s   ", w->word);
    mh_word_say(b, mh_view_of(w->word));
    mh_buf_printf(b, "   (%s)\n", w->by);
}

static int refuse(mh_run *r, const mh_wishes *missing, const mh_buf *stale) {
    mh_buf b = {0};
    put_stale(&b, stale);
    mh_buf_printf(&b, "minehost: job %s asks for what nobody granted:\n", r->name);
    for (size_t i = 0; i < missing->len; i++) put_wish(&b, missing->ptr[i], true);
    if (r->real) {
        mh_buf_puts(&b, "for good:      minehost grant ");
        mh_grant_put_shell(&b, r->path);
        mh_buf_putc(&b, '\n');
    }
    mh_buf_puts(&b, "for this run:  minehost run");
    for (size_t i = 0; i < missing->len; i++) {
        mh_buf_puts(&b, " --allow ");
        mh_grant_put_shell(&b, missing->ptr[i]->word);
    }
    mh_buf_putc(&b, ' ');
    mh_grant_put_shell(&b, r->path);
    mh_buf_putc(&b, '\n');
    put_err(&b);
    mh_buf_clear(&b);
    return MH_EXIT_REFUSED;
}

/* 'y', 'o' or 'n'; what was typed before the question counts for nothing. */
static char ask(mh_run *r, const mh_wishes *missing, const mh_buf *stale) {
    mh_buf b = {0};
    char line[64], answer = 'n';
    put_stale(&b, stale);
    mh_buf_printf(&b, "minehost: job %s asks for what no job may unless you grant it:\n", r->name);
    for (size_t i = 0; i < missing->len; i++) put_wish(&b, missing->ptr[i], false);
    mh_buf_printf(&b, "Grant it?  %so: this time only, n: no  [n] ",
                  r->real ? "y: yes, and remember it, " : "");
    tcflush(STDIN_FILENO, TCIFLUSH);
    put_err(&b);
    mh_buf_clear(&b);
    if (fgets(line, sizeof line, stdin) == NULL) {
        fputc('\n', stderr);
        return 'n';
    }
    line[strcspn(line, "\r\n")] = '\0';
    if (strcmp(line, "y") == 0 || strcmp(line, "yes") == 0) answer = r->real ? 'y' : 'n';
    if (strcmp(line, "o") == 0) answer = 'o';
    return answer;
}

static bool may_ask(const mh_run *r) {
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && strcmp(r->req->trigger, "hand") == 0 &&
           strcmp(r->req->job, "-") != 0;
}

int mh_grant_say_err(const mh_err *e) {
    mh_buf b = {0};
    mh_buf_printf(&b, "minehost: %s\n", e->msg);
    put_err(&b);
    mh_buf_clear(&b);
    return e->code == MH_E_USAGE || e->code == MH_E_NOT_FOUND     ? MH_EXIT_USAGE
           : e->code == MH_E_PERMISSION || e->code == MH_E_DENIED ? MH_EXIT_REFUSED
                                                                  : MH_EXIT_FAILED;
}

/* On a terminal, or as words of the command to be typed. */
static int settle(mh_run *r, const mh_wishes *missing, const mh_buf *stale) {
    mh_err e = {0};
    if (r->set
            ->dry) { /* it does nothing for which it would need them; each call is still checked */
        mh_buf b = {0};
        mh_buf_printf(&b, "minehost: job %s asks for what is not granted yet:\n", r->name);
        for (size_t i = 0; i < missing->len; i++) put_wish(&b, missing->ptr[i], true);
        if (r->real) {
            mh_buf_puts(&b, "for good:      minehost grant ");
            mh_grant_put_shell(&b, r->path);
            mh_buf_puts(&b, "\nthis time:     --allow needs\n");
        }
        put_err(&b);
        mh_buf_clear(&b);
        return 0;
    }
    if (!may_ask(r)) return refuse(r, missing, stale);
    if (mh_asked_pin(r, &e) != MH_OK) return mh_grant_say_err(&e); /* before it is shown */
    char answer = ask(r, missing, stale);
    if (answer == 'n') {
        fputs("minehost: not granted\n", stderr);
        return MH_EXIT_REFUSED;
    }
    if (answer == 'y' && remember(r, missing, &e) != MH_OK) return mh_grant_say_err(&e);
    grant_wishes(r);
    r->pinned = true;
    return 0;
}

/* Nothing is missing, but what was granted is not used. */
static void warn(const mh_buf *stale, const char *why) {
    mh_buf b = {0};
    put_stale(&b, stale);
    if (why) mh_buf_printf(&b, "minehost: %s\n", why);
    put_err(&b);
    mh_buf_clear(&b);
}

int mh_run_permissions(mh_run *r) {
    mh_err e = {0};
    mh_wishes missing = {0};
    mh_buf stale = {0};
    int code = mh_grant_prepare(r);
    if (code != 0) return code;
    mh_grant_missing(r, &missing);
    if (allows_all(r)) {
        grant_wishes(r);
        missing.len = 0;
    }
    mh_rc rc = mh_grant_look_up(r, &stale, &e);
    if (rc == MH_OK && !allows_all(r)) mh_grant_missing(r, &missing);
    if (missing.len > 0)
        code = rc == MH_OK ? settle(r, &missing, &stale) : mh_grant_say_err(&e);
    else
        warn(&stale, rc == MH_OK ? NULL : e.msg);
    if (code == 0) mh_run_keep_secrets(r);
    mh_vec_clear(&missing);
    mh_buf_clear(&stale);
    return code;
}

mh_rc mh_run_loading(mh_ctx *c, const char *path, mh_view bytes, bool code, mh_err *e) {
    mh_run *r = mh_run_of(c);
    return r->pinned ? mh_pins_check(&r->asked.pins, path, bytes, code, e) : MH_OK;
}
