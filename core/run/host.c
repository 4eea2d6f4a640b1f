/* What the run lends to bindings (mh_run_ops) and to the pipeline (the host table). */
#include "run/run_priv.h"

#include "base/utf8.h"
#include "lua/coro.h"
#include "lua/trace.h"
#include "run/capsule.h"
#include "text/text.h"

#include <errno.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAULT_SHOWN ((size_t)400) /* bytes of the first fault in the reason of a run */

static mh_rc count_output(mh_ctx *c, size_t bytes, mh_err *e) {
    mh_run *r = mh_run_of(c);
    r->out_bytes += (int64_t)bytes;
    if (r->out_bytes <= r->limits.output) return MH_OK;
    mh_guard_arm(&c->guard, MH_STOP_OUTPUT);
    return mh_fail(e, MH_E_LIMIT, "output limit of %lld bytes reached",
                   (long long)r->limits.output);
}

static mh_rc open_out(mh_run *r, mh_err *e) {
    const mh_settings *s = r->set;
    if (r->out) return MH_OK;
    mh_out_mode mode = s->replace.len  ? MH_OUT_REPLACE
                       : s->append.len ? MH_OUT_APPEND
                                       : MH_OUT_STDOUT;
    return mh_out_open(&r->out, mode, s->replace.len ? s->replace : s->append, s->format, e);
}

static mh_rc emit(mh_ctx *c, const json_t *item, mh_err *e) {
    mh_run *r = mh_run_of(c);
    size_t bytes = 0;
    r->items++;
    r->emitted = true;
    json_t *clean = mh_run_clean_json(c, item);
    mh_rc rc = open_out(r, e) == MH_OK ? mh_out_item(r->out, clean, &bytes, e) : MH_FAIL;
    json_decref(clean);
    if (rc != MH_OK) {
        r->out_failed = true;
        return MH_FAIL;
    }
    bool piped = r->declared && !r->job.has_run; /* the pipeline counts its own */
    if (r->set->items > 0 && r->items >= r->set->items && !piped)
        mh_guard_arm(&c->guard, MH_STOP_ENOUGH);
    return count_output(c, bytes, e);
}

/* Text to standard output: only newlines, tabs and colour sequences (ESC [ digits ; m) pass. */
void mh_run_put_terminal(mh_buf *b, mh_view v) {
    while (v.len > 0) {
        size_t n = 0;
        if (v.ptr[0] == '\033' && v.len > 2 && v.ptr[1] == '[') {
            n = 2;
            while (n < v.len && (mh_is_digit(v.ptr[n]) || v.ptr[n] == ';')) n++;
            n = n < v.len && v.ptr[n] == 'm' ? n + 1 : 0;
        } else if (v.ptr[0] == '\n' || v.ptr[0] == '\t') {
            n = 1;
        }
        if (n > 0) {
            mh_buf_put(b, mh_view_sub(v, 0, n));
            v = mh_view_sub(v, n, v.len);
            continue;
        }
        size_t end = 1;
        while (end < v.len && v.ptr[end] != '\n' && v.ptr[end] != '\t' && v.ptr[end] != '\033')
            end++;
        mh_log_escape(b, mh_view_sub(v, 0, end), false);
        v = mh_view_sub(v, end, v.len);
    }
}

static mh_rc say(mh_ctx *c, mh_view text, mh_err *e) {
    mh_run *r = mh_run_of(c);
    mh_buf b = {0}, tmp = {0};
    mh_run_put_terminal(&b, mh_run_clean(c, text, &tmp));
    mh_buf_clear(&tmp);
    if (r->line_open) {
        fputs("\r\033[K", stderr);
        r->line_open = false;
    }
    bool ok = b.len == 0 || (fwrite(b.ptr, 1, b.len, stdout) == b.len && fflush(stdout) == 0);
    mh_rc rc = ok ? count_output(c, b.len, e) : mh_fail_errno(e, errno, "write to standard output");
    mh_buf_clear(&b);
    return rc;
}

static bool source(mh_ctx *c, const char *path, mh_buf *out) {
    mh_run *r = mh_run_of(c);
    if (strcmp(path, r->path) != 0) return false;
    mh_buf_put(out, mh_buf_view(&r->src));
    return true;
}

static void progress(mh_ctx *c, mh_view note) {
    mh_log_event(c->log, MH_LOG_INFO, "progress", MH_F("note", note));
}

static mh_rc open_net(mh_ctx *c, mh_err *e) {
    mh_run *r = mh_run_of(c);
    mh_run_net_req req = {.loop = c->loop,
                          .settings = r->set,
                          .perm = r->perm,
                          .log = c->log,
                          .store = r->net_store ? r->net_store : c->store,
                          .job = r->name,
                          .run = r->id,
                          .recorder = r->recorder,
                          .keep = mh_run_capsule_keep(r),
                          .replay = r->replay};
    if (mh_run_net_open(&r->net, &req, e) != MH_OK) return MH_FAIL;
    c->net = r->net.net;
    return MH_OK;
}

