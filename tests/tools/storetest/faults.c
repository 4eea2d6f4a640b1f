#include "shim.h"
#include "storetest.h"

#include "store/kv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define DB      "small.db"
#define BATCHES 4
#define EACH    3 /* documents of a batch */

/* What the small run tells of itself, seen by the process that started it. */
typedef struct told {
    int kept;             /* documents whose commit was told to have been done, the first ones */
    int hot;              /* and the last state of the one that changes */
    bool made;            /* it was opened to the end once */
    int failures, unsaid; /* calls that failed; those of them without code or message */
    int64_t calls[SHIM_KINDS], fired;
    char first[200];
} told;

static told *t;

static bool good(mh_rc rc, const mh_err *e) {
    if (rc == MH_OK) return true;
    t->failures++;
    if (e->code == 0 || e->msg[0] == '\0') t->unsaid++;
    if (t->first[0] == '\0') snprintf(t->first, sizeof t->first, "%.190s", e->msg);
    return false;
}

static bool batch(mh_store *s, int b) {
    mh_err e = {0};
    bool all = true;
    for (int k = 0; k < EACH; k++) {
        json_t *item = st_item("small", b * EACH + k);
        all = good(mh_doc_put(s, item, NULL, &e), &e) && all;
        json_decref(item);
    }
    json_t *hot = st_item("hot", b);
    json_object_set_new(hot, "url", json_string("https://invented.example/hot"));
    all = good(mh_doc_put(s, hot, NULL, &e), &e) && all;
    json_decref(hot);
    json_t *n = json_integer(b);
    (void)good(mh_kv_set(s, MH_VIEW("small"), MH_VIEW("batch"), n, 0, &e), &e);
    json_decref(n);
    if (!good(mh_store_flush(s, &e), &e)) return false;
    if (all && t->kept == b * EACH) t->kept += EACH, t->hot = b + 1;
    return all;
}

/* A run as small as can be: opened, made, put, changed, searched, closed, and opened once more. */
static void small_run(void) {
    mh_store *s = NULL;
    mh_err e = {0};
    int64_t run = 0;
    mh_runs_begin begin = {.job = MH_VIEW("small")};
    if (!good(mh_store_open(&s, DB, NULL, &e), &e)) return;
    t->made = true;
    if (good(mh_runs_start(s, &begin, &run, &e), &e)) mh_store_set_run(s, run);
    for (int b = 0; b < BATCHES; b++) (void)batch(s, b);
    mh_arena *a = mh_arena_new();
    mh_hits hits;
    (void)good(mh_search(s, MH_VIEW("water OR \"border dam\" tal*"), NULL, a, &hits, &e), &e);
    mh_arena_free(a);
    mh_runs_end end = {.status = MH_RUNS_OK};
    if (run) (void)good(mh_runs_finish(s, run, &end, &e), &e);
    mh_store_close(s);
    if (good(mh_store_open(&s, DB, NULL, &e), &e)) mh_store_close(s);
}

/* In a process of its own, so that nothing of one run is left to the next. */
static int in_child(const shim_plan *plan) {
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char name[32];
        snprintf(name, sizeof name, DB "%s", parts[i]);
        unlink(name);
    }
    memset(t, 0, sizeof *t);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        shim_install();
        shim = *plan;
        alarm(60);
        small_run();
        memcpy(t->calls, shim_calls, sizeof t->calls);
        t->fired = shim_fired;
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return status;
}

/* What is left opens, is whole, has what was told to be kept, and goes on. */
static void recovered(const char *what, int64_t n) {
    mh_store *s = NULL;
    mh_err e = {0};
    if (!st_check(mh_store_open(&s, DB, NULL, &e) == MH_OK, "%s %lld: not opened again: %s", what,
                  (long long)n, e.msg))
        return;
    st_check(mh_store_check(s, &e) == MH_OK, "%s %lld: %s (%d kept, %d failures, first: %s)", what,
             (long long)n, e.msg, t->kept, t->failures, t->first);
    int lost = 0;
    for (int i = 0; i < t->kept; i++) {
        json_t *item = st_item("small", i);
        mh_record d;
        mh_rc rc = mh_doc_get_key(s, mh_json_view(item, "url"), 0, &d, &e);
        lost += rc != MH_OK || d.version != 1 ||
                !mh_view_eq(mh_json_view(d.item, "text"), mh_json_view(item, "text"));
        mh_doc_clear(&d);
        json_decref(item);
    }
    st_check(lost == 0, "%s %lld: %d of %d acknowledged documents lost or not as they were", what,
             (long long)n, lost, t->kept);
    mh_record hot = {0};
    if (t->hot &&
        st_check(mh_doc_get_key(s, MH_VIEW("https://invented.example/hot"), 0, &hot, &e) == MH_OK,
                 "%s %lld: %s", what, (long long)n, e.msg))
        st_check(hot.version >= t->hot, "%s %lld: version %lld of %d", what, (long long)n,
                 (long long)hot.version, t->hot);
    mh_doc_clear(&hot);
    json_t *item = st_item("after", 1);
    bool on = mh_doc_put(s, item, NULL, &e) == MH_OK && mh_store_flush(s, &e) == MH_OK &&
              mh_runs_recover(s, NULL, &e) == MH_OK;
    st_check(on, "%s %lld: does not go on: %s", what, (long long)n, e.msg);
    json_decref(item);
    mh_store_close(s);
    st_check(st_int(DB, "SELECT count(*) FROM runs WHERE status = 'running'") == 0,
             "%s %lld: a run says that it runs", what, (long long)n);
}

