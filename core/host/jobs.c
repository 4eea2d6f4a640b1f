#include "host/jobs.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/utf8.h"
#include "host/jobs_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RACY_NS INT64_C(2000000000) /* a file younger than its reading may change without a trace */

struct mh_jobs {
    char *folder, *self;
    MH_VEC(mh_jobs_entry *) list; /* sorted by name */
};

/* A file of the scan that was read, and what came of it. */
typedef struct reading {
    mh_jobs_entry *entry;
    json_t *answer;
    mh_job job;
    bool declared, good;
    mh_view name; /* that it wants */
    mh_err err;
} reading;

typedef struct scan {
    MH_VEC(mh_jobs_entry *) all; /* one for each file that is there, by path */
    MH_VEC(reading) read;
    MH_VEC(mh_jobs_entry *) new; /* of all: not in the list yet */
    mh_map *known;               /* of the list, by path */
    mh_map *owner;               /* of names */
} scan;

mh_jobs *mh_jobs_new(const char *folder, const char *self) {
    mh_jobs *j = mh_alloc(sizeof *j);
    j->folder = mh_path_real(folder);
    if (j->folder == NULL) j->folder = mh_strndup(folder, strlen(folder));
    j->self = self ? mh_strndup(self, strlen(self)) : mh_strndup("/proc/self/exe", 14);
    return j;
}

static void free_entry(mh_jobs_entry *e) {
    mh_job_clear(&e->job);
    jobs_unsay(e);
    free(e->name);
    free(e->path);
    free(e->error);
    free(e);
}

void mh_jobs_free(mh_jobs *j) {
    if (j == NULL) return;
    for (size_t i = 0; i < j->list.len; i++) free_entry(j->list.ptr[i]);
    mh_vec_clear(&j->list);
    free(j->folder);
    free(j->self);
    free(j);
}

/* --- which files there are --- */

bool mh_jobs_is_file(mh_view name) {
    return name.len > 4 && mh_view_ends(name, MH_VIEW(".lua")) && name.ptr[0] != '.' &&
           name.ptr[0] != '_';
}

static int64_t ns_of(struct timespec t) {
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Notes the file as it is now; whether it must be read. */
static bool note_file(mh_jobs_entry *e, const struct stat *st, bool new) {
    int64_t mtime = ns_of(st->st_mtim), now = mh_clock_wall_us(mh_clock_system()) * 1000;
    bool changed =
        new || e->again || e->mtime_ns != mtime || e->size != st->st_size || e->inode != st->st_ino;
    e->mtime_ns = mtime;
    e->size = st->st_size;
    e->inode = st->st_ino;
    e->again = mtime > now - RACY_NS;
    return changed;
}

static void look_at(mh_jobs *j, scan *s, const char *name) {
    struct stat st;
    char *path = mh_path_join(j->folder, name);
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        free(path);
        return;
    }
    mh_value *known = mh_map_get(s->known, mh_view_of(path));
    mh_jobs_entry *e = known ? known->ptr : mh_alloc(sizeof *e);
    bool read = note_file(e, &st, known == NULL);
    if (known) {
        free(path);
    } else {
        e->path = path;
        e->fresh = true;
        mh_vec_push(&s->new, e);
    }
    mh_vec_push(&s->all, e);
    if (read) mh_vec_push(&s->read, ((reading){.entry = e}));
}

static mh_rc look(mh_jobs *j, scan *s, mh_err *e) {
    mh_names names = {0};
    mh_rc rc = mh_fs_list(&names, j->folder, e);
    for (size_t i = 0; i < j->list.len; i++) {
        mh_jobs_entry *known = j->list.ptr[i];
        if (!known->gone) mh_map_at(s->known, mh_view_of(known->path), NULL)->ptr = known;
    }
    for (size_t i = 0; rc == MH_OK && i < names.len; i++)
        if (mh_jobs_is_file(mh_view_of(names.ptr[i]))) look_at(j, s, names.ptr[i]);
    mh_names_clear(&names);
    return rc;
}

/* --- what they declare --- */

static mh_rc check_name(mh_view name, const char *path, mh_err *e) {
    bool plain = mh_utf8_valid(name);
    for (mh_view rest = name; plain && rest.len > 0;) {
        uint32_t c = mh_utf8_next(&rest);
        plain = c >= ' ' && (c < 0x7f || c > 0x9f);
    }
    if (plain && name.len > 0 && name.len <= MH_JOBS_NAME) return MH_OK;
    return mh_fail(e, MH_E_USAGE,
                   "%s: the job's name must be 1 to %d bytes of UTF-8 without control characters",
                   path, MH_JOBS_NAME);
}

