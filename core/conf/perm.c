#include "conf/perm.h"

#include "base/fs.h"
#include "base/schema.h"
#include "conf/word.h"

#include <string.h>
#include <unistd.h>

struct mh_perm {
    bool public_net;
    mh_names words;                 /* as mh_word_read gives them */
    mh_names nets;                  /* what stands behind "net:" in them */
    mh_names own, closed, reopened; /* absolute paths with links resolved */
    mh_names joined;                /* names of plugins */
    const char *file;               /* borrowed */
    bool declared;
};

mh_perm *mh_perm_new(void) {
    return mh_alloc(sizeof(mh_perm));
}

void mh_perm_free(mh_perm *p) {
    if (p == NULL) return;
    mh_names_clear(&p->words);
    mh_names_clear(&p->nets);
    mh_names_clear(&p->own);
    mh_names_clear(&p->closed);
    mh_names_clear(&p->reopened);
    mh_names_clear(&p->joined);
    free(p);
}

static void push(mh_names *list, mh_view v) {
    mh_vec_push(list, mh_strndup(v.ptr, v.len));
}

static bool has(const mh_names *list, mh_view v) {
    for (size_t i = 0; i < list->len; i++)
        if (mh_view_eq(mh_view_of(list->ptr[i]), v)) return true;
    return false;
}

static bool has_word(const mh_perm *p, const char *kind, mh_view arg) {
    mh_buf word = {0};
    mh_buf_printf(&word, "%s:%.*s", kind, MH_FMT(arg));
    bool yes = has(&p->words, mh_buf_view(&word));
    mh_buf_clear(&word);
    return yes;
}

void mh_perm_grant_public(mh_perm *p) {
    p->public_net = true;
}

void mh_perm_grant_own(mh_perm *p, const char *folder) {
    char *real = mh_path_real(folder);
    if (real) mh_vec_push(&p->own, real);
}

void mh_perm_close(mh_perm *p, const char *path) {
    char *real = mh_path_real(path);
    if (real == NULL) real = mh_strndup(path, strlen(path));
    mh_vec_push(&p->closed, real);
}

void mh_perm_reopen(mh_perm *p, const char *path) {
    char *real = mh_path_real(path);
    if (real) mh_vec_push(&p->reopened, real);
}

void mh_perm_join(mh_perm *p, const char *plugin) {
    if (!has(&p->joined, mh_view_of(plugin))) push(&p->joined, mh_view_of(plugin));
}

void mh_perm_tell(mh_perm *p, const char *file, bool declared) {
    p->file = file;
    p->declared = declared;
}

mh_rc mh_perm_grant(mh_perm *p, mh_view word, const char *folder, mh_err *e) {
    mh_buf b = {0};
    mh_view arg;
    mh_rc rc = mh_word_read(&b, word, folder, e);
    if (rc == MH_OK) {
        if (mh_word_split(mh_buf_view(&b), &arg) == MH_WORD_NET) push(&p->nets, arg);
        push(&p->words, mh_buf_view(&b));
    }
    mh_buf_clear(&b);
    return rc;
}

bool mh_perm_has(const mh_perm *p, mh_view word) {
    mh_view arg;
    mh_word_kind kind = mh_word_split(word, &arg);
    if (kind == MH_WORD_STORE && (arg.len == 0 || has(&p->joined, arg))) return true;
    for (size_t i = 0; kind == MH_WORD_READ && i < p->own.len; i++)
        if (mh_word_below(arg, mh_view_of(p->own.ptr[i]), true)) return true;
    for (size_t i = 0; i < p->words.len; i++)
        if (mh_word_covers(mh_view_of(p->words.ptr[i]), word)) return true;
    return false;
}

bool mh_perm_host(const mh_perm *p, mh_view host, unsigned port, bool send) {
    if (p->public_net && !send) return true;
    for (size_t i = 0; i < p->words.len; i++) {
        mh_view arg;
        mh_word_kind kind = mh_word_split(mh_view_of(p->words.ptr[i]), &arg);
        if ((kind == MH_WORD_NET || kind == MH_WORD_POST) && mh_word_host(arg, host, port))
            return true;
    }
    return false;
}

size_t mh_perm_nets(const mh_perm *p) {
    return p->nets.len;
}

mh_view mh_perm_net(const mh_perm *p, size_t i) {
    return mh_view_of(p->nets.ptr[i]);
}

void mh_perm_list(const mh_perm *p, const char *kind, mh_names *out) {
    for (size_t i = 0; i < p->words.len; i++) {
        mh_view arg, word = mh_view_of(p->words.ptr[i]);
        mh_view name = mh_view_sub(word, 0, mh_view_find_byte(word, ':', 0));
        (void)mh_word_split(word, &arg);
        if (arg.len > 0 && mh_view_eq(name, mh_view_of(kind))) push(out, arg);
    }
    for (size_t i = 0; strcmp(kind, "read") == 0 && i < p->own.len; i++)
        push(out, mh_view_of(p->own.ptr[i]));
}

bool mh_perm_is_public(const mh_perm *p) {
    return p->public_net;
}

bool mh_perm_mail(const mh_perm *p, mh_view address) {
    for (size_t i = 0; i < p->words.len; i++) {
        mh_view arg;
        if (mh_word_split(mh_view_of(p->words.ptr[i]), &arg) == MH_WORD_MAIL &&
            mh_word_mail(arg, address))
            return true;
    }
    return false;
}

bool mh_perm_secret(const mh_perm *p, mh_view name) {
    return name.len > 0 && has_word(p, "secret", name);
}

bool mh_perm_env(const mh_perm *p, mh_view name) {
    return name.len > 0 && has_word(p, "env", name);
}

/* Plugins keep what they remember under "source NAME ..." and "delivered NAME ...". Also of one that
 * is not installed where this run can see it: another job of the same database may have it. */