static bool begin(void) {
    shim_install_heap();
    t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return t != MAP_FAILED && access(DB, F_OK) != 0;
}

static void fail_each(const char *what, const shim_plan *form, int64_t calls, int64_t each) {
    int64_t runs = 0, fired = 0, errors = 0;
    int before = st_failed;
    for (int64_t n = 1; n <= calls && st_failed < before + 5; n += each, runs++) {
        shim_plan plan = *form;
        plan.at = n;
        int status = in_child(&plan);
        if (!st_check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s %lld: status %d", what,
                      (long long)n, status))
            continue;
        st_check(t->unsaid == 0, "%s %lld: %d failures without a word", what, (long long)n,
                 t->unsaid);
        fired += t->fired > 0;
        errors += t->failures > 0;
        recovered(what, n);
    }
    st_check(fired >= runs * 9 / 10, "%s: only %lld of %lld failed", what, (long long)fired,
             (long long)runs);
    printf("%-34s %6lld runs, %lld with an error told\n", what, (long long)runs, (long long)errors);
}

int st_faults(int argc, char **argv) {
    int64_t each = argc > 1 ? atoi(argv[1]) : 1;
    static const struct {
        const char *name;
        shim_plan plan;
        int thinner; /* of calls that are many */
    } forms[] = {{"write fails", {.kind = SHIM_WRITE}, 1},
                 {"write fails from now on", {.kind = SHIM_WRITE, .for_good = true}, 1},
                 {"disk full from now on", {.kind = SHIM_WRITE, .for_good = true, .full = true}, 1},
                 {"sync fails", {.kind = SHIM_SYNC}, 1},
                 {"sync fails from now on", {.kind = SHIM_SYNC, .for_good = true}, 1},
                 {"truncation or deletion fails", {.kind = SHIM_OTHER}, 1},
                 {"allocation fails", {.kind = SHIM_ALLOC}, 1},
                 {"allocation fails from now on", {.kind = SHIM_ALLOC, .for_good = true}, 7}};
    if (each < 1 || !begin()) return 2;
    int status = in_child(&(shim_plan){0});
    if (!st_check(status == 0 && t->failures == 0 && t->kept == BATCHES * EACH, "undisturbed: %s",
                  t->first))
        return 1;
    int64_t calls[SHIM_KINDS];
    memcpy(calls, t->calls, sizeof calls);
    printf(
        "a small run: %lld writes, %lld syncs, %lld truncations and deletions, %lld allocations\n",
        (long long)calls[SHIM_WRITE], (long long)calls[SHIM_SYNC], (long long)calls[SHIM_OTHER],
        (long long)calls[SHIM_ALLOC]);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (argc > 2 && !strstr(forms[i].name, argv[2])) continue;
        shim_kind kind = forms[i].plan.kind;
        int64_t step = kind == SHIM_ALLOC   ? each * each * forms[i].thinner
                       : kind == SHIM_WRITE ? each
                                            : 1;
        fail_each(forms[i].name, &forms[i].plan, calls[kind], step);
    }
    return 0;
}

int st_cuts(int argc, char **argv) {
    if (argc < 3 || !begin()) return 2;
    int n = atoi(argv[1]);
    uint32_t seed = (uint32_t)atoi(argv[2]);
    int status = in_child(&(shim_plan){.cut = INT64_MAX}), behind = 0;
    if (!st_check(status == 0 && t->failures == 0, "undisturbed: %s", t->first)) return 1;
    int64_t calls = t->calls[SHIM_WRITE] + t->calls[SHIM_SYNC] + t->calls[SHIM_OTHER];
    for (int i = 0; i < n && st_failed < 5; i++) {
        shim_plan plan = {.cut = 1 + st_next(&seed) % (uint32_t)calls, .seed = st_next(&seed)};
        status = in_child(&plan);
        st_check(WIFEXITED(status) && WEXITSTATUS(status) == SHIM_CUT, "cut %lld: status %d",
                 (long long)plan.cut, status);
        unlink(DB "-shm"); /* memory, not disk */
        behind += t->kept > 0;
        recovered("cut", plan.cut);
    }
    printf("%d cuts before one of %lld writes, syncs and truncations; %d with documents "
           "acknowledged\n",
           n, (long long)calls, behind);
    return 0;
}
