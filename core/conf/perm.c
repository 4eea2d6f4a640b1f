#include "conf/perm.h"

#include "base/fs.h"

#include <string.h>
#include <unistd.h>

struct mh_perm {
    bool public_net;
    mh_names nets, reads, writes; /* patterns; absolute resolved paths; absolute paths */
    mh_names mails, secrets;      /* addresses and patterns; names */
};

mh_perm *mh_perm_new(void) {
    return mh_alloc(sizeof(mh_perm));
}

void mh_perm_free(mh_perm *p) {
    if (p == NULL) return;
    mh_names_clear(&p->nets);
    mh_names_clear(&p->reads);
    mh_names_clear(&p->writes);
    mh_names_clear(&p->mails);
    mh_names_clear(&p->secrets);
    free(p);
}

void mh_perm_grant_public(mh_perm *p) {
    p->public_net = true;
}

static char *cstr(mh_view v) {
    return mh_strndup(v.ptr, v.len);
}

/* The absolute path of a file that need not exist: its folder must. */
static char *resolve_new(const char *folder, mh_view path, mh_err *e) {
    char *name = cstr(path), *joined = mh_path_join(folder, name);
    char *dir = mh_path_dir(joined), *real = mh_path_real(dir), *out = NULL;
    mh_view base = mh_path_base(joined);
    if (strlen(name) != path.len || base.len == 0 || mh_view_eq(base, MH_VIEW("..")) ||
        mh_view_eq(base, MH_VIEW("."))) {
        mh_fail(e, MH_E_USAGE, "write %s: not a file name", name);
    } else if (real == NULL) {
        mh_fail(e, MH_E_NOT_FOUND, "write %s: no folder %s", name, dir);
    } else {
        char *b = cstr(base);
        out = mh_path_join(real, b);
        free(b);
    }
    free(name);
    free(joined);
    free(dir);
    free(real);
    return out;
}

/* "*", "user@host" or "*@host" */
static mh_rc grant_mail(mh_perm *p, mh_view who, mh_err *e) {
    size_t at = mh_view_find_byte(who, '@', 0);
    bool all = mh_view_eq(who, MH_VIEW("*"));
    if (!all && (at == 0 || at == SIZE_MAX || at + 1 == who.len))
        return mh_fail(e, MH_E_USAGE, "permission 'mail:%.*s' names no address", MH_FMT(who));
    mh_vec_push(&p->mails, cstr(who));
    return MH_OK;
}

/* A name becomes part of a variable's name. */
static mh_rc grant_secret(mh_perm *p, mh_view name, mh_err *e) {
    for (size_t i = 0; i < name.len; i++)
        if (!(name.ptr[i] >= 'a' && name.ptr[i] <= 'z') && !mh_is_digit(name.ptr[i]) &&
            name.ptr[i] != '-')
            return mh_fail(e, MH_E_USAGE,
                           "permission 'secret:%.*s': a name is of letters a to z, digits and -",
                           MH_FMT(name));
    mh_vec_push(&p->secrets, cstr(name));
    return MH_OK;
}

mh_rc mh_perm_grant(mh_perm *p, mh_view word, const char *folder, mh_err *e) {
    if (mh_view_eq(word, MH_VIEW("store"))) return MH_OK;
    if (mh_view_starts(word, MH_VIEW("net:")) && word.len > 4) {
        mh_vec_push(&p->nets, cstr(mh_view_sub(word, 4, word.len)));
        return MH_OK;
    }
    if (mh_view_starts(word, MH_VIEW("mail:")) && word.len > 5)
        return grant_mail(p, mh_view_sub(word, 5, word.len), e);
    if (mh_view_starts(word, MH_VIEW("secret:")) && word.len > 7)
        return grant_secret(p, mh_view_sub(word, 7, word.len), e);
    if (mh_view_starts(word, MH_VIEW("read:")) && word.len > 5) {
        char *name = cstr(mh_view_sub(word, 5, word.len)), *joined = mh_path_join(folder, name);
        char *real = mh_path_real(joined);
        if (real)
            mh_vec_push(&p->reads, real);
        else
            mh_fail(e, MH_E_NOT_FOUND, "%s: no such file or folder", joined);
        free(name);
        free(joined);
        return real ? MH_OK : MH_FAIL;
    }
    if (mh_view_starts(word, MH_VIEW("write:")) && word.len > 6) {
        char *path = resolve_new(folder, mh_view_sub(word, 6, word.len), e);
        if (path == NULL) return MH_FAIL;
        mh_vec_push(&p->writes, path);
        return MH_OK;
    }
    return mh_fail(e, MH_E_USAGE,
                   "unknown permission '%.*s' (known: net:HOST, mail:ADDRESS, read:PATH, "
                   "write:PATH, secret:NAME, store)",
                   MH_FMT(word));
}

