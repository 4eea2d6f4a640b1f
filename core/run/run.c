#include "run/run.h"

#include "base/utf8.h"
#include "lua/sandbox.h"
#include "lua/trace.h"
#include "net/keep.h"
#include "net/mail.h"
#include "run/capsule.h"
#include "run/run_priv.h"
#include "run/tool.h"
#include "run/watchdog.h"
#include "run/words.h"
#include "text/text.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int say(int code, const char *msg) {
    fprintf(stderr, "minehost: %s\n", msg);
    return code;
}

static void open_log(mh_run *r) {
    mh_level level = MH_LOG_INFO;
    mh_level_parse(r->set->log_level, &level);
    if (r->set->verbose && level > MH_LOG_DEBUG) level = MH_LOG_DEBUG;
    if (r->set->quiet && level < MH_LOG_ERROR) level = MH_LOG_ERROR;
    bool json = mh_view_eq(r->set->log_format, MH_VIEW("json"));
    r->ctx.log =
        mh_log_new(r->ctx.clock, level, json ? MH_LOG_JSON : MH_LOG_TEXT, mh_report_log, r);
}

/* The command line beats the job, the job beats the defaults. */
static void pick_limits(mh_run *r) {
    const mh_limits *job = &r->job.limits;
    const bool *given = r->set->limit_given, *asked = r->job.limit_given;
    r->limits = r->set->limits;
    if (!given[0] && asked[0]) r->limits.cpu = job->cpu;
    if (!given[1] && asked[1]) r->limits.wall = job->wall;
    if (!given[2] && asked[2]) r->limits.memory = job->memory;
    if (!given[3] && asked[3]) r->limits.requests = job->requests;
    if (!given[4] && asked[4]) r->limits.bytes = job->bytes;
    if (!given[5] && asked[5]) r->limits.output = job->output;
}

/* The record has the instant; why, and which attempt it is, are an event. */
static void record_fire(mh_run *r) {
    const mh_run_fire *f = r->req->fire;
    if (f == NULL) return;
    json_t *o = json_pack("{s:s, s:I}", "why", f->why, "attempt", (json_int_t)f->attempt);
    if (f->missed) json_object_set_new(o, "missed", json_integer(f->missed));
    mh_runs_log(r->ctx.store, r->id, MH_LOG_INFO, MH_VIEW("started"), o, NULL);
    json_decref(o);
}

static mh_rc open_store(mh_run *r, mh_err *e) {
    size_t dead = 0;
    if (r->req->tool && r->req->tool->no_store) return MH_OK;
    r->db = mh_settings_db(r->set, e);
    if (r->db == NULL) return MH_FAIL;
    if (r->set->dry && !mh_fs_is_file(r->db)) return MH_OK;
    bool reads = r->set->dry || r->info.as_of;
    mh_store_opts o = {.read_only = reads, .steady = r->ctx.repeatable, .clock = r->ctx.clock};
    mh_run_words(&o);
    if (mh_store_open(&r->ctx.store, r->db, &o, e) != MH_OK) return MH_FAIL;
    if (r->set->dry && r->req->tool) { /* it keeps nothing, but hosts are asked at their pace */
        o.read_only = false;
        mh_run_words(&o); /* each handle owns what it folds with */
        return mh_store_open(&r->net_store, r->db, &o, e);
    }
    if (reads) return MH_OK;
    if (mh_runs_recover(r->ctx.store, &dead, e) != MH_OK) return MH_FAIL;
    if (dead) mh_log_event(r->ctx.log, MH_LOG_WARN, "runs-recovered", MH_FN("runs", dead));
    char *file = mh_path_real(r->path); /* so that the record says it from any folder */
    mh_runs_begin b = {.job = mh_view_of(r->name),
                       .path = mh_view_of(file ? file : r->path),
                       .trigger = mh_view_of(r->req->trigger),
                       .scheduled = r->req->fire ? r->req->fire->scheduled : 0,
                       .program = MH_VIEW(MH_VERSION)};
    mh_rc rc = mh_runs_start(r->ctx.store, &b, &r->id, e);
    free(file);
    if (rc != MH_OK) return MH_FAIL;
    mh_store_set_run(r->ctx.store, r->id);
    snprintf(r->id_text, sizeof r->id_text, "%lld", (long long)r->id);
    record_fire(r);
    return MH_OK;
}

