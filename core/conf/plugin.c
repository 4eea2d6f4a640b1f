#include "conf/plugin.h"

#include "base/schema.h"

#include <string.h>

static void add_if_dir(mh_names *out, char *dir) {
    if (dir && mh_fs_is_dir(dir))
        mh_vec_push(out, dir);
    else
        free(dir);
}

/* plugins/ beside the program, or in ../share/minehost. Owned. */
static char *installed(void) {
    char *exe = mh_exe_dir();
    if (exe == NULL) return NULL;
    static const char *const places[] = {"plugins", "../share/minehost/plugins", "../../plugins"};
    char *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof places / sizeof *places; i++) {
        char *dir = mh_path_join(exe, places[i]);
        found = mh_fs_is_dir(dir) ? mh_path_real(dir) : NULL;
        free(dir);
    }
    free(exe);
    return found;
}

/* A test lies in the folder test of its plugin, or of its job's folder: it finds the plugins that
 * those find. */
static void add_of_test(mh_names *out, const char *folder) {
    if (!mh_view_eq(mh_path_base(folder), MH_VIEW("test"))) return;
    char *above = mh_path_dir(folder), *manifest = mh_path_join(above, "manifest.lua");
    if (mh_fs_is_file(manifest)) {
        add_if_dir(out, mh_path_dir(above));
    } else {
        add_if_dir(out, mh_path_join(above, "plugins"));
    }
    free(above);
    free(manifest);
}

void mh_plugin_path(mh_names *out, const char *job_folder) {
    if (job_folder) add_if_dir(out, mh_path_join(job_folder, "plugins"));
    if (job_folder) add_of_test(out, job_folder);
    char *data = mh_xdg_dir("data", NULL);
    if (data) add_if_dir(out, mh_path_join(data, "plugins"));
    free(data);
    add_if_dir(out, installed());
}

char *mh_plugin_lib(void) {
    char *base = installed();
    if (base == NULL) return NULL;
    char *lib = mh_path_join(base, "lib");
    free(base);
    return lib;
}

static bool is_plugin(const char *dir, const char *name) {
    char *folder = mh_path_join(dir, name), *manifest = mh_path_join(folder, "manifest.lua");
    bool ok = mh_fs_is_file(manifest);
    free(folder);
    free(manifest);
    return ok;
}

static bool name_ok(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (!mh_is_alnum(v.ptr[i]) && v.ptr[i] != '_' && v.ptr[i] != '-') return false;
    return v.len > 0 && v.len < 64;
}

static bool has(const mh_names *names, const char *name) {
    for (size_t i = 0; i < names->len; i++)
        if (strcmp(names->ptr[i], name) == 0) return true;
    return false;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void mh_plugin_names(const mh_names *path, mh_names *out) {
    for (size_t i = 0; i < path->len; i++) {
        mh_names all = {0};
        if (mh_fs_list(&all, path->ptr[i], NULL) != MH_OK) continue;
        for (size_t k = 0; k < all.len; k++) {
            if (!is_plugin(path->ptr[i], all.ptr[k]) || has(out, all.ptr[k])) continue;
            mh_vec_push(out, mh_strndup(all.ptr[k], strlen(all.ptr[k])));
        }
        mh_names_clear(&all);
    }
    if (out->len > 1) qsort(out->ptr, out->len, sizeof *out->ptr, by_bytes);
}

char *mh_plugin_find(const mh_names *path, mh_view name, mh_err *e) {
    char *found = NULL, *cname = mh_strndup(name.ptr, name.len);
    for (size_t i = 0; found == NULL && name_ok(name) && i < path->len; i++)
        if (is_plugin(path->ptr[i], cname)) found = mh_path_join(path->ptr[i], cname);
    free(cname);
    if (found) return found;
    mh_names all = {0};
    mh_buf places = {0};
    mh_plugin_names(path, &all);
    const char *near = mh_nearest(name, (const char *const *)all.ptr, all.len, sizeof *all.ptr);
    for (size_t i = 0; i < path->len; i++)
        mh_buf_printf(&places, "%s%s", i ? ", " : "", path->ptr[i]);
    mh_fail(e, MH_E_USAGE, "no plugin '%.*s'%s%s%s; searched in: %s", MH_FMT(name),
            near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "",
            places.len ? places.ptr : "nowhere");
    mh_names_clear(&all);
    mh_buf_clear(&places);
    return NULL;
}
