#include "cli/db.h"

#include "base/fs.h"
#include "base/log.h"
#include "base/utf8.h"
#include "run/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_db(const mh_cli *c, bool read_only, mh_store **out) {
    mh_err e = {0};
    char *path = mh_settings_db(&c->settings, &e);
    if (path == NULL) return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    mh_store_opts o = {.read_only = read_only || !mh_fs_is_file(path)};
    int code = MH_EXIT_OK;
    mh_run_words(&o);
    mh_rc rc = mh_store_open(out, path, &o, &e);
    if (rc != MH_OK && o.read_only && e.code == MH_E_READ_ONLY && access(path, W_OK) == 0) {
        mh_store_opts up = {0}; /* of an older minehost: brought up to date, then read */
        mh_run_words(&up);
        if (mh_store_open(out, path, &up, &e) == MH_OK) mh_store_close(*out);
        mh_run_words(&o);
        rc = mh_store_open(out, path, &o, &e);
    }
    if (rc != MH_OK) {
        if (e.code == MH_E_NOT_FOUND)
            code = mh_cli_fail(MH_EXIT_FAILED,
                               "no database %s yet: it is made by the first run "
                               "(minehost run JOB), or name one with --db",
                               path);
        else
            code = mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    }
    free(path);
    return code;
}

int mh_cli_open_db(const mh_cli *c, mh_store **out) {
    return open_db(c, true, out);
}

int mh_cli_open_db_to_write(const mh_cli *c, mh_store **out) {
    return open_db(c, false, out);
}

int mh_cli_make_db(const mh_cli *c, mh_store **out) {
    mh_err e = {0};
    char *path = mh_settings_db(&c->settings, &e);
    mh_store_opts o = {0};
    mh_run_words(&o);
    mh_rc rc = path ? mh_store_open(out, path, &o, &e) : MH_FAIL;
    free(path);
    return rc == MH_OK ? MH_EXIT_OK : mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
}

char *mh_cli_joined(const mh_cli *c) {
    mh_buf b = {0};
    for (size_t i = 0; i < c->words.len; i++) {
        if (i) mh_buf_putc(&b, ' ');
        mh_buf_puts(&b, c->words.ptr[i]);
    }
    return mh_buf_take(&b);
}

int mh_cli_as_of(const mh_cli *c, int64_t *us) {
    mh_view v = c->settings.as_of;
    *us = 0;
    if (v.len == 0 || mh_doc_time(v, true, mh_clock_wall_us(mh_clock_system()), us))
        return MH_EXIT_OK;
    return mh_cli_fail(MH_EXIT_USAGE,
                       "--as-of wants a time (2026-11-20T08:00+05:00), a date or an age (2d), not "
                       "'%.*s'",
                       MH_FMT(v));
}

int mh_cli_get(mh_store *s, const char *word, int64_t as_of, mh_record *out) {
    mh_err e = {0};
    int64_t id;
    mh_rc rc;
    if (mh_cli_id(word, &id)) {
        rc = mh_doc_get(s, id, as_of, out, &e);
    } else {
        rc = mh_doc_get_key(s, mh_view_of(word), as_of, out, &e);
        if (rc != MH_OK && e.code == MH_E_NOT_FOUND)
            rc = mh_doc_get_prefix(s, mh_view_of(word), as_of, out, &e);
    }
    if (rc == MH_OK) return MH_EXIT_OK;
    if (e.code == MH_E_NOT_FOUND && as_of)
        return mh_cli_fail(MH_EXIT_FAILED, "no document %s was there at that time", word);
    if (e.code == MH_E_NOT_FOUND)
        return mh_cli_fail(MH_EXIT_FAILED, "no document %s; find one with: minehost search QUERY",
                           word);
    return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
}

void mh_cli_set(json_t *o, const char *key, mh_view v) {
    mh_buf b = {0};
    if (v.len == 0) return;
    mh_utf8_repair(&b, v);
    json_object_set_new(o, key, json_stringn(b.ptr, b.len));
    mh_buf_clear(&b);
}

void mh_cli_set_time(json_t *o, const char *key, int64_t us, bool ms) {
    char text[MH_RFC3339_MAX];
    if (us == 0 || us == INT64_MAX) return;
    mh_rfc3339(text, us, 0, ms);
    json_object_set_new(o, key, json_string(text));
}

char *mh_cli_minute(char out[24], int64_t us) {
    char full[MH_RFC3339_MAX];
    out[0] = '\0';
    if (us == 0) return out;
    mh_rfc3339(full, us, 0, false);
    full[10] = ' ';
    memcpy(out, full, 16);
    out[16] = '\0';
    return out;
}

void mh_cli_put(mh_view v) {
    mh_buf b = {0};
    mh_log_escape(&b, v, false);
    fwrite(b.ptr ? b.ptr : "", 1, b.len, stdout);
    mh_buf_clear(&b);
}

void mh_cli_cell(mh_view v, size_t width) {
    mh_buf b = {0};
    mh_log_escape(&b, v, false);
    fwrite(b.ptr ? b.ptr : "", 1, b.len, stdout);
    for (size_t n = mh_utf8_len(mh_buf_view(&b)); n < width; n++) putchar(' ');
    mh_buf_clear(&b);
}

void mh_cli_puts(const char *text) {
    (void)mh_log_print(stdout, mh_view_of(text));
    putchar('\n');
}

bool mh_cli_colour(void) {
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && (no == NULL || !*no) && term && strcmp(term, "dumb") != 0;
}

bool mh_cli_id(const char *word, int64_t *out) {
    uint64_t n;
    if (!mh_view_u64(mh_view_of(word), &n) || n == 0 || n > INT64_MAX) return false;
    *out = (int64_t)n;
    return true;
}
