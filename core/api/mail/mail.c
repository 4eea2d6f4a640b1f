/* mine.mail: messages through the operator's mail server. */
#include "lua/kit.h"

#include "base/vec.h"
#include "conf/perm.h"
#include "net/mail.h"

#include <stdlib.h>

typedef struct send_opts {
    mh_view subject, text, html, key;
} send_opts;

#define AT(f) offsetof(send_opts, f)

static const mh_row send_rows[] = {
    {.name = "to", .type = MH_T_VALUE, .help = "an address, or a list of them"},
    {.name = "subject", .type = MH_T_STRING, .offset = AT(subject), .help = "one line"},
    {.name = "text", .type = MH_T_STRING, .offset = AT(text), .help = "the message as text"},
    {.name = "html", .type = MH_T_STRING, .offset = AT(html), .help = "the message as HTML"},
    {.name = "headers", .type = MH_T_VALUE, .help = "table of further header fields"},
    {.name = "key",
     .type = MH_T_STRING,
     .offset = AT(key),
     .help = "of what is told: the same key gives the same Message-ID"},
};
static const mh_schema send_schema = MH_SCHEMA("mine.mail.send", send_rows);

/* The call under way: the wait's operation and its result. */
typedef struct sending {
    mh_wait *wait;
    mh_mail *mail;
} sending;

static void sending_free(void *result) {
    sending *s = result;
    mh_mail_free(s->mail);
    free(s);
}

static void sent(void *arg) {
    sending *s = arg;
    mh_wait_ready(s->wait, s);
}

static bool send_cancel(void *op) {
    sending_free(op);
    return true;
}

static int push_sent(lua_State *L, void *result) {
    sending *s = result;
    const mh_mail_result *r = mh_mail_get(s->mail);
    if (r->err.code == MH_E_USAGE) return mh_raise(L, &r->err);
    if (r->err.code != MH_E_NONE) {
        mh_push_fail(L, &r->err);
        if (r->status == 0) return 2;
        lua_pushinteger(L, r->status);
        lua_setfield(L, -2, "status");
        return 2;
    }
    lua_pushboolean(L, 1);
    return 1;
}

static const mh_wait_type send_wait = {"mine.mail.send", push_sent, send_cancel, sending_free};

/* What must be freed when Lua raises. */
typedef struct scratch {
    MH_VEC(mh_view) to;
    MH_VEC(mh_header) headers;
    mh_mailbox box;
    mh_buf what, word; /* of a refusal */
} scratch;

static void scratch_close(void *body) {
    scratch *s = body;
    mh_vec_clear(&s->to);
    mh_vec_clear(&s->headers);
    mh_mailbox_clear(&s->box);
    mh_buf_clear(&s->what);
    mh_buf_clear(&s->word);
}

static const mh_class scratch_class = {
    .name = "mine.mail.scratch", .size = sizeof(scratch), .close = scratch_close};

/* Raises for an address that is none or that the run may not write to. */
static void add_receiver(lua_State *L, scratch *s, mh_view text) {
    mh_err e = {0};
    if (mh_mailbox_parse(&s->box, text, &e) != MH_OK) mh_raise(L, &e);
    mh_view address = mh_buf_view(&s->box.address);
    if (!mh_perm_mail(mh_ctx_of(L)->perm, address)) {
        mh_buf_printf(&s->what, "mail to %.*s", MH_FMT(address));
        mh_buf_printf(&s->word, "mail:%.*s", MH_FMT(address));
        mh_perm_refuse(mh_ctx_of(L)->perm, mh_buf_view(&s->what), mh_buf_view(&s->word), &e);
        mh_push_err(L, &e);
        lua_error(L);
    }
    mh_vec_push(&s->to, text);
}