static mh_rc open_text(mh_ctx *c, mh_err *e) {
    return c->text ? MH_OK : mh_text_new(&c->text, e);
}

const mh_run_ops mh_run_default_ops = {.emit = emit,
                                       .say = say,
                                       .use = mh_run_use,
                                       .output = count_output,
                                       .secret = mh_run_secret,
                                       .read_secret = mh_run_read_secret,
                                       .clean = mh_run_clean,
                                       .clean_json = mh_run_clean_json,
                                       .loading = mh_run_loading,
                                       .source = source,
                                       .progress = progress,
                                       .missed = mh_run_missed,
                                       .open_net = open_net,
                                       .open_text = open_text,
                                       .open_mail = mh_run_open_mail};

/* ---- the host table ---- */

static mh_run *run_at(lua_State *L) {
    return mh_run_of(mh_ctx_of(L));
}

/* url, path or title of the item at idx, for people. */
static mh_view item_name(lua_State *L, int idx) {
    static const char *const keys[] = {"url", "path", "title"};
    mh_view v = MH_VIEW("?");
    for (size_t i = 0; lua_istable(L, idx) && i < 3; i++) {
        lua_pushstring(L, keys[i]);
        bool found = lua_rawget(L, idx) == LUA_TSTRING;
        if (found) v = mh_check_view(L, -1); /* kept alive by the item */
        lua_pop(L, 1);
        if (found) break;
    }
    return v;
}

/* The same event in the run's record, best effort. */
static void record_event(mh_run *r, const char *event, const char *what, mh_view name,
                         const char *reason) {
    if (r->id == 0) return;
    json_t *f = json_object();
    mh_buf text = {0}, tmp = {0}, tmp_name = {0};
    mh_view why = mh_run_clean(&r->ctx, mh_view_of(reason), &tmp);
    mh_utf8_repair(&text, mh_run_clean(&r->ctx, name, &tmp_name));
    json_object_set_new(f, what, json_stringn(text.ptr, text.len));
    json_object_set_new(f, "reason", json_stringn(why.ptr, why.len));
    mh_runs_log(r->ctx.store, r->id, MH_LOG_ERROR, mh_view_of(event), f, NULL);
    mh_buf_clear(&text);
    mh_buf_clear(&tmp);
    mh_buf_clear(&tmp_name);
    json_decref(f);
}

/* url and status of the item at idx, where the fault knows of no page. */
static void put_page(lua_State *L, int idx, mh_fault *f) {
    if (f->page || !lua_istable(L, idx)) return;
    lua_pushliteral(L, "url");
    lua_pushliteral(L, "status");
    if (lua_rawget(L, idx) == LUA_TNUMBER) f->page_status = (int)lua_tointeger(L, -1);
    lua_pushvalue(L, -2);
    if (lua_rawget(L, idx) == LUA_TSTRING)
        f->page = mh_strndup(lua_tostring(L, -1), lua_rawlen(L, -1));
    lua_pop(L, 3);
}

/* The fault whose traceback stands at trace, or one without a place of the error at err. */
static mh_fault *fault_at(lua_State *L, int err, int trace, mh_err *e) {
    mh_ctx *c = mh_ctx_of(L);
    mh_fault *f = NULL;
    bool traced = lua_type(L, trace) == LUA_TSTRING && c->inner &&
                  strcmp(lua_tostring(L, trace), c->inner->trace) == 0;
    lua_pushvalue(L, err);
    bool is_err = mh_to_err(L, -1, e);
    if (traced && (c->inner->file || !is_err)) {
        f = c->inner;
        c->inner = NULL;
    } else {
        char *msg = is_err ? mh_strndup(e->msg, strlen(e->msg)) : mh_trace_message(L);
        f = mh_fault_of_text(msg, "", (mh_view){0});
        free(msg);
    }
    lua_pop(L, 1);
    return f;
}

/* failed(item, err, trace, before, stage, index, source): before is the item as the stage got it.
 * A source that fails is a failure of the run as a whole, and so is a stage without it. */
static void put_capsule(lua_State *L, mh_run *r, mh_fault *f) {
    bool item = lua_istable(L, 4);
    bool whole = lua_isstring(L, 1) || lua_isstring(L, 5);
    if ((!item && !whole) || f->file == NULL) return;
    mh_capsule_req q = {.fault = f,
                        .item = item ? mh_capsule_value(L, 4) : NULL,
                        .stage = item ? lua_tostring(L, 5) : NULL,
                        .stage_index = item ? lua_tointeger(L, 6) : 0,
                        .source = item ? mh_opt_view(L, 7, MH_VIEW("")) : (mh_view){0}};
    f->capsule = mh_capsule_write(r, &q);
    json_decref(q.item);
}

