/* mine.run.snapshot: a text kept beside a test; declared to run.c by snapshot.h. */
#include "api/run/snapshot.h"

#include "base/fs.h"

#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_MAX ((size_t)16 << 20)

typedef struct kept {
    char *path;
    mh_buf text;
} kept;

static void kept_close(void *body) {
    kept *k = body;
    free(k->path);
    mh_buf_clear(&k->text);
}

static const mh_class kept_class = {
    .name = "mine.run.kept", .size = sizeof(kept), .close = kept_close};

static bool name_ok(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (!mh_is_alnum(v.ptr[i]) && strchr("_-.", v.ptr[i]) == NULL) return false;
    return v.len > 0 && v.len < 128 && v.ptr[0] != '.';
}

static char *path_of(const mh_run_info *info, mh_view name) {
    mh_buf b = {0};
    if (info->snapshots)
        mh_buf_puts(&b, info->snapshots);
    else
        mh_buf_printf(&b, "%s/snapshots", info->folder ? info->folder : ".");
    mh_buf_printf(&b, "/%.*s.json", MH_FMT(name));
    return mh_buf_take(&b);
}

static mh_rc write_kept(const kept *k, const char *folder, mh_view text, mh_err *e) {
    return mh_fs_mkdirs(folder, e) == MH_OK ? mh_fs_write(k->path, text, e) : MH_FAIL;
}

int mh_l_snapshot(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_view name = mh_check_view(L, 1), text = mh_check_view(L, 2);
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (!name_ok(name))
        return luaL_error(L, "mine.run.snapshot: a name is of letters, digits, - _ and ., got '%s'",
                          name.ptr);
    kept *k = mh_obj_new(L, &kept_class);
    k->path = path_of(c->info, name);
    bool may_write = c->info->snapshots != NULL;
    if (mh_fs_read(&k->text, k->path, SNAPSHOT_MAX, &e) == MH_OK) {
        bool same = mh_view_eq(mh_buf_view(&k->text), text);
        if (same || !may_write || !c->info->update) {
            mh_push_view(L, mh_buf_view(&k->text));
            return 1;
        }
    } else if (e.code != MH_E_NOT_FOUND || !may_write) {
        return mh_push_fail(L, &e);
    }
    if (write_kept(k, c->info->snapshots, text, &e) != MH_OK) return mh_push_fail(L, &e);
    lua_pushvalue(L, 2);
    lua_pushboolean(L, 1);
    return 2;
}
