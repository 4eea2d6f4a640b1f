/* A schedule in words: part of conf/schedule.h. */
#include "conf/schedule.h"

#include <stdio.h>

static void part(mh_buf *out, size_t from) {
    if (out->len > from) mh_buf_puts(out, "; ");
}

void mh_seconds_say(mh_buf *out, double s) {
    static const struct {
        double s;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    for (int i = 0; i < 4; i++) {
        double n = s / units[i].s;
        if (n != (double)(int64_t)n && i < 3) continue;
        if (n == 1)
            mh_buf_puts(out, units[i].name);
        else
            mh_buf_printf(out, "%g %ss", n, units[i].name);
        return;
    }
}

static void put_names(mh_buf *out, const mh_schedule_names *n) {
    for (size_t i = 0; i < n->len; i++) {
        if (i) mh_buf_puts(out, i + 1 == n->len ? " or " : ", ");
        mh_buf_put(out, n->ptr[i]);
    }
}

static void put_crons(mh_buf *out, const mh_schedule *s, size_t from) {
    for (size_t i = 0; i < s->crons.len; i++) {
        const mh_schedule_cron *c = &s->crons.ptr[i];
        bool again = i + 1 < s->crons.len && mh_view_eq(c->zone, c[1].zone);
        part(out, from);
        mh_cron_say(out, &c->when, c->text);
        if (c->zone.len && !again) mh_buf_printf(out, ", %.*s", MH_FMT(c->zone));
    }
}

void mh_schedule_say(mh_buf *out, const mh_schedule *s) {
    size_t from = out->len;
    put_crons(out, s, from);
    if (s->every > 0) {
        mh_buf_puts(out, "every ");
        mh_seconds_say(out, s->every);
    }
    if (s->after.len) {
        part(out, from);
        mh_buf_puts(out, "after ");
        put_names(out, &s->after);
    }
    if (s->on_document) {
        part(out, from);
        mh_buf_puts(out, s->filter.len ? "on documents matching " : "on every new document");
        mh_buf_put(out, s->filter);
    }
    if (s->files.len) {
        part(out, from);
        mh_buf_puts(out, "when ");
        put_names(out, &s->files);
        mh_buf_puts(out, " changes");
    }
    if (s->webhook) {
        part(out, from);
        mh_buf_puts(out, "on a signed POST");
        if (s->hook_path.len) mh_buf_printf(out, " to /hook/%.*s", MH_FMT(s->hook_path));
    }
    if (s->at_start) {
        part(out, from);
        mh_buf_puts(out, "when the daemon starts");
    }
    if (out->len == from) mh_buf_puts(out, "by hand");
}
