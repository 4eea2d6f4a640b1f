#include "storetest.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DB         "crash.db"
#define CHECK_EACH 100 /* kills from one check of the whole file to the next */
#define LATEST_US  50000

/* Waits for the end of a killed miner and reads what it had still said. */
static void bury(st_miner *m) {
    int status;
    (void)st_heard(m, false);
    close(m->out);
    waitpid(m->pid, &status, 0);
    st_check(WIFSIGNALED(status), "%s ended by itself (%d): see err", m->who, WEXITSTATUS(status));
}

/* Every document that was said to be kept is there, in one version and one state. */
static void kept(mh_store *s, const st_miner *m) {
    int lost = 0, twice = 0;
    for (int i = 1; i <= m->kept; i++) {
        char url[96];
        mh_record d;
        mh_doc_state *states = NULL;
        size_t n = 0;
        mh_err e = {0};
        snprintf(url, sizeof url, "https://invented.example/%s/%d", m->who, i);
        if (mh_doc_get_key(s, mh_view_of(url), 0, &d, &e) != MH_OK) {
            lost++;
            continue;
        }
        if (mh_doc_versions(s, d.id, &states, &n, &e) != MH_OK || n != 1 || d.version != 1) twice++;
        free(states);
        mh_doc_clear(&d);
    }
    st_check(lost == 0, "%s: %d of %d acknowledged documents lost", m->who, lost, m->kept);
    st_check(twice == 0, "%s: %d documents in more than one version", m->who, twice);
}

/* The runs that say "running" are those of the living. */
static void nobody_else_runs(mh_store *s, const st_miner *m, size_t n) {
    mh_arena *a = mh_arena_new();
    mh_runs_record *r = NULL;
    size_t runs = 0, strange = 0;
    mh_err e = {0};
    mh_runs_filter f = {.status = MH_RUNS_RUNNING, .limit = 1000};
    st_check(mh_runs_list(s, &f, a, &r, &runs, &e) == MH_OK, "%s", e.msg);
    for (size_t i = 0; i < runs; i++) {
        bool ours = false;
        for (size_t k = 0; k < n; k++) ours = ours || r[i].pid == m[k].pid;
        strange += !ours;
    }
    st_check(strange == 0, "%zu runs of dead processes say that they run", strange);
    mh_arena_free(a);
}

static void whole(mh_store *s) {
    mh_err e = {0};
    st_check(mh_store_check(s, &e) == MH_OK, "%s", e.msg);
}

int st_crash(int argc, char **argv) {
    if (argc < 4) return 2;
    int kills = atoi(argv[2]);
    uint32_t seed = (uint32_t)atoi(argv[3]);
    int64_t acknowledged = 0;
    mh_err e = {0};
    mh_store *s = NULL;
    for (int k = 0; k < kills && st_failed == 0; k++) {
        st_miner m[2];
        size_t n = k % 2 ? 2 : 1; /* the process that writes; a group of two that write */
        char who[32];
        for (size_t i = 0; i < n; i++) {
            snprintf(who, sizeof who, "%d%c", k, i ? 'b' : 'a');
            st_mine(&m[i], argv[1], DB, who, 1000000, i ? m[0].pid : 0);
        }
        if (!st_check(st_heard(&m[0], true), "%s kept nothing: see err", m[0].who)) {
            kill(-m[0].pid, SIGKILL);
            break;
        }
        if (!s) s = st_open(DB);
        nobody_else_runs(s, m, n);
        st_sleep_us(st_next(&seed) % LATEST_US);
        kill(n == 1 ? m[0].pid : -m[0].pid, SIGKILL);
        for (size_t i = 0; i < n; i++) bury(&m[i]);
        for (size_t i = 0; i < n; i++) {
            kept(s, &m[i]);
            acknowledged += m[i].kept;
        }
        if (k % CHECK_EACH == CHECK_EACH - 1) whole(s);
        if (k % 10 == 9)
            mh_store_close(s), s = NULL; /* the next start finds a WAL that nobody holds */
    }
    if (!s) s = st_open(DB);
    st_check(mh_runs_recover(s, NULL, &e) == MH_OK, "%s", e.msg);
    nobody_else_runs(s, NULL, 0);
    whole(s);
    mh_store_close(s);
    st_check(st_int(DB, "SELECT count(*) FROM docs") >= acknowledged, "documents are missing");
    st_check(st_int(DB, "SELECT count(*) FROM docs") == st_int(DB, "SELECT count(*) FROM states"),
             "documents with more or less than one state");
    printf("%d kills, %lld documents acknowledged, %lld kept\n", kills, (long long)acknowledged,
           (long long)st_int(DB, "SELECT count(*) FROM docs"));
    return 0;
}
