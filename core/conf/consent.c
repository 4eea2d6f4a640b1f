#include "conf/consent.h"

#include "base/clock.h"
#include "conf/private.h"
#include "conf/word.h"

#include <string.h>

#define FILE_MAX ((size_t)8 << 20)

char *mh_consents_path(mh_err *e) {
    char *dir = mh_xdg_dir("config", e);
    if (dir == NULL) return NULL;
    char *path = mh_path_join(dir, "grants");
    free(dir);
    return path;
}

void mh_consents_clear(mh_consents *c) {
    for (size_t i = 0; i < c->len; i++) json_decref(c->ptr[i].line);
    mh_vec_clear(c);
}

static json_t *loose(const json_t *v) {
    return (json_t *)(uintptr_t)v; /* jansson's iterators take no const */
}

static void checksum(const json_t *line, char out[MH_SHA256_HEX]) {
    json_t *bare = json_copy(loose(line));
    json_object_del(bare, "check");
    char *text = json_dumps(bare, JSON_COMPACT | JSON_SORT_KEYS);
    mh_sha256_hex(mh_view_of(text), out);
    free(text);
    json_decref(bare);
}

static bool is_pin(const char *path, const json_t *v) {
    mh_view pin = {json_string_value(v), json_string_length(v)};
    uint64_t files;
    if (path[0] != '/' || pin.len < MH_SHA256_HEX + 1 || pin.ptr[MH_SHA256_HEX - 1] != ' ')
        return false;
    for (size_t i = 0; i < MH_SHA256_HEX - 1; i++)
        if (!mh_is_digit(pin.ptr[i]) && !(pin.ptr[i] >= 'a' && pin.ptr[i] <= 'f')) return false;
    return mh_view_u64(mh_view_sub(pin, MH_SHA256_HEX, pin.len), &files);
}

/* A word that stands in the file must be one that could have been granted; paths may be gone. */
static bool is_word(const json_t *v) {
    mh_view word = {json_string_value(v), json_string_length(v)}, arg;
    mh_buf again = {0};
    bool ok = json_is_string(v);
    mh_word_kind kind = mh_word_split(word, &arg);
    if (kind == MH_WORD_READ || kind == MH_WORD_WRITE)
        ok = ok && arg.len > 0 && arg.ptr[0] == '/' && !strstr(word.ptr, "/../") &&
             !mh_view_ends(word, MH_VIEW("/..")) && strlen(word.ptr) == word.len;
    else
        ok = ok && mh_word_read(&again, word, "/", NULL) == MH_OK &&
             mh_view_eq(mh_buf_view(&again), word);
    mh_buf_clear(&again);
    return ok;
}

static bool is_whole(mh_consent *c, const json_t *line) {
    const char *path;
    json_t *v;
    size_t i;
    int64_t when;
    int offset;
    const json_t *who = json_object_get(line, "job"), *date = json_object_get(line, "date");
    c->plugin = who == NULL;
    if (c->plugin) who = json_object_get(line, "plugin");
    c->path = json_string_value(who);
    c->date = json_string_value(date);
    c->pins = json_object_get(line, "pins");
    c->words = json_object_get(line, "words");
    c->api = json_integer_value(json_object_get(line, "api"));
    if (json_object_size(line) != 6 || c->path == NULL || c->path[0] != '/' || c->date == NULL ||
        !mh_rfc3339_parse(mh_view_of(c->date), &when, &offset) || c->api < 1 ||
        !json_is_string(json_object_get(line, "check")) || !json_is_object(c->pins) ||
        !json_is_array(c->words))
        return false;
    json_object_foreach(loose(c->pins), path, v) {
        if (!is_pin(path, v)) return false;
    }
    json_array_foreach(loose(c->words), i, v) {
        if (!is_word(v)) return false;
    }
    return json_object_get(c->pins, c->path) != NULL;
}

/* Takes a line only as the program writes it, so that it can mean one thing alone. */
static const char *read_line(mh_consents *out, mh_view text) {
    json_error_t je;
    char sum[MH_SHA256_HEX];
    const char *why = NULL;
    mh_consent c = {0};
    json_t *line = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &je);
    char *again = json_is_object(line) ? json_dumps(line, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (again == NULL || !mh_view_eq(mh_view_of(again), text) || !is_whole(&c, line)) {
        why = "is not one that minehost wrote";
    } else {
        checksum(line, sum);
        if (strcmp(sum, json_string_value(json_object_get(line, "check"))) != 0)
            why = "does not fit its checksum";
        else if (mh_consents_find(out, c.plugin, c.path))
            why = "is the second one for its path";
    }
    free(again);
    if (why) {
        json_decref(line);
        return why;
    }
    c.line = line;
    mh_vec_push(out, c);
    return NULL;
}

static mh_rc read_file(mh_consents *out, const char *path, mh_err *e) {
    mh_buf b = {0};
    mh_err why = {0};
    mh_rc rc = mh_private_read(&b, path, false, FILE_MAX, &why);
    if (rc != MH_OK && why.code == MH_E_NOT_FOUND) return MH_OK;
    mh_view rest = mh_buf_view(&b), line;
    if (rc != MH_OK) {
        mh_fail(e, MH_E_DENIED, "grants: %s", why.msg);
    } else if (rest.len > 0 && !mh_view_ends(rest, MH_VIEW("\n"))) {
        rc = mh_fail(e, MH_E_DENIED, "grants: %s is cut off at its end: not used", path);
    }
    if (rc == MH_OK && rest.len > 0) rest.len--;
    for (size_t n = 1; rc == MH_OK && b.len > 0 && mh_view_split(&rest, '\n', &line); n++) {
        const char *bad = read_line(out, line);
        if (bad)
            rc = mh_fail(e, MH_E_DENIED,
                         "grants: line %zu of %s %s: nothing in the file is used; take the line "
                         "out, or move the file away and grant again",
                         n, path, bad);
    }
    mh_buf_clear(&b);
    if (rc != MH_OK) mh_consents_clear(out);
    return rc;
}