bool mh_perm_store(const mh_perm *p, mh_view name) {
    mh_view rest = name, first = {0}, owner = {0};
    (void)mh_view_split(&rest, ' ', &first);
    if (!mh_view_eq(first, MH_VIEW("source")) && !mh_view_eq(first, MH_VIEW("delivered")))
        return true;
    if (!mh_view_split(&rest, ' ', &owner) || owner.len == 0) return true;
    return has(&p->joined, owner) || has_word(p, "store", owner);
}

static bool is_below(const mh_names *folders, const char *path) {
    for (size_t i = 0; i < folders->len; i++)
        if (mh_word_below(mh_view_of(path), mh_view_of(folders->ptr[i]), false)) return true;
    return false;
}

static bool may_touch(const mh_perm *p, const char *kind, const char *path) {
    mh_buf word = {0};
    mh_buf_printf(&word, "%s:%s", kind, path);
    bool yes = mh_perm_has(p, mh_buf_view(&word));
    mh_buf_clear(&word);
    return yes;
}

static void refuse_path(const mh_perm *p, const char *verb, mh_view shown, mh_err *e) {
    mh_buf what = {0}, word = {0};
    mh_buf_printf(&what, "%s %.*s", verb, MH_FMT(shown));
    mh_buf_printf(&word, "%s:%.*s", verb, MH_FMT(shown));
    mh_perm_refuse(p, mh_buf_view(&what), mh_buf_view(&word), e);
    mh_buf_clear(&what);
    mh_buf_clear(&word);
}

char *mh_perm_read(const mh_perm *p, const char *folder, mh_view path, mh_err *e) {
    char *name = mh_strndup(path.ptr, path.len), *joined = mh_path_join(folder, name), *real = NULL;
    bool ok = false;
    if (strlen(name) != path.len) {
        mh_fail(e, MH_E_USAGE, "read: the path holds a NUL byte");
        goto out;
    }
    real = mh_path_real(joined);
    if (real == NULL)
        mh_fail(e, MH_E_NOT_FOUND, "read %s: no such file or folder", joined);
    else if (is_below(&p->closed, real) && !is_below(&p->reopened, real))
        mh_fail(e, MH_E_PERMISSION, "read %s: minehost's own, which no job reads", joined);
    else if (!(ok = may_touch(p, "read", real)))
        refuse_path(p, "read", path, e);
    if (!ok) {
        free(real);
        real = NULL;
    }
out:
    free(name);
    free(joined);
    return real;
}

/* The absolute path of a file that need not exist: its folder must. */
static char *resolve_new(const char *folder, mh_view path, mh_err *e) {
    char *name = mh_strndup(path.ptr, path.len), *joined = mh_path_join(folder, name);
    char *dir = mh_path_dir(joined), *real = mh_path_real(dir), *out = NULL;
    mh_view base = mh_path_base(joined);
    if (strlen(name) != path.len || base.len == 0 || mh_view_eq(base, MH_VIEW("..")) ||
        mh_view_eq(base, MH_VIEW("."))) {
        mh_fail(e, MH_E_USAGE, "write %s: not a file name", name);
    } else if (real == NULL) {
        mh_fail(e, MH_E_NOT_FOUND, "write %s: no folder %s", name, dir);
    } else {
        char *b = mh_strndup(base.ptr, base.len);
        out = mh_path_join(real, b);
        free(b);
    }
    free(name);
    free(joined);
    free(dir);
    free(real);
    return out;
}

char *mh_perm_write(const mh_perm *p, mh_view path, mh_err *e) {
    char cwd[4096];
    if (getcwd(cwd, sizeof cwd) == NULL) {
        mh_fail(e, MH_E_IO, "write %.*s: no working folder", MH_FMT(path));
        return NULL;
    }
    char *full = resolve_new(cwd, path, e);
    if (full == NULL) return NULL;
    if (is_below(&p->closed, full))
        mh_fail(e, MH_E_PERMISSION, "write %s: minehost's own, which no job writes", full);
    else if (may_touch(p, "write", full))
        return full;
    else
        refuse_path(p, "write", path, e);
    free(full);
    return NULL;
}

/* The granted word of the same kind that is nearest to word, or NULL. */
static const char *nearest(const mh_perm *p, mh_view word) {
    MH_VEC(const char *) same = {0};
    mh_view arg;
    mh_word_kind kind = mh_word_split(word, &arg);
    for (size_t i = 0; i < p->words.len; i++) {
        mh_view unused;
        if (mh_word_split(mh_view_of(p->words.ptr[i]), &unused) == kind)
            mh_vec_push(&same, p->words.ptr[i]);
    }
    const char *near = mh_nearest(word, same.ptr, same.len, sizeof *same.ptr);
    mh_vec_clear(&same);
    return near;
}

mh_rc mh_perm_refuse(const mh_perm *p, mh_view what, mh_view word, mh_err *e) {
    mh_buf how = {0};
    const char *near = nearest(p, word);
    if (p->file && p->declared)
        mh_buf_printf(&how, "add needs = { \"%.*s\" } to %s, or run it with --allow %.*s",
                      MH_FMT(word), p->file, MH_FMT(word));
    else if (p->file)
        mh_buf_printf(&how, "minehost grant %s %.*s, or run it with --allow %.*s", p->file,
                      MH_FMT(word), MH_FMT(word));
    else
        mh_buf_printf(&how, "--allow %.*s", MH_FMT(word));
    if (near) mh_buf_printf(&how, "; granted is %s: did you mean that?", near);
    mh_fail(e, MH_E_PERMISSION, "%.*s: not granted (%s)", MH_FMT(what), how.ptr);
    mh_buf_clear(&how);
    return MH_FAIL;
}
