/* `minehost grant`: keeps permissions for a job or a plugin. */
#include "base/log.h"
#include "conf/plugin.h"
#include "conf/word.h"
#include "run/grant_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *word, const char *by) {
    mh_buf b = {0}, safe = {0};
    mh_buf_puts(&b, "  ");
    mh_word_say(&b, mh_view_of(word));
    if (by) mh_buf_printf(&b, "   (%s)", by);
    mh_log_escape(&safe, mh_buf_view(&b), false);
    printf("%s\n", safe.ptr);
    mh_buf_clear(&b);
    mh_buf_clear(&safe);
}

static void keep(mh_names *words, const char *word) {
    mh_vec_push(words, mh_strndup(word, strlen(word)));
}

/* Named on the command line; none: all that is asked for and that no run may anyway. */
static mh_rc pick(const mh_run *r, const char **given, mh_names *words, mh_err *e) {
    for (const char **w = given; w && *w; w++) {
        mh_buf b = {0};
        mh_rc rc = mh_word_read(&b, mh_view_of(*w), ".", e);
        if (rc == MH_OK) keep(words, b.ptr);
        mh_buf_clear(&b);
        if (rc != MH_OK) return MH_FAIL;
    }
    if (given && *given) return MH_OK;
    for (size_t i = 0; i < r->asked.wishes.len; i++) {
        const char *word = r->asked.wishes.ptr[i].word;
        if (!mh_perm_has(r->perm, mh_view_of(word))) keep(words, word);
    }
    return MH_OK;
}

static const char *asker(const mh_run *r, const char *word) {
    for (size_t i = 0; i < r->asked.wishes.len; i++)
        if (strcmp(r->asked.wishes.ptr[i].word, word) == 0) return r->asked.wishes.ptr[i].by;
    return NULL;
}

static int finish(mh_run *r, bool plugin, const char *path, const char **given, const mh_pins *pins,
                  mh_err *e) {
    mh_names words = {0};
    int code = MH_EXIT_OK;
    if (pick(r, given, &words, e) != MH_OK ||
        (words.len > 0 && mh_grant_keep(plugin, path, pins, &words, e) != MH_OK)) {
        code = mh_grant_say_err(e);
    } else {
        mh_buf safe = {0};
        mh_log_escape(&safe, mh_view_of(path), false);
        printf(words.len ? "granted to %s:\n" : "%s asks for nothing that no job may\n", safe.ptr);
        for (size_t i = 0; i < words.len; i++) say(words.ptr[i], asker(r, words.ptr[i]));
        mh_buf_clear(&safe);
    }
    mh_names_clear(&words);
    return code;
}

int mh_run_grant_job(const mh_run_req *req, const char **words) {
    mh_err e = {0};
    mh_run r = {.req = req, .set = req->settings};
    int code = mh_run_read(&r, &e);
    if (code == 0 && r.real == NULL) {
        mh_fail(&e, MH_E_USAGE, "a job on standard input has no file that a grant could be for");
        code = MH_EXIT_USAGE;
    }
    if (code != 0)
        fprintf(stderr, "minehost: %s\n", e.msg);
    else if ((code = mh_grant_prepare(&r)) == 0) {
        for (size_t i = 0; i < r.asked.problems.len; i++)
            fprintf(stderr, "minehost: %s\n", r.asked.problems.ptr[i]);
        if (r.asked.problems.len > 0)
            code = MH_EXIT_USAGE;
        else if (mh_asked_pin(&r, &e) != MH_OK)
            code = mh_grant_say_err(&e);
        else
            code = finish(&r, false, r.real, words, &r.asked.pins, &e);
    }
    mh_run_forget(&r);
    return code;
}

int mh_run_grant_plugin(const char *name, const char *folder, const char **words) {
    mh_err e = {0};
    mh_pins pins = {0};
    mh_run_req req = {.job = name, .trigger = "hand"};
    mh_run r = {.req = &req, .folder = mh_path_real(folder)};
    int code = mh_grant_prepare(&r);
    char *dir = code != 0           ? NULL
                : strchr(name, '/') ? mh_strndup(name, strlen(name))
                                    : mh_plugin_find(&r.plugin_path, mh_view_of(name), &e);
    char *real = dir ? mh_path_real(dir) : NULL;
    if (dir && real == NULL) mh_fail(&e, MH_E_NOT_FOUND, "%s: no such folder", dir);
    const char *own = real ? mh_path_base(real).ptr : name;
    if (code == 0 && (real == NULL || mh_asked_plugin(&r, own, real, &e) != MH_OK ||
                      mh_grant_pin_plugin(&r, real, &pins, &e) != MH_OK))
        code = mh_grant_say_err(&e);
    for (size_t i = 0; i < r.asked.problems.len; i++) {
        fprintf(stderr, "minehost: %s\n", r.asked.problems.ptr[i]);
        code = MH_EXIT_USAGE;
    }
    if (code == 0) code = finish(&r, true, real, words, &pins, &e);
    mh_pins_clear(&pins);
    free(dir);
    free(real);
    mh_run_forget(&r);
    return code;
}
