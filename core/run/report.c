/* What the user sees on standard error: log lines, progress, errors, the summary. */
#include "run/run_priv.h"

#include "lua/trace.h"
#include "run/watchdog.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_MAX         ((int64_t)2 << 20) /* bytes of log lines in one run */
#define TTY_EVERY_NS    200000000          /* progress on a terminal */
#define NO_TTY_EVERY_NS 60000000000        /* and elsewhere */
#define TRACES_MAX      8                  /* coroutines shown when a run is stopped */

static void write_err(mh_view v) {
    while (v.len > 0) {
        ssize_t n = write(STDERR_FILENO, v.ptr, v.len);
        if (n <= 0) return;
        v = mh_view_sub(v, (size_t)n, v.len);
    }
}

static void end_line(mh_run *r) {
    if (!r->line_open) return;
    write_err(MH_VIEW("\r\033[K"));
    r->line_open = false;
}

void mh_report_log(void *run, mh_level level, mh_view line) {
    mh_run *r = run;
    (void)level;
    mh_buf tmp = {0};
    if (r->log_bytes > LOG_MAX) return;
    r->log_bytes += (int64_t)line.len;
    end_line(r);
    write_err(mh_run_clean(&r->ctx, line, &tmp));
    mh_buf_clear(&tmp);
    if (r->log_bytes > LOG_MAX) mh_guard_arm(&r->ctx.guard, MH_STOP_OUTPUT);
}

/* "minehost: job news: MESSAGE", control characters escaped but for line ends of a traceback. */
static void put_lines(mh_buf *b, mh_view rest, bool foreign) {
    mh_view line;
    for (bool first = true; mh_view_split(&rest, '\n', &line); first = false) {
        /* no text of a script's begins a line, where it would look like the host's own */
        if (foreign && !first && !mh_view_starts(line, MH_VIEW(" "))) mh_buf_puts(b, "  ");
        mh_log_escape(b, line, false);
        mh_buf_putc(b, '\n');
    }
}

void mh_report_text(mh_run *r, const char *before, const char *text) {
    mh_buf b = {0};
    mh_view t = mh_view_of(text);
    if (mh_view_ends(t, MH_VIEW("\n"))) t.len--;
    mh_buf_puts(&b, before);
    put_lines(&b, t, before[0] != '\0'); /* without a beginning it is of lines of the host's */
    end_line(r);
    mh_buf tmp = {0};
    write_err(mh_run_clean(&r->ctx, mh_buf_view(&b), &tmp));
    mh_buf_clear(&tmp);
    mh_buf_clear(&b);
}

void mh_report_error(mh_run *r, const char *msg, const char *trace) {
    bool more = trace && trace[0];
    mh_report_text(r, "minehost: ", msg);
    if (more) mh_report_text(r, "stack:\n", trace);
}

static void put_bytes(mh_buf *b, double n) {
    if (n >= 1048576)
        mh_buf_printf(b, "%.4g MiB", n / 1048576);
    else if (n >= 1024)
        mh_buf_printf(b, "%.4g KiB", n / 1024);
    else
        mh_buf_printf(b, "%.0f bytes", n);
}

static double wall_s(const mh_run *r) {
    return (double)(mh_clock_mono_ns(mh_clock_system()) - r->start_ns) * 1e-9;
}

void mh_report_reason(mh_buf *b, const mh_run *r, mh_stop why, int sig) {
    const mh_limits *l = &r->limits;
    switch (why) {
    case MH_STOP_CPU:
        mh_buf_printf(b, "%.1f s of CPU used (limit cpu %g s)", mh_watchdog_cpu(), l->cpu);
        break;
    case MH_STOP_WALL:
        mh_buf_printf(b, "%.1f s since its start (limit wall %g s)", wall_s(r), l->wall);
        break;
    case MH_STOP_MEMORY:
        mh_buf_puts(b, "it wants more memory than the limit memory ");
        put_bytes(b, (double)l->memory);
        mh_buf_puts(b, " (in use by Lua: ");
        put_bytes(b, (double)r->ctx.mem.used);
        mh_buf_putc(b, ')');
        break;
    case MH_STOP_REQUESTS:
        mh_buf_printf(b, "%lld requests made (limit requests %lld)", (long long)r->counts.requests,
                      (long long)l->requests);
        break;
    case MH_STOP_BYTES:
        mh_buf_puts(b, "it fetched more than the limit bytes ");
        put_bytes(b, (double)l->bytes);
        break;
    case MH_STOP_OUTPUT:
        mh_buf_puts(b, "it wrote more than the limit output ");
        put_bytes(b, r->log_bytes > LOG_MAX ? (double)LOG_MAX : (double)l->output);
        if (r->log_bytes > LOG_MAX) mh_buf_puts(b, " of log lines");
        break;
    case MH_STOP_INTERRUPT:
        mh_buf_printf(b, "%s", sig == SIGTERM ? "terminated" : "interrupted");
        break;
    case MH_STOP_CLOSING: mh_buf_puts(b, "its closing variables did not end"); break;
    case MH_STOP_ENOUGH:
    case MH_STOP_NONE: break;
    }
}