static void wake(void *arg) {
    mh_ctx *c = arg;
    if (c->loop) mh_loop_wake(c->loop);
}

static void finish_record(const mh_run *r, mh_store *s, mh_runs_status st, int code, mh_view why) {
    mh_runs_end end = {.status = st, .exit_code = code, .reason = why, .counts = r->counts};
    mh_err e = {0};
    end.counts.cpu_us = (int64_t)(mh_watchdog_cpu() * 1e6);
    end.counts.wall_us = (mh_clock_mono_ns(mh_clock_system()) - r->start_ns) / 1000;
    mh_run_record_end(r, &end);
    if (mh_runs_finish(s, r->id, &end, &e) != MH_OK)
        fprintf(stderr, "minehost: the run's record was not finished: %s\n", e.msg);
}

/* On the watchdog's thread, with the run stuck: touches nothing of Lua's, and the database only by
 * a handle of its own. */
static int last_words(void *arg, mh_stop why, int sig, const char *where) {
    mh_run *r = mh_run_of(arg);
    mh_buf reason = {0};
    mh_report_reason(&reason, r, why, sig);
    if (where[0] && r->told == NULL) /* a chunk may be named by anything, also by a secret */
        mh_buf_printf(&reason, ", in one long call at %s", where);
    int code = why == MH_STOP_INTERRUPT ? 128 + sig : MH_EXIT_LIMIT;
    fprintf(stderr, "%sminehost: job %s stopped: %s\n", r->line_open ? "\r\033[K" : "", r->name,
            reason.ptr);
    mh_store *s = NULL;
    mh_store_opts o = {.busy_ms = 200, .clock = r->ctx.clock};
    if (r->id && mh_store_open(&s, r->db, &o, NULL) == MH_OK) {
        finish_record(r, s, why == MH_STOP_INTERRUPT ? MH_RUNS_INTERRUPTED : MH_RUNS_STOPPED, code,
                      mh_buf_view(&reason));
        mh_store_close(s);
    }
    return code;
}

static void fill_info(mh_run *r) {
    const mh_run_fire *f = r->req->fire;
    if (f && f->scheduled) mh_rfc3339(r->scheduled, f->scheduled, 0, f->scheduled % 1000000 != 0);
    r->info = (mh_run_info){.as_of = r->info.as_of,
                            .id = r->id_text,
                            .job = r->name,
                            .trigger = r->req->trigger,
                            .scheduled = r->scheduled,
                            .why = f ? f->why : NULL,
                            .attempt = f ? f->attempt : 1,
                            .missed = f ? f->missed : 0,
                            .folder = r->folder,
                            .args = r->req->args,
                            .config = r->job.config,
                            .tty = isatty(STDOUT_FILENO),
                            .dry = r->set->dry,
                            .replayed = r->replay != NULL || r->info.as_of != 0};
    if (r->req->testing) {
        r->info.snapshots = r->req->testing->snapshots;
        r->info.update = r->req->testing->update;
    }
}

static mh_rc set_up(mh_run *r, mh_err *e) {
    if (mh_run_record_open(r, e) != MH_OK || mh_run_then_open(r, e) != MH_OK) return MH_FAIL;
    open_log(r);
    if (open_store(r, e) != MH_OK) return MH_FAIL;
    mh_log_scope(r->ctx.log, r->name, r->id ? r->id_text : NULL);
    mh_run_record_events(r, mh_log_level(r->ctx.log) < MH_LOG_INFO ? MH_LOG_DEBUG : MH_LOG_INFO);
    fill_info(r);
    if (mh_run_wall_files(r, e) != MH_OK) return MH_FAIL;
    r->ctx.loop = mh_loop_new();
    mh_run_record_loop(r);
    r->ctx.mem.limit = (size_t)r->limits.memory;
    r->ctx.perm = r->perm;
    r->ctx.ops = &mh_run_default_ops;
    r->ctx.info = &r->info;
    r->L = mh_lua_new(&r->ctx);
    if (r->L == NULL) return mh_fail(e, MH_E_LIMIT, "the memory limit is too small to start Lua");
    return MH_OK;
}

/* The end of Lua, in order: waits and coroutines, the state, the loop. */
static void end_lua(mh_run *r) {
    mh_watchdog_closing();
    if (r->ctx.net) mh_net_halt(r->ctx.net);
    while (r->ctx.tasks) {
        mh_task *first = r->ctx.tasks;
        while (first->parent) first = first->parent;
        mh_task_free(&r->ctx, first);
    }
    r->main = NULL;
    if (r->L) lua_close(r->L);
    r->L = NULL;
}