static void failure(lua_State *L, const char *event, const char *what, mh_view name, int err,
                    int trace) {
    mh_run *r = run_at(L);
    mh_err e = {0};
    mh_fault *f = fault_at(L, err, trace, &e);
    put_page(L, 1, f);
    if (e.code == MH_E_PERMISSION) r->refused = true;
    r->counts.failed++;
    if (r->first_fault.len == 0)
        mh_buf_put(&r->first_fault, mh_utf8_cut(mh_view_of(f->message), FAULT_SHOWN));
    if (e.code != MH_E_PERMISSION) put_capsule(L, r, f);
    r->noted = true;
    mh_report_fault(r, event, MH_F(what, name), f);
    r->noted = false;
    record_event(r, event, what, name, f->message);
    mh_fault_free(f);
}

/* failed(item, err, trace, before, stage, index, source) */
static int h_failed(lua_State *L) {
    mh_err e = {0};
    (void)mh_to_err(L, 2, &e);
    mh_run_tally_failed(L, run_at(L), 1, e.code);
    failure(L, "item-failed", "item", item_name(L, 1), 2, 3);
    return 0;
}

static int h_sink_failed(lua_State *L) {
    failure(L, "write-failed", "item", item_name(L, 1), 2, 3);
    return 0;
}

static int h_source_failed(lua_State *L) {
    failure(L, "source-failed", "source", mh_check_view(L, 1), 2, 3);
    return 0;
}

static int h_source_done(lua_State *L) {
    mh_run *r = run_at(L);
    lua_Integer n = luaL_checkinteger(L, 2);
    mh_log_event(r->ctx.log, n == 0 ? MH_LOG_WARN : MH_LOG_DEBUG,
                 n == 0 ? "source-empty" : "source-done", MH_F("source", mh_check_view(L, 1)),
                 MH_FN("items", n));
    return 0;
}

static int h_dropped(lua_State *L) {
    mh_run *r = run_at(L);
    r->counts.dropped++;
    mh_log_event(r->ctx.log, MH_LOG_INFO, "item-dropped", MH_F("item", item_name(L, 1)),
                 MH_F("stage", mh_check_view(L, 2)), MH_F("reason", mh_check_view(L, 3)));
    return 0;
}

static int h_would_write(lua_State *L) {
    mh_run *r = run_at(L);
    r->items++;
    mh_log_event(r->ctx.log, MH_LOG_INFO, "would-write", MH_F("item", item_name(L, 1)));
    return 0;
}

static int h_outcome(lua_State *L) {
    mh_run *r = run_at(L);
    mh_view v = mh_check_view(L, 1);
    if (mh_view_eq(v, MH_VIEW("new")))
        r->counts.fresh++;
    else if (mh_view_eq(v, MH_VIEW("changed")))
        r->counts.changed++;
    else if (mh_view_eq(v, MH_VIEW("unchanged")))
        r->counts.unchanged++;
    else
        return luaL_error(L, "a sink gave '%s', not new, changed or unchanged", v.ptr);
    r->sunk = true;
    return 0;
}

static int h_emit(lua_State *L) {
    mh_run *r = run_at(L);
    mh_err e = {0};
    json_t **box = mh_json_box(L);
    if (mh_value_to_json(L, 1, "item", box, &e) != MH_OK || emit(&r->ctx, *box, &e) != MH_OK)
        return mh_raise(L, &e);
    return 0;
}

static int h_enter(lua_State *L) {
    luaL_argexpected(L, lua_istable(L, 1), 1, "item");
    mh_run_tally_given(L, run_at(L), 1);
    return 0;
}

static int h_done(lua_State *L) {
    mh_run *r = run_at(L);
    if (!r->emitted) r->items++;
    return 0;
}

static const luaL_Reg host_fns[] = {{"failed", h_failed},
                                    {"sink_failed", h_sink_failed},
                                    {"dropped", h_dropped},
                                    {"source_failed", h_source_failed},
                                    {"source_done", h_source_done},
                                    {"outcome", h_outcome},
                                    {"emit", h_emit},
                                    {"would_write", h_would_write},
                                    {"enter", h_enter},
                                    {"done", h_done},
                                    {"try", mh_try},
                                    {"broken", mh_run_broken},
                                    {NULL, NULL}};

void mh_run_push_host(lua_State *L, mh_run *r) {
    (void)r;
    lua_newtable(L);
    luaL_setfuncs(L, host_fns, 0);
}