void mh_report_stop(mh_run *r, mh_stop why) {
    mh_ctx *c = &r->ctx;
    mh_buf msg = {0}, traces = {0};
    mh_buf_reset(&r->reason);
    mh_report_reason(&r->reason, r, why, mh_watchdog_signal());
    mh_buf_printf(&msg, "job %s stopped: %s", r->name, r->reason.ptr);
    if (why == MH_STOP_INTERRUPT) {
        mh_report_error(r, msg.ptr, NULL);
        mh_buf_clear(&msg);
        return;
    }
    lua_State *first = c->guard.stopped;
    size_t n = 0;
    if (first) {
        char *t = mh_trace_of(first);
        mh_buf_puts(&traces, t);
        free(t);
        n++;
    }
    for (mh_task *t = c->tasks; t && n < TRACES_MAX; t = t->next) {
        char *s = t->fault        ? mh_strndup(t->fault->trace, strlen(t->fault->trace))
                  : t->L == first ? NULL
                                  : mh_trace_of(t->L);
        if (s && s[0]) {
            if (n) mh_buf_puts(&traces, "coroutine:\n");
            mh_buf_puts(&traces, s);
            n++;
        }
        free(s);
    }
    mh_report_error(r, msg.ptr, traces.ptr);
    mh_buf_clear(&msg);
    mh_buf_clear(&traces);
}

static void put_counts(mh_buf *b, const mh_run *r) {
    const mh_runs_counts *n = &r->counts;
    if (r->sunk)
        mh_buf_printf(b, "%lld new, %lld changed, %lld unchanged", (long long)n->fresh,
                      (long long)n->changed, (long long)n->unchanged);
    else
        mh_buf_printf(b, "%lld item%s", (long long)r->items, r->items == 1 ? "" : "s");
    if (n->dropped) mh_buf_printf(b, ", %lld dropped", (long long)n->dropped);
    if (n->failed || r->sunk) mh_buf_printf(b, ", %lld failed", (long long)n->failed);
    if (r->broken) mh_buf_printf(b, ", contract broken");
}

void mh_report_progress(mh_run *r, bool force) {
    if (r->set->quiet || r->req->tool) return;
    bool tty = isatty(STDERR_FILENO);
    int64_t now = mh_clock_mono_ns(mh_clock_system());
    if (!force && now - r->shown_ns < (tty ? TTY_EVERY_NS : NO_TTY_EVERY_NS)) return;
    r->shown_ns = now;
    mh_buf b = {0};
    put_counts(&b, r);
    if (tty) {
        mh_buf line = {0};
        mh_buf_printf(&line, "\r%s, %.1f s\033[K", b.ptr, wall_s(r));
        write_err(mh_buf_view(&line));
        mh_buf_clear(&line);
        r->line_open = true;
    } else {
        mh_log_event(r->ctx.log, MH_LOG_INFO, "progress", MH_F("items", mh_buf_view(&b)));
    }
    mh_buf_clear(&b);
}

void mh_report_summary(mh_run *r) {
    end_line(r);
    if (r->set->quiet || r->req->tool || r->req->fire) return; /* the daemon says it */
    if (!r->set->verbose && !r->sunk && r->items == 0 && r->counts.failed == 0 && !r->declared)
        return; /* a script that emits nothing has its own words */
    mh_buf b = {0};
    put_counts(&b, r);
    mh_buf_printf(&b, ", %.1f s\n", wall_s(r));
    write_err(mh_buf_view(&b));
    mh_buf_clear(&b);
}