/* What the run's end means: status, code, and the message said. */
static int conclude(mh_run *r, mh_runs_status *st) {
    mh_stop stop = (mh_stop)r->ctx.guard.stop;
    if (stop != MH_STOP_NONE && stop != MH_STOP_ENOUGH) {
        mh_report_stop(r, stop);
        *st = stop == MH_STOP_INTERRUPT ? MH_RUNS_INTERRUPTED : MH_RUNS_STOPPED;
        return stop == MH_STOP_INTERRUPT ? 128 + mh_watchdog_signal() : MH_EXIT_LIMIT;
    }
    if (r->main->state == MH_TASK_FAILED && stop == MH_STOP_NONE) {
        mh_err e = {0};
        bool err = mh_to_err(r->main->L, -1, &e);
        mh_buf_puts(&r->reason, r->main->fault->message);
        mh_capsule_req q = {.fault = r->main->fault};
        bool refused = err && e.code == MH_E_PERMISSION;
        if (!refused && (r->declared || (r->keep && mh_keep_len(r->keep) > 0)))
            r->main->fault->capsule = mh_capsule_write(r, &q);
        mh_report_fault(r, NULL, (mh_field){0}, r->main->fault);
        *st = MH_RUNS_FAILED;
        return err && e.code == MH_E_PERMISSION ? MH_EXIT_REFUSED : MH_EXIT_FAILED;
    }
    if (r->counts.failed == 0) {
        *st = MH_RUNS_OK;
        return r->req->testing && r->broken ? MH_EXIT_FAILED : MH_EXIT_OK;
    }
    const mh_runs_counts *n = &r->counts;
    bool any = n->fresh + n->changed + n->unchanged + n->dropped + r->items > 0;
    mh_buf_printf(&r->reason, "%lld item%s failed", (long long)n->failed,
                  n->failed == 1 ? "" : "s");
    if (r->first_fault.len > 0)
        mh_buf_printf(&r->reason, "%s%s",
                      n->failed == 1 ? ": " : ", the first: ", r->first_fault.ptr);
    *st = any ? MH_RUNS_PARTIAL : MH_RUNS_FAILED;
    return any ? MH_EXIT_PARTIAL : r->refused ? MH_EXIT_REFUSED : MH_EXIT_FAILED;
}

static int tear_down(mh_run *r, int code) {
    mh_err e = {0};
    mh_mailer_free(r->ctx.mailer);
    mh_run_net_close(&r->net);
    if (mh_run_record_close(r, &e) != MH_OK) {
        say(code, e.msg);
        if (code == MH_EXIT_OK) code = MH_EXIT_FAILED;
    }
    mh_loop_free(r->ctx.loop);
    mh_text_free(r->ctx.text);
    mh_log_free(r->ctx.log);
    mh_buf_clear(&r->reason);
    mh_buf_clear(&r->first_fault);
    for (size_t i = 0; i < r->used.len; i++) {
        free(r->used.ptr[i].name);
        free(r->used.ptr[i].version);
        free(r->used.ptr[i].folder);
    }
    mh_vec_clear(&r->used);
    for (size_t i = 0; i < r->secrets.len; i++) free(r->secrets.ptr[i]);
    mh_vec_clear(&r->secrets);
    mh_keep_free(r->keep);
    mh_vec_clear(&r->capsules);
    mh_vec_clear(&r->blamed);
    mh_fault_clear(&r->ctx);
    json_decref(r->misses);
    json_decref(r->tally);
    mh_redact_free(r->told);
    free(r->db);
    mh_run_forget(r);
    return code;
}

static int close_store(mh_run *r, mh_runs_status st, int code) {
    mh_err e = {0};
    mh_store *s = r->ctx.store;
    if (s == NULL) return code;
    mh_run_tally_save(r);
    mh_run_net_save(&r->net);
    mh_run_net_close(&r->net); /* what is under way gives its leases back */
    r->ctx.net = NULL;
    if (mh_store_flush(s, &e) != MH_OK) {
        mh_report_error(r, e.msg, NULL);
        if (code == MH_EXIT_OK) code = MH_EXIT_FAILED;
        st = MH_RUNS_FAILED;
    }
    mh_buf tmp = {0};
    mh_view why = mh_run_clean(&r->ctx, mh_buf_view(&r->reason), &tmp);
    if (r->id) finish_record(r, s, st, code, why);
    mh_buf_clear(&tmp);
    r->retain = mh_run_retains(r);
    mh_store_close(s);
    mh_store_close(r->net_store);
    r->ctx.store = r->net_store = NULL;
    return code;
}