/* pattern: HOST, *.DOMAIN or either with :PORT; [v6] in brackets when a port follows. */
static bool net_matches(mh_view pattern, mh_view host, unsigned port) {
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < pattern.len; i++)
        if (pattern.ptr[i] == ':') colon = colon == SIZE_MAX ? i : SIZE_MAX - 1;
    if (pattern.len > 0 && pattern.ptr[0] == '[') {
        size_t end = mh_view_find_byte(pattern, ']', 0);
        if (end == SIZE_MAX) return false;
        colon = end + 1 < pattern.len ? end + 1 : SIZE_MAX;
    }
    if (colon < SIZE_MAX - 1) {
        uint64_t n;
        if (!mh_view_u64(mh_view_sub(pattern, colon + 1, pattern.len), &n) || n != port)
            return false;
        pattern = mh_view_sub(pattern, 0, colon);
    }
    if (mh_view_starts(pattern, MH_VIEW("*."))) {
        mh_view tail = mh_view_sub(pattern, 1, pattern.len);
        return mh_view_ends(host, tail) || mh_view_ieq(host, mh_view_sub(tail, 1, tail.len));
    }
    return mh_view_ieq(pattern, host) || mh_view_eq(pattern, MH_VIEW("*"));
}

bool mh_perm_host(const mh_perm *p, mh_view host, unsigned port) {
    if (p->public_net) return true;
    for (size_t i = 0; i < p->nets.len; i++)
        if (net_matches(mh_view_of(p->nets.ptr[i]), host, port)) return true;
    return false;
}

size_t mh_perm_nets(const mh_perm *p) {
    return p->nets.len;
}

mh_view mh_perm_net(const mh_perm *p, size_t i) {
    return mh_view_of(p->nets.ptr[i]);
}

void mh_perm_list(const mh_perm *p, const char *kind, mh_names *out) {
    const struct {
        const char *kind;
        const mh_names *names;
    } lists[] = {{"net", &p->nets},
                 {"read", &p->reads},
                 {"write", &p->writes},
                 {"mail", &p->mails},
                 {"secret", &p->secrets}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t k = 0; strcmp(lists[i].kind, kind) == 0 && k < lists[i].names->len; k++)
            mh_vec_push(out, cstr(mh_view_of(lists[i].names->ptr[k])));
}

bool mh_perm_is_public(const mh_perm *p) {
    return p->public_net;
}

bool mh_perm_mail(const mh_perm *p, mh_view address) {
    size_t at = mh_view_find_byte(address, '@', 0);
    for (size_t i = 0; i < p->mails.len; i++) {
        mh_view m = mh_view_of(p->mails.ptr[i]);
        if (mh_view_eq(m, MH_VIEW("*")) || mh_view_ieq(m, address)) return true;
        if (mh_view_starts(m, MH_VIEW("*@")) &&
            mh_view_ieq(mh_view_sub(m, 1, m.len), mh_view_sub(address, at, address.len)))
            return true;
    }
    return false;
}

bool mh_perm_secret(const mh_perm *p, mh_view name) {
    for (size_t i = 0; i < p->secrets.len; i++)
        if (mh_view_eq(mh_view_of(p->secrets.ptr[i]), name)) return true;
    return false;
}

/* path is root, or below it. */
static bool below(const char *path, const char *root) {
    size_t n = strlen(root);
    if (strncmp(path, root, n) != 0) return false;
    return path[n] == '\0' || path[n] == '/' || (n > 0 && root[n - 1] == '/');
}

char *mh_perm_read(const mh_perm *p, const char *folder, mh_view path, mh_err *e) {
    char *name = cstr(path), *joined = mh_path_join(folder, name), *real = NULL;
    if (strlen(name) != path.len) {
        mh_fail(e, MH_E_USAGE, "read: the path holds a NUL byte");
        goto out;
    }
    real = mh_path_real(joined);
    bool ok = false;
    for (size_t i = 0; real && !ok && i < p->reads.len; i++) ok = below(real, p->reads.ptr[i]);
    if (real == NULL)
        mh_fail(e, MH_E_NOT_FOUND, "read %s: no such file or folder", joined);
    else if (!ok)
        mh_fail(e, MH_E_PERMISSION, "read %s: not granted (add needs = { \"read:%s\" } to the job)",
                joined, name);
    if (!ok) {
        free(real);
        real = NULL;
    }
out:
    free(name);
    free(joined);
    return real;
}

char *mh_perm_write(const mh_perm *p, mh_view path, mh_err *e) {
    char cwd[4096];
    if (getcwd(cwd, sizeof cwd) == NULL) {
        mh_fail(e, MH_E_IO, "write %.*s: no working folder", MH_FMT(path));
        return NULL;
    }
    char *full = resolve_new(cwd, path, e);
    if (full == NULL) return NULL;
    for (size_t i = 0; i < p->writes.len; i++)
        if (strcmp(p->writes.ptr[i], full) == 0) return full;
    mh_fail(e, MH_E_PERMISSION,
            "write %.*s: not granted (add needs = { \"write:%.*s\" } to the job)", MH_FMT(path),
            MH_FMT(path));
    free(full);
    return NULL;
}
