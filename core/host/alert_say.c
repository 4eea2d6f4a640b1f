#include "host/alert_say.h"

#include "base/zone.h"

static void put_moment(mh_buf *b, int64_t us) {
    mh_zone *z = NULL;
    (void)mh_zone_open(&z, MH_VIEW(""), NULL); /* else UTC */
    int64_t s = us / 1000000 + mh_zone_offset(z, us / 1000000);
    mh_civil c = mh_civil_of_s(s);
    mh_buf_printf(b, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
    mh_zone_free(z);
}

static void put_reason(mh_buf *b, const mh_alert_run *r) {
    if (r->run) mh_buf_printf(b, "Run %lld: ", (long long)r->run);
    if (r->reason.len)
        mh_buf_printf(b, "%.*s\n", MH_FMT(r->reason));
    else
        mh_buf_printf(b, "it ended with exit code %d\n", r->exit_code);
}

static void put_look(mh_buf *b, const mh_alert_run *r) {
    mh_buf_puts(b, "look closer: minehost ");
    if (r->run)
        mh_buf_printf(b, "runs %lld; minehost logs %.*s", (long long)r->run, MH_FMT(r->job));
    else
        mh_buf_printf(b, "logs %.*s", MH_FMT(r->job));
}

static void put_next(mh_buf *b, const char *words, int64_t next) {
    if (next == 0 || next == INT64_MAX) return;
    mh_buf_puts(b, words);
    put_moment(b, next);
    mh_buf_puts(b, ".\n");
}

static void finish(mh_alert *a, mh_arena *m, mh_buf *b) {
    a->text = mh_arena_dup(m, mh_buf_view(b));
    mh_buf_clear(b);
}

void mh_alert_say_fails(mh_alert *a, mh_arena *m, const mh_alert_run *r) {
    mh_buf b = {0};
    a->title = mh_arena_printf(m, "job %.*s fails", MH_FMT(r->job));
    put_reason(&b, r);
    if (r->failures > 1)
        mh_buf_printf(&b, "It failed %lld times in a row.\n", (long long)r->failures);
    put_next(&b, "It runs again at ", r->next);
    put_look(&b, r);
    finish(a, m, &b);
}

void mh_alert_say_works(mh_alert *a, mh_arena *m, const mh_alert_run *r) {
    mh_buf b = {0};
    a->title = mh_arena_printf(m, "job %.*s fails", MH_FMT(r->job));
    if (r->run)
        mh_buf_printf(&b, "Run %lld went well.", (long long)r->run);
    else
        mh_buf_puts(&b, "It went well.");
    finish(a, m, &b);
}

void mh_alert_say_rests(mh_alert *a, mh_arena *m, const mh_alert_run *r) {
    mh_buf b = {0};
    a->title = mh_arena_printf(m, "job %.*s rests: it failed %lld times in a row", MH_FMT(r->job),
                               (long long)r->failures);
    put_reason(&b, r);
    put_next(&b, "It is not started before ", r->next);
    mh_buf_printf(&b, "run it now: minehost run %.*s --now\n", MH_FMT(r->job));
    put_look(&b, r);
    finish(a, m, &b);
}

void mh_alert_say_file(mh_alert *a, mh_arena *m, mh_view job, mh_view path, mh_view error,
                       bool runs) {
    mh_buf b = {0};
    a->title = mh_arena_printf(m, "the file of job %.*s is broken", MH_FMT(job));
    mh_buf_printf(&b, "%.*s\n%s\nlook closer: minehost check %.*s", MH_FMT(error),
                  runs ? "The version before it goes on." : "The job does not run.", MH_FMT(path));
    finish(a, m, &b);
}

void mh_alert_say_drift(mh_alert *a, mh_arena *m, const mh_alert_run *r, int64_t broken,
                        mh_view first) {
    mh_buf b = {0};
    a->title = mh_arena_printf(m, "job %.*s gets what it does not expect", MH_FMT(r->job));
    mh_buf_printf(&b, "Run %lld: %lld expectation%s not met.\n", (long long)r->run,
                  (long long)broken, broken == 1 ? " was" : "s were");
    if (first.len) mh_buf_printf(&b, "%.*s\n", MH_FMT(first));
    put_look(&b, r);
    finish(a, m, &b);
}

void mh_alert_say_store(mh_alert *a, mh_arena *m, mh_view path, const mh_err *why) {
    mh_buf b = {0};
    bool full = why->code == MH_E_FULL, damaged = why->code == MH_E_CORRUPT;
    a->title = full      ? MH_VIEW("the disk of the database is full")
               : damaged ? MH_VIEW("the database is damaged")
                         : MH_VIEW("the database cannot be written");
    mh_buf_printf(&b, "%s\n", why->msg);
    if (damaged)
        mh_buf_puts(&b, "look closer: minehost db check; restore a backup (minehost db backup)");
    else if (full)
        mh_buf_printf(&b, "make room: minehost db prune; df -h %.*s", MH_FMT(path));
    else
        mh_buf_printf(&b, "look closer: ls -l %.*s; minehost db check", MH_FMT(path));
    finish(a, m, &b);
}

void mh_alert_say_killed(mh_alert *a, mh_arena *m, int64_t last, int64_t lost) {
    mh_buf b = {0};
    a->title = MH_VIEW("the daemon was killed and came back");
    mh_buf_puts(&b, "It was last seen at ");
    put_moment(&b, last);
    mh_buf_puts(&b,
                " and had not ended in order: killed, out of memory, or the machine went down.\n");
    if (lost)
        mh_buf_printf(&b, "%lld run%s died with it.\n", (long long)lost, lost == 1 ? "" : "s");
    mh_buf_puts(&b, "look closer: minehost status; journalctl -u minehost; dmesg | tail");
    finish(a, m, &b);
}