static int run_lua(mh_run *r) {
    mh_err e = {0};
    mh_runs_status st = MH_RUNS_FAILED;
    int code = MH_EXIT_FAILED;
    mh_watchdog_opts wd = {.cpu = r->limits.cpu,
                           .wall = r->limits.wall,
                           .memory = (size_t)r->limits.memory,
                           .memory_fd = r->memory_fd,
                           .guard = &r->ctx.guard,
                           .wake = wake,
                           .last_words = last_words,
                           .arg = &r->ctx};
    const mh_tool *tool = r->req->tool;
    bool driven = tool && tool->drive;
    if (driven) {
        code = tool->drive(r, &wd);
        st = code == MH_EXIT_OK ? MH_RUNS_OK : MH_RUNS_FAILED;
        wd.cpu = wd.wall = 0; /* what is left is its end */
    }
    mh_watchdog_start(&wd);
    if (driven) {
        /* its errors are said */
    } else if (mh_run_load(r, &e) == MH_OK) {
        mh_run_pump(r);
        code = conclude(r, &st);
    } else if (r->ctx.guard.stop != MH_STOP_NONE) {
        mh_report_stop(r, (mh_stop)r->ctx.guard.stop);
        st = MH_RUNS_STOPPED;
        code = MH_EXIT_LIMIT;
    } else {
        if (r->fault)
            mh_report_fault(r, NULL, (mh_field){0}, r->fault);
        else
            mh_report_error(r, e.msg, NULL);
        mh_buf_puts(&r->reason, e.msg);
        if (r->declared && !r->job.has_run) code = MH_EXIT_USAGE; /* a plugin or its options */
        if (e.code == MH_E_PERMISSION) code = MH_EXIT_REFUSED;
    }
    bool keep = code == MH_EXIT_OK || code == MH_EXIT_PARTIAL;
    end_lua(r);
    if (mh_out_close(r->out, keep, &e) != MH_OK) {
        mh_report_error(r, e.msg, NULL);
        if (keep) code = MH_EXIT_FAILED;
        st = keep ? MH_RUNS_FAILED : st;
    }
    r->out = NULL;
    code = close_store(r, st, code);
    mh_report_summary(r);
    mh_watchdog_stop();
    if (r->retain) mh_run_retain(r); /* no budget of the run's counts */
    if (r->memory_fd >= 0) close(r->memory_fd);
    return code;
}

/* Pages come and go by the thousand: to hand each back to the kernel, and to take it from there again,
 * costs more than to fetch it. */
static void keep_memory(void) {
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

int mh_run_job(const mh_run_req *req) {
    keep_memory();
    mh_err e = {0};
    mh_run run = {.req = req, .set = req->settings};
    mh_run *r = &run;
    r->ctx.clock = mh_clock_system();
    r->ctx.run = r;
    r->start_us = mh_clock_wall_us(r->ctx.clock);
    r->start_ns = r->shown_ns = mh_clock_mono_ns(r->ctx.clock);
    if (mh_run_wall_calls(r, &e) != MH_OK) return say(MH_EXIT_FAILED, e.msg);
    int code = mh_run_read(r, &e);
    if (code != 0 && r->fault) {
        open_log(r);
        mh_report_fault(r, NULL, (mh_field){0}, r->fault);
    } else if (code != 0) {
        say(code, e.msg);
    } else {
        code = mh_run_permissions(r);
    }
    if (code == 0) {
        pick_limits(r);
        if (set_up(r, &e) == MH_OK) {
            code = run_lua(r);
        } else {
            code = say(e.code == MH_E_PERMISSION ? MH_EXIT_REFUSED
                       : e.code == MH_E_USAGE    ? MH_EXIT_USAGE
                                                 : MH_EXIT_FAILED,
                       e.msg);
            if (r->ctx.store) close_store(r, MH_RUNS_FAILED, code);
        }
    }
    if (r->L) lua_close(r->L);
    return tear_down(r, code);
}
