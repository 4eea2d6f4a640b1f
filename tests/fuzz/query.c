/* query.c: what is typed into a search, asked of a small database in memory-backed files. */
#include "fuzz.h"

#include "store/search.h"
#include "store/store_priv.h"

#include <dirent.h>
#include <unistd.h>

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

static void put(mh_store *s, const char *url, const char *title, const char *text) {
    json_t *tags = json_pack("[s,s]", "water", "sanctions");
    json_t *item = json_pack("{s:s,s:s,s:s,s:s,s:s,s:o}", "url", url, "title", title, "text", text,
                             "date", "2026-03-04", "language", "en", "topics", tags);
    mh_err e = {0};
    mh_put_result r;
    fz_check(mh_doc_put(s, item, &r, &e) == MH_OK);
    json_decref(item);
}

/* A fold as the program has one: the word again under another spelling. */
static void fold(void *arg, mh_view word, mh_buf *out) {
    (void)arg;
    if (word.len > 3) mh_buf_put(out, mh_view_sub(word, 0, word.len - 1));
}

static mh_store *open_store(void) {
    static const mh_store_opts o = {.fold = fold, .fold_name = "fuzz 1"};
    mh_store *s = NULL;
    mh_err e = {0};
    snprintf(dir, sizeof dir, "%s/mh_fuzz_XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : ".");
    fz_check(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/f.db", dir);
    atexit(remove_files);
    if (mh_store_open(&s, path, &o, &e) != MH_OK) fprintf(stderr, "%s\n", e.msg);
    fz_check(s != NULL);
    put(s, "http://a.example/1", "Water talks", "The two sides met. Joint exercise was agreed.");
    put(s, "http://a.example/2", "Переговоры о воде", "Стороны встретились в четверг. NOT OR AND");
    put(s, "http://b.example/3", "A \"quoted\" title", "word word* ^word col:word (word) -word");
    fz_check(mh_store_flush(s, &e) == MH_OK);
    return s;
}

/* Marks come in pairs, never nested. */
static void check_marks(mh_view v) {
    bool on = false;
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] == MH_MARK_ON || v.ptr[i] == MH_MARK_OFF) {
            fz_check(on == (v.ptr[i] == MH_MARK_OFF));
            on = !on;
        }
    fz_check(!on && mh_utf8_valid(v));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_store *s;
    if (!s) s = open_store();
    mh_view v = fz_view(data, size);
    mh_arena *a = mh_arena_new();
    mh_hits hits = {0};
    mh_err e = {0};
    mh_search_opts o = {.limit = 2, .order = size & 1 ? MH_SEARCH_NEWEST : MH_SEARCH_BEST};
    if (mh_search(s, v, &o, a, &hits, &e) == MH_OK) {
        fz_check(hits.n <= 2 && (!hits.more || hits.n == 2));
        for (size_t i = 0; i < hits.n; i++) {
            fz_check(hits.hit[i].score >= 0 && hits.hit[i].score <= 1);
            check_marks(hits.hit[i].title);
            check_marks(hits.hit[i].snippet);
        }
    } else {
        if (e.code != MH_E_PARSE) fprintf(stderr, "%s\n", e.msg);
        fz_check(e.code == MH_E_PARSE);
        bool asked = size <= MH_SEARCH_QUERY && mh_utf8_valid(v);
        fz_check(hits.column <= size + 1 && (hits.column >= 1) == asked);
        fz_check(mh_utf8_valid(mh_view_of(e.msg)));
    }
    int64_t us;
    (void)mh_doc_time(v, size & 1, 1774000000000000, &us);
    mh_arena_free(a);
    return 0;
}
