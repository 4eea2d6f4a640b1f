#include "conf/pin.h"

#include "base/fs.h"
#include "conf/word.h"

#include <string.h>
#include <sys/stat.h>

#define BYTES_MAX ((size_t)64 << 20) /* of one folder */
#define FILES_MAX ((size_t)10000)
#define DEPTH_MAX 32

void mh_pins_clear(mh_pins *p) {
    for (size_t i = 0; i < p->things.len; i++) free(p->things.ptr[i].path);
    for (size_t i = 0; i < p->files.len; i++) free(p->files.ptr[i].path);
    mh_vec_clear(&p->things);
    mh_vec_clear(&p->files);
}

static bool is_known(const mh_pins *p, const char *path) {
    for (size_t i = 0; i < p->things.len; i++)
        if (strcmp(p->things.ptr[i].path, path) == 0) return true;
    return false;
}

static char *copy(const char *s) {
    return mh_strndup(s, strlen(s));
}

void mh_pins_hash(mh_pins *p, const char *path, const char sha[MH_SHA256_HEX]) {
    if (is_known(p, path)) return;
    mh_pin thing = {.path = copy(path), .files = 1};
    mh_pin_file file = {.path = copy(path)};
    memcpy(thing.sha, sha, sizeof thing.sha);
    memcpy(file.sha, sha, sizeof file.sha);
    mh_vec_push(&p->things, thing);
    mh_vec_push(&p->files, file);
}

void mh_pins_bytes(mh_pins *p, const char *path, mh_view bytes) {
    char sha[MH_SHA256_HEX];
    mh_sha256_hex(bytes, sha);
    mh_pins_hash(p, path, sha);
}

typedef struct walk {
    mh_pins *pins;
    mh_view root;
    mh_buf lines, file;
    size_t bytes, files;
} walk;

static mh_rc add_file(walk *w, const char *path, const char *real, mh_err *e) {
    mh_pin_file f = {0};
    mh_buf_reset(&w->file);
    if (mh_fs_read(&w->file, real, BYTES_MAX, e) != MH_OK) return MH_FAIL;
    if ((w->bytes += w->file.len) > BYTES_MAX || ++w->files > FILES_MAX)
        return mh_fail(e, MH_E_TOO_LARGE, "%.*s is too large to be checked (64 MiB, %zu files)",
                       MH_FMT(w->root), FILES_MAX);
    mh_sha256_hex(mh_buf_view(&w->file), f.sha);
    f.path = copy(path);
    mh_vec_push(&w->pins->files, f);
    mh_buf_printf(&w->lines, "%s %s\n", f.sha, path + w->root.len);
    return MH_OK;
}

static mh_rc add_all(walk *w, const char *folder, int depth, mh_err *e);

static mh_rc add_one(walk *w, const char *path, int depth, mh_err *e) {
    struct stat st;
    char *real = mh_path_real(path);
    mh_rc rc = MH_FAIL;
    if (real == NULL || stat(real, &st) != 0)
        mh_fail(e, MH_E_DENIED, "%s leads nowhere", path);
    else if (!mh_word_below(mh_view_of(real), w->root, false))
        mh_fail(e, MH_E_DENIED, "%s is a link that leads out of %.*s", path, MH_FMT(w->root));
    else if (S_ISREG(st.st_mode))
        rc = add_file(w, path, real, e);
    else if (S_ISDIR(st.st_mode) && strcmp(real, path) == 0 && depth < DEPTH_MAX)
        rc = add_all(w, path, depth + 1, e);
    else
        mh_fail(e, MH_E_DENIED, "%s is no file and no folder", path);
    free(real);
    return rc;
}

static mh_rc add_all(walk *w, const char *folder, int depth, mh_err *e) {
    mh_names names = {0};
    mh_rc rc = mh_fs_list(&names, folder, e);
    for (size_t i = 0; rc == MH_OK && i < names.len; i++) {
        if (strcmp(names.ptr[i], ".git") == 0) continue; /* nothing is loaded from there */
        char *path = mh_path_join(folder, names.ptr[i]);
        rc = add_one(w, path, depth, e);
        free(path);
    }
    mh_names_clear(&names);
    return rc;
}

mh_rc mh_pins_folder(mh_pins *p, const char *folder, mh_err *e) {
    char *real = mh_path_real(folder);
    if (real == NULL) return mh_fail(e, MH_E_NOT_FOUND, "%s: no such folder", folder);
    mh_rc rc = MH_OK;
    if (is_known(p, real)) goto out;
    walk w = {.pins = p, .root = mh_view_of(real)};
    rc = add_all(&w, real, 0, e);
    if (rc == MH_OK) {
        mh_pin thing = {.path = copy(real), .files = w.files, .folder = true};
        mh_sha256_hex(mh_buf_view(&w.lines), thing.sha);
        mh_vec_push(&p->things, thing);
    }
    mh_buf_clear(&w.lines);
    mh_buf_clear(&w.file);
out:
    free(real);
    return rc;
}

static const mh_pin_file *find(const mh_pins *p, const char *path) {
    for (size_t i = 0; i < p->files.len; i++)
        if (strcmp(p->files.ptr[i].path, path) == 0) return &p->files.ptr[i];
    return NULL;
}

mh_rc mh_pins_check(const mh_pins *p, const char *path, mh_view bytes, bool code, mh_err *e) {
    char sha[MH_SHA256_HEX];
    char *real = mh_path_real(path);
    const char *name = real ? real : path;
    const mh_pin_file *f = find(p, name);
    mh_rc rc = MH_OK;
    bool inside = code;
    for (size_t i = 0; f == NULL && !inside && i < p->things.len; i++)
        inside = p->things.ptr[i].folder &&
                 mh_word_below(mh_view_of(name), mh_view_of(p->things.ptr[i].path), false);
    if (f != NULL) mh_sha256_hex(bytes, sha);
    if (f != NULL && strcmp(sha, f->sha) != 0)
        rc = mh_fail(e, MH_E_PERMISSION, "%s changed since the permissions were checked", name);
    else if (f == NULL && inside)
        rc = mh_fail(e, MH_E_PERMISSION,
                     "%s was not seen when the permissions were granted: it may not be loaded",
                     name);
    free(real);
    return rc;
}