/* The strings stay in the options table, which stays on the stack. */
static void read_to(lua_State *L, scratch *s) {
    lua_pushliteral(L, "to");
    int type = lua_rawget(L, 1);
    if (type == LUA_TSTRING) {
        add_receiver(L, s, mh_check_view(L, -1));
    } else if (type == LUA_TTABLE) {
        size_t n = lua_rawlen(L, -1);
        for (size_t i = 1; i <= n; i++) {
            if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TSTRING)
                luaL_error(L, "option 'to' wants an address or a list of addresses");
            add_receiver(L, s, mh_check_view(L, -1));
            lua_pop(L, 1);
        }
    }
    if (s->to.len == 0) luaL_error(L, "option 'to' wants an address or a list of addresses");
    lua_pop(L, 1);
}

static int by_name(const void *a, const void *b) {
    return mh_view_cmp(((const mh_header *)a)->name, ((const mh_header *)b)->name);
}

static void read_headers(lua_State *L, scratch *s) {
    lua_pushliteral(L, "headers");
    int type = lua_rawget(L, 1);
    if (type != LUA_TNIL && type != LUA_TTABLE) luaL_error(L, "option 'headers' wants a table");
    for (lua_pushnil(L); type == LUA_TTABLE && lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "option 'headers' wants names and values that are strings");
        mh_header h = {mh_check_view(L, -2), mh_check_view(L, -1)};
        mh_vec_push(&s->headers, h);
    }
    if (s->headers.len > 0) qsort(s->headers.ptr, s->headers.len, sizeof *s->headers.ptr, by_name);
    lua_settop(L, 2); /* options, scratch */
}

/*** mine.mail.send(options) -> true
 * Send a message from the operator's address (setting mail-from) through the operator's mail server
 * (setting smtp). It goes to all receivers or, when the server refuses one, to none. In a dry run
 * and in a replay nothing is sent, and the log says what would be.
 * @param options { to = an address, "Name <user@host>", or a list of up to 100, subject, text, html
 * (text or html or both), headers = { ["Reply-To"] = "..." }, key = what the message tells: the same
 * key gives the same Message-ID, by which mailboxes know a message that came twice }
 * @return true when the server has taken it; or nil and an error whose code is denied (refused: the
 * server's reply is in message, its number in status), dns, connect, tls, timeout, reset, protocol
 * or unsupported (no server is set), and whose retry says whether trying again may help. An address
 * that the run has no permission for ("mail:user@host", "mail:*@host", "mail:*") raises.
 * @example assert(mine.mail.send { to = "desk@example.org", subject = "Talks", text = "In Astana." }) */
static int l_send(lua_State *L) {
    mh_ctx *c = mh_ctx_of(L);
    mh_err e = {0};
    send_opts o;
    luaL_checktype(L, 1, LUA_TTABLE);
    mh_check_nargs(L, 1);
    mh_check_opts(L, 1, &send_schema, &o);
    lua_settop(L, 1);
    scratch *s = mh_obj_new(L, &scratch_class);
    read_to(L, s);
    read_headers(L, s);
    if (c->info->dry || c->info->replayed) {
        for (size_t i = 0; i < s->to.len; i++)
            mh_log_event(c->log, MH_LOG_INFO, "would-mail", MH_F("to", s->to.ptr[i]),
                         MH_F("subject", o.subject));
        lua_pushboolean(L, 1);
        return 1;
    }
    if (c->mailer == NULL && c->ops->open_mail(c, &e) != MH_OK) return mh_push_fail(L, &e);
    mh_mail_req req = {.to = s->to.ptr,
                       .n_to = s->to.len,
                       .subject = o.subject,
                       .text = o.text,
                       .html = o.html,
                       .key = o.key,
                       .headers = s->headers.ptr,
                       .n_headers = s->headers.len};
    mh_wait *w = mh_wait_new(L, &send_wait);
    sending *g = mh_alloc(sizeof *g);
    g->wait = w;
    g->mail = mh_mail_start(c->mailer, &req, sent, g);
    mh_wait_start(w, g);
    return mh_wait_yield(L, w);
}

static const luaL_Reg mail_fns[] = {{"send", l_send}, {NULL, NULL}};

const mh_api mh_api_mail = {.name = "mail", .fns = mail_fns};