mh_rc mh_consents_read(mh_consents *out, mh_err *e) {
    char *path = mh_consents_path(NULL);
    if (path == NULL) return MH_OK;
    mh_rc rc = read_file(out, path, e);
    free(path);
    return rc;
}

const mh_consent *mh_consents_find(const mh_consents *c, bool plugin, const char *path) {
    for (size_t i = 0; i < c->len; i++)
        if (c->ptr[i].plugin == plugin && strcmp(c->ptr[i].path, path) == 0) return &c->ptr[i];
    return NULL;
}

static void note(mh_buf *why, const char *path, const char *what) {
    mh_buf_printf(why, "%s%s %s", why->len ? "; " : "", path, what);
}

static void compare(const mh_consent *c, const mh_pin *now, mh_buf *why) {
    const char *then = json_string_value(json_object_get(c->pins, now->path));
    uint64_t files = 0;
    if (then == NULL) {
        note(why, now->path, "is new");
        return;
    }
    (void)mh_view_u64(mh_view_of(then + MH_SHA256_HEX), &files);
    if (strncmp(then, now->sha, MH_SHA256_HEX - 1) == 0 && files == now->files) return;
    note(why, now->path, "changed");
    if (files != now->files)
        mh_buf_printf(why, " (%zu files, %llu then)", now->files, (unsigned long long)files);
}

bool mh_consent_holds(const mh_consent *c, const mh_pins *now, mh_buf *why) {
    const char *path;
    json_t *v;
    mh_buf said = {0};
    if (c->api != MH_CONSENT_API) note(&said, "minehost", "has another interface for plugins");
    for (size_t i = 0; i < now->things.len; i++) compare(c, &now->things.ptr[i], &said);
    json_object_foreach(loose(c->pins), path, v) {
        bool there = false;
        for (size_t i = 0; i < now->things.len; i++)
            there = there || strcmp(now->things.ptr[i].path, path) == 0;
        if (!there) note(&said, path, "is no longer used");
    }
    bool same = said.len == 0;
    if (why) mh_buf_put(why, mh_buf_view(&said));
    mh_buf_clear(&said);
    return same;
}

static json_t *make_line(bool plugin, const char *path, const mh_pins *pins, const mh_names *words,
                         int64_t now_us) {
    char date[MH_RFC3339_MAX], sum[MH_SHA256_HEX];
    json_t *p = json_object(), *w = json_array();
    bool ok = true;
    mh_rfc3339(date, now_us, 0, false);
    for (size_t i = 0; i < pins->things.len; i++) {
        const mh_pin *x = &pins->things.ptr[i];
        ok = ok && json_object_set_new(p, x->path, json_sprintf("%s %zu", x->sha, x->files)) == 0;
    }
    for (size_t i = 0; i < words->len; i++)
        ok = ok && json_array_append_new(w, json_string(words->ptr[i])) == 0;
    json_t *line = json_pack("{s:I, s:s, s:o, s:o}", "api", (json_int_t)MH_CONSENT_API, "date",
                             date, "pins", p, "words", w);
    ok = ok && json_object_set_new(line, plugin ? "plugin" : "job", json_string(path)) == 0;
    if (!ok) { /* a path that is no UTF-8 */
        json_decref(line);
        return NULL;
    }
    checksum(line, sum);
    json_object_set_new(line, "check", json_string(sum));
    return line;
}

static void dump_line(mh_buf *out, const json_t *line) {
    char *text = json_dumps(line, JSON_COMPACT | JSON_SORT_KEYS);
    mh_buf_puts(out, text);
    mh_buf_putc(out, '\n');
    free(text);
}

/* Replaces the file by its lines but those for path, and line at the end (NULL: none). */
static mh_rc rewrite(int plugin, const char *path, const json_t *line, bool *found, mh_err *e) {
    mh_consents all = {0};
    mh_buf b = {0};
    char *file = mh_consents_path(e);
    if (file == NULL) return MH_FAIL;
    int lock = mh_private_lock(file, e);
    mh_rc rc = lock < 0 ? MH_FAIL : read_file(&all, file, e);
    for (size_t i = 0; rc == MH_OK && i < all.len; i++) {
        bool same =
            strcmp(all.ptr[i].path, path) == 0 && (plugin < 0 || all.ptr[i].plugin == (plugin > 0));
        *found = *found || same;
        if (!same) dump_line(&b, all.ptr[i].line);
    }
    if (line) dump_line(&b, line);
    if (rc == MH_OK && (line || *found)) rc = mh_private_write(file, mh_buf_view(&b), e);
    mh_private_unlock(lock);
    mh_consents_clear(&all);
    mh_buf_clear(&b);
    free(file);
    return rc;
}

mh_rc mh_consents_put(bool plugin, const char *path, const mh_pins *pins, const mh_names *words,
                      int64_t now_us, mh_err *e) {
    bool found = false;
    json_t *line = make_line(plugin, path, pins, words, now_us);
    if (line == NULL)
        return mh_fail(e, MH_E_USAGE, "grants: a path that is no UTF-8 cannot be kept: %s", path);
    mh_rc rc = rewrite(plugin, path, line, &found, e);
    json_decref(line);
    return rc;
}

mh_rc mh_consents_drop(const char *path, bool *found, mh_err *e) {
    *found = false;
    return rewrite(-1, path, NULL, found, e);
}