static void understand(reading *r) {
    const char *path = r->entry->path, *kind, *error = "";
    kind = json_string_value(json_object_get(r->answer, "kind"));
    if (kind && strcmp(kind, "table") == 0) {
        r->declared = true;
        r->good = mh_job_read(&r->job, json_object_get(r->answer, "table"), path, &r->err) == MH_OK;
        r->name = r->job.name;
    } else if (kind && strcmp(kind, "script") == 0) {
        r->good = true;
        r->name = mh_job_name_of(path);
    } else {
        json_unpack(r->answer, "{s:s}", "error", &error);
        mh_fail(&r->err, MH_E_SCRIPT, "%s", *error ? error : "its reader gave no answer");
    }
    if (r->good) r->good = check_name(r->name, path, &r->err) == MH_OK;
}

static mh_rc read_changed(const mh_jobs *j, scan *s, mh_err *e) {
    size_t n = s->read.len;
    if (n == 0) return MH_OK;
    char **paths = mh_alloc_array(n, sizeof *paths);
    json_t **out = mh_alloc_array(n, sizeof *out);
    for (size_t i = 0; i < n; i++) paths[i] = s->read.ptr[i].entry->path;
    mh_rc rc = jobs_read(j->self, paths, n, out, e);
    for (size_t i = 0; rc == MH_OK && i < n; i++) {
        s->read.ptr[i].answer = out[i];
        understand(&s->read.ptr[i]);
    }
    free(paths);
    free(out);
    return rc;
}

/* --- who has which name --- */

static bool claim(scan *s, mh_view name, mh_jobs_entry *e) {
    mh_value *v = mh_map_at(s->owner, name, NULL);
    if (v->ptr == NULL) v->ptr = e;
    return v->ptr == e;
}

static void set_text(char **text, mh_view v) {
    char *copy = mh_strndup(v.len ? v.ptr : "", v.len);
    free(*text);
    *text = copy;
}

static void set_error(mh_jobs_entry *e, const char *why) {
    if (e->error && strcmp(e->error, why) == 0) return;
    set_text(&e->error, mh_view_of(why));
    e->fresh = true;
}

/* Its new version counts from here on. */
static void accept(reading *r) {
    mh_jobs_entry *e = r->entry;
    bool same = e->loaded && e->declared == r->declared &&
                mh_view_eq(mh_view_of(e->name), r->name) &&
                (!r->declared || json_equal(e->job.table, r->job.table));
    if (!same || e->error) e->fresh = true;
    free(e->error);
    e->error = NULL;
    if (same) return;
    set_text(&e->name, r->name);
    mh_job_clear(&e->job);
    e->job = r->job;
    r->job = (mh_job){0};
    e->declared = r->declared;
    e->loaded = true;
    jobs_lay(e);
}

/* No version of it counts. */
static void unload(mh_jobs_entry *e) {
    mh_job_clear(&e->job);
    if (e->loaded) e->fresh = true;
    e->loaded = e->declared = false;
}

static void settle(scan *s, reading *r) {
    mh_jobs_entry *e = r->entry;
    if (r->good && claim(s, r->name, e)) {
        accept(r);
        return;
    }
    if (r->good) {
        mh_jobs_entry *other = mh_map_get(s->owner, r->name)->ptr;
        mh_fail(&r->err, MH_E_USAGE, "%s: its name '%.*s' is that of %.*s, too", e->path,
                MH_FMT(r->name), MH_FMT(mh_path_base(other->path)));
        e->again = true; /* the other one may go */
    }
    set_error(e, r->err.msg);
    if (e->loaded && !claim(s, mh_view_of(e->name), e)) unload(e);
}

/* A name for a file that never loaded: that of the file, if no job has it. */
static void label(scan *s, mh_jobs_entry *e) {
    mh_buf b = {0};
    mh_utf8_repair(&b, mh_job_name_of(e->path));
    if (!claim(s, mh_buf_view(&b), e)) {
        mh_buf_puts(&b, ".lua");
        for (int i = 2; !claim(s, mh_buf_view(&b), e); i++) mh_buf_printf(&b, "-%d", i);
    }
    set_text(&e->name, mh_buf_view(&b));
    mh_buf_clear(&b);
}

/* --- the new list --- */

static mh_jobs_entry *ghost(char *name, char *path) {
    mh_jobs_entry *g = mh_alloc(sizeof *g);
    *g = (mh_jobs_entry){.name = name, .path = path, .gone = true, .fresh = true};
    return g;
}

static int by_name(const void *a, const void *b) {
    const mh_jobs_entry *x = *(mh_jobs_entry *const *)a, *y = *(mh_jobs_entry *const *)b;
    return strcmp(x->name, y->name);
}

static char *copy(const char *s) {
    return s ? mh_strndup(s, strlen(s)) : NULL;
}

