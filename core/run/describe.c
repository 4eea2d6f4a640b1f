#include "run/describe.h"

#include "base/fs.h"
#include "base/utf8.h"
#include "lua/data.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define FILE_MAX ((size_t)4 << 20) /* as of a job that is run */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 /* a sanitizer's shadow counts as address space */
#else
#define SANITIZED 0
#endif

void mh_describe_limit(void) {
    struct rlimit cpu = {MH_DESCRIBE_CPU, MH_DESCRIBE_CPU + 1};
    struct rlimit memory = {MH_DESCRIBE_MEMORY, MH_DESCRIBE_MEMORY}, none = {0, 0};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
    if (!SANITIZED) setrlimit(RLIMIT_AS, &memory);
}

/* Whether a file that could not be read as data has a line "return {" and says "schedule": it was to
 * declare a job, and must not pass for a script that runs by hand alone. */
static bool looks_declared(mh_view src) {
    mh_view rest = src, line;
    if (mh_view_find(src, MH_VIEW("schedule"), 0) == SIZE_MAX) return false;
    while (mh_view_split(&rest, '\n', &line)) {
        if (!mh_view_starts(line, MH_VIEW("return"))) continue;
        if (mh_view_starts(mh_view_trim(mh_view_sub(line, 6, line.len)), MH_VIEW("{"))) return true;
    }
    return false;
}

static void set(json_t *o, const char *key, mh_view v) {
    mh_buf b = {0};
    mh_utf8_repair(&b, v);
    json_object_set_new(o, key, json_stringn(b.ptr ? b.ptr : "", b.len));
    mh_buf_clear(&b);
}

static void describe(const char *path, mh_buf *src, json_t *o) {
    mh_err e = {0};
    json_t *table = NULL;
    mh_data_kind kind = MH_DATA_BROKEN;
    set(o, "path", mh_view_of(path));
    mh_buf_reset(src);
    if (mh_fs_read(src, path, FILE_MAX, &e) == MH_OK) {
        if (mh_view_starts(mh_buf_view(src), MH_VIEW("#!"))) src->ptr[0] = src->ptr[1] = '-';
        kind = mh_lua_data(mh_buf_view(src), path, &table, &e);
    }
    if (kind == MH_DATA_SCRIPT && looks_declared(mh_buf_view(src))) kind = MH_DATA_BROKEN;
    static const char *const kinds[] = {"table", "script", "broken"};
    set(o, "kind", mh_view_of(kinds[kind]));
    if (kind == MH_DATA_TABLE) json_object_set(o, "table", table);
    if (kind == MH_DATA_BROKEN) set(o, "error", mh_view_of(e.msg));
    json_decref(table);
}

mh_rc mh_describe(char *const *paths, size_t n, FILE *out, mh_err *e) {
    mh_buf src = {0};
    for (size_t i = 0; i < n && !ferror(out); i++) {
        json_t *o = json_object();
        describe(paths[i], &src, o);
        char *line = json_dumps(o, JSON_COMPACT);
        fputs(line ? line : "{}", out);
        putc('\n', out);
        fflush(out); /* should the next file end this process, it is known which one it was */
        free(line);
        json_decref(o);
    }
    mh_buf_clear(&src);
    if (fflush(out) != 0 || ferror(out)) return mh_fail(e, MH_E_IO, "write what jobs declare");
    return MH_OK;
}
