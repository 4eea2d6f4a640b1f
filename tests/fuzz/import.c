/* import.c: a file that is imported: items into a small database in memory-backed files, a list of feeds into a job. */
#include "fuzz.h"

#include "cli/import_read.h"
#include "conf/job.h"
#include "lua/data.h"
#include "store/upkeep.h"

#include <dirent.h>
#include <unistd.h>

#define CHECKED 16  /* inputs between two looks at the whole database */
#define KEPT    256 /* inputs that one database takes */

static char dir[64], path[96];

static void remove_files(void) {
    DIR *d = opendir(dir);
    if (!d) return;
    for (struct dirent *f; (f = readdir(d));) {
        if (f->d_name[0] == '.') continue;
        char name[512];
        snprintf(name, sizeof name, "%s/%s", dir, f->d_name);
        unlink(name);
    }
    closedir(d);
    rmdir(dir);
}

static mh_store *open_store(void) {
    mh_store *s = NULL;
    mh_err e = {0};
    if (!dir[0]) {
        snprintf(dir, sizeof dir, "%s/mh_fuzz_XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : ".");
        fz_check(mkdtemp(dir) != NULL);
        snprintf(path, sizeof path, "%s/f.db", dir);
        atexit(remove_files);
    }
    unlink(path);
    if (mh_store_open(&s, path, NULL, &e) != MH_OK) fprintf(stderr, "%s\n", e.msg);
    fz_check(s != NULL);
    return s;
}

static FILE *file_of(const uint8_t *data, size_t size) {
    FILE *f = fmemopen((void *)(uintptr_t)data, size, "r");
    fz_check(f != NULL);
    return f;
}

static void said(void *arg, size_t line, const char *why) {
    size_t *last = arg;
    fz_check(line > *last && mh_utf8_valid(mh_view_of(why)) && why[0]);
    *last = line;
}

static mh_import take(mh_store *s, const uint8_t *data, size_t size) {
    mh_import n = {0};
    mh_err e = {0};
    size_t last = 0;
    FILE *f = file_of(data, size);
    (void)mh_import_is_xml(f);
    if (mh_import_lines(s, f, said, &last, &n, &e) != MH_OK) fprintf(stderr, "%s\n", e.msg);
    fz_check(e.code == MH_E_NONE);
    fclose(f);
    return n;
}

/* What was taken is there: the same file again brings nothing new, and what failed fails again. */
static void as_items(const uint8_t *data, size_t size) {
    static mh_store *s;
    static int taken;
    mh_err e = {0};
    int64_t before = 0, after = 0;
    if (!s) s = open_store();
    fz_check(mh_docs_count(s, NULL, &before, &e) == MH_OK);
    mh_import n = take(s, data, size);
    fz_check(mh_docs_count(s, NULL, &after, &e) == MH_OK);
    fz_check(after - before == (int64_t)n.fresh);
    mh_import again = take(s, data, size);
    fz_check(again.fresh == 0 && again.failed == n.failed);
    fz_check(again.changed + again.same == n.fresh + n.changed + n.same);
    if (++taken % CHECKED == 0 && mh_store_verify(s, NULL, NULL, &e) != MH_OK) {
        fprintf(stderr, "%s\n", e.msg);
        fz_check(!"the database is whole");
    }
    if (taken < KEPT) return;
    taken = 0;
    mh_store_close(s);
    s = NULL;
}

/* The job that is made of a list reads as a job with that many sources, whatever the list says. */
static void as_feeds(mh_view bytes) {
    mh_opml *o = NULL;
    mh_buf out = {0}, name = {0};
    mh_err e = {0};
    json_t *table = NULL;
    mh_job j = {0};
    if (mh_opml_parse(&o, bytes, NULL, &e) != MH_OK) return;
    mh_buf title = {0};
    mh_buf_put(&title, mh_opml_title(o));
    mh_import_job_name(&name, title.ptr ? title.ptr : "feeds.opml");
    mh_buf_clear(&title);
    fz_check(name.len > 0);
    mh_import_job(&out, o, mh_buf_view(&name));
    size_t n = mh_opml_count(o);
    if (n > 0 && n < 100) { /* of more the limits of a job's table may be in the way */
        mh_data_kind kind = mh_lua_data(mh_buf_view(&out), "fuzz.lua", &table, &e);
        if (kind != MH_DATA_TABLE) fprintf(stderr, "%s\n%s\n", e.msg, out.ptr);
        fz_check(kind == MH_DATA_TABLE);
        if (mh_job_read(&j, table, "fuzz.lua", &e) != MH_OK) fprintf(stderr, "%s\n", e.msg);
        fz_check(e.code == MH_E_NONE && j.sources.len == n);
        for (size_t i = 0; i < n; i++) {
            json_t *url = json_object_get(j.sources.ptr[i].config, "url");
            mh_view v = {json_string_value(url), json_string_length(url)};
            fz_check(mh_view_eq(v, mh_opml_entry_at(o, i)->url));
        }
        mh_job_clear(&j);
        json_decref(table);
    }
    mh_opml_free(o);
    mh_buf_clear(&out);
    mh_buf_clear(&name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    FILE *f = file_of(data, size);
    bool feeds = mh_import_is_xml(f);
    fclose(f);
    if (feeds)
        as_feeds(fz_view(data, size));
    else
        as_items(data, size);
    return 0;
}