/* Those whose names changed or whose files are gone leave a ghost, unless another has the name now. */
static void relist(mh_jobs *j, scan *s, char **old_names) {
    MH_VEC(mh_jobs_entry *) ghosts = {0};
    mh_map *there = mh_map_new();
    for (size_t i = 0; i < s->all.len; i++)
        mh_map_at(there, mh_view_of(s->all.ptr[i]->path), NULL)->num = 1;
    for (size_t i = 0; i < j->list.len; i++) {
        mh_jobs_entry *e = j->list.ptr[i];
        char *name = old_names[i], *path = copy(e->path);
        bool stays = !e->gone && mh_map_get(there, mh_view_of(e->path));
        if (!stays) free_entry(e);
        if (mh_map_get(s->owner, mh_view_of(name))) { /* by itself, most often */
            free(name);
            free(path);
        } else {
            mh_vec_push(&ghosts, ghost(name, path));
            mh_map_at(s->owner, mh_view_of(name), NULL)->ptr = ghosts.ptr[ghosts.len - 1];
        }
    }
    j->list.len = 0;
    for (size_t i = 0; i < s->all.len; i++) mh_vec_push(&j->list, s->all.ptr[i]);
    for (size_t i = 0; i < ghosts.len; i++) mh_vec_push(&j->list, ghosts.ptr[i]);
    if (j->list.len) qsort(j->list.ptr, j->list.len, sizeof *j->list.ptr, by_name);
    mh_vec_clear(&ghosts);
    mh_map_free(there);
}

static void apply(mh_jobs *j, scan *s) {
    char **old = mh_alloc_array(j->list.len + 1, sizeof *old);
    mh_map *renamed = mh_map_new();
    for (size_t i = 0; i < j->list.len; i++) old[i] = copy(j->list.ptr[i]->name);
    for (size_t i = 0; i < s->read.len; i++) {
        const reading *r = &s->read.ptr[i];
        if (r->good && !mh_view_eq(r->name, mh_view_of(r->entry->name)))
            mh_map_at(renamed, mh_view_of(r->entry->path), NULL)->num = 1;
    }
    for (size_t i = 0; i < s->all.len; i++) { /* who had a name keeps it */
        mh_jobs_entry *e = s->all.ptr[i];
        if (e->loaded && !mh_map_get(renamed, mh_view_of(e->path)))
            claim(s, mh_view_of(e->name), e);
    }
    for (size_t i = 0; i < s->read.len; i++) settle(s, &s->read.ptr[i]);
    for (size_t i = 0; i < s->all.len; i++)
        if (!s->all.ptr[i]->loaded) label(s, s->all.ptr[i]);
    relist(j, s, old);
    mh_map_free(renamed);
    free(old);
}

mh_rc mh_jobs_scan(mh_jobs *j, mh_err *e) {
    scan s = {.known = mh_map_new(), .owner = mh_map_new()};
    mh_rc rc = look(j, &s, e);
    if (rc == MH_OK) rc = read_changed(j, &s, e);
    if (rc == MH_OK) {
        apply(j, &s);
    } else {
        for (size_t i = 0; i < s.read.len; i++) s.read.ptr[i].entry->again = true;
        for (size_t i = 0; i < s.new.len; i++) free_entry(s.new.ptr[i]);
    }
    for (size_t i = 0; i < s.read.len; i++) {
        mh_job_clear(&s.read.ptr[i].job);
        json_decref(s.read.ptr[i].answer);
    }
    mh_vec_clear(&s.all);
    mh_vec_clear(&s.read);
    mh_vec_clear(&s.new);
    mh_map_free(s.known);
    mh_map_free(s.owner);
    return rc;
}

/* --- reading the list --- */

size_t mh_jobs_len(const mh_jobs *j) {
    return j->list.len;
}

mh_jobs_entry *mh_jobs_at(mh_jobs *j, size_t i) {
    return j->list.ptr[i];
}

mh_jobs_entry *mh_jobs_find(mh_jobs *j, mh_view name) {
    size_t lo = 0, hi = j->list.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = mh_view_cmp(mh_view_of(j->list.ptr[mid]->name), name);
        if (c == 0) return j->list.ptr[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

mh_jobs_entry *mh_jobs_file(mh_jobs *j, const char *path) {
    for (size_t i = 0; i < j->list.len; i++)
        if (!j->list.ptr[i]->gone && strcmp(j->list.ptr[i]->path, path) == 0) return j->list.ptr[i];
    return NULL;
}

const char *mh_jobs_path(const mh_jobs *j) {
    return j->folder;
}

void mh_jobs_sweep(mh_jobs *j) {
    size_t kept = 0;
    for (size_t i = 0; i < j->list.len; i++) {
        if (j->list.ptr[i]->gone)
            free_entry(j->list.ptr[i]);
        else
            j->list.ptr[kept++] = j->list.ptr[i];
    }
    j->list.len = kept;
}

char *mh_jobs_folder(mh_view setting, mh_err *e) {
    if (setting.len) return mh_strndup(setting.ptr, setting.len);
    char *base = mh_xdg_dir("config", e), *folder = base ? mh_path_join(base, "jobs") : NULL;
    free(base);
    return folder;
}
