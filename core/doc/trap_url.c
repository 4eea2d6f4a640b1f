/* A URL taken apart for trap.h: its parts, its shape. */
#include "base/hash.h"
#include "doc/canonical.h"
#include "doc/trap_priv.h"
#include "doc/url.h"
#include "doc/url_priv.h"

#include <string.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

/* Shortest hexadecimal run, and shortest run of letters and digits, that is a token, not a word. */
#define HEX_MIN   8
#define TOKEN_MIN 16

/* Parameters that choose a part of the site: their words stay. */
static const char *const routers[] = {"option", "view", "task",   "layout",     "action", "act",
                                      "do",     "mod",  "module", "controller", "op",     "func",
                                      "cmd",    "area", "type",   "name",       "file"};
/* Parameters that turn pages or choose a language: no filters. */
static const char *const turners[] = {
    "page", "p",    "pg",       "paged",   "pagenum", "start",    "offset", "limit", "limitstart",
    "skip", "from", "per_page", "pagen_1", "lang",    "language", "locale", "hl",    "lng"};

bool mh_trap_is_one_of(mh_view v, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (mh_view_ieq(v, mh_view_of(list[i]))) return true;
    return false;
}

/* ---- folding */

typedef struct run {
    size_t digits, letters, hex; /* hex: digits and a to f */
} run;

static bool is_uuid(mh_view v) {
    if (v.len < 36) return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? v.ptr[i] != '-' : mh_hex_digit(v.ptr[i]) < 0) return false;
    }
    return v.len == 36 || !mh_is_alnum(v.ptr[36]);
}

static void fold_run(mh_buf *out, mh_view v, const run *r) {
    if (r->letters == 0) {
        mh_buf_putc(out, 'N');
    } else if (r->digits > 0 && r->hex == v.len && v.len >= HEX_MIN) {
        mh_buf_putc(out, 'H');
    } else if (r->digits > 1 && v.len >= TOKEN_MIN) {
        mh_buf_putc(out, 'T');
    } else {
        for (size_t i = 0; i < v.len; i++) {
            if (!mh_is_digit(v.ptr[i]))
                mh_buf_putc(out, mh_lower(v.ptr[i]));
            else if (i + 1 == v.len || !mh_is_digit(v.ptr[i + 1]))
                mh_buf_putc(out, 'N');
        }
    }
}

/* Numbers as N, hexadecimal runs as H, other tokens as T (words are in lower case); escapes stay. */
static void fold(mh_buf *out, mh_view v) {
    for (size_t i = 0; i < v.len;) {
        run r = {0};
        size_t end = i;
        if (is_uuid(mh_view_sub(v, i, v.len))) {
            mh_buf_putc(out, 'H');
            i += 36;
            continue;
        }
        for (; end < v.len && mh_is_alnum(v.ptr[end]); end++) {
            r.digits += mh_is_digit(v.ptr[end]);
            r.letters += mh_is_alpha(v.ptr[end]);
            r.hex += mh_hex_digit(v.ptr[end]) >= 0;
        }
        if (end > i) {
            fold_run(out, mh_view_sub(v, i, end), &r);
            i = end;
        } else {
            size_t n = v.ptr[i] == '%' ? 3 : 1;
            mh_buf_put(out, mh_view_sub(v, i, i + n));
            i += n;
        }
    }
}

static bool has_letter(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (mh_is_alpha(v.ptr[i]) || v.ptr[i] == '%') return true;
    return false;
}

/* A value that is all numbers or one token keeps its form; anything else is a word. */
static void fold_value(mh_buf *out, mh_view name, mh_view value) {
    size_t from = out->len;
    fold(out, value);
    if (!has_letter(value) || mh_trap_is_one_of(name, routers, LEN(routers))) return;
    mh_view folded = mh_view_sub(mh_buf_view(out), from, out->len);
    if (mh_view_eq(folded, MH_VIEW("H")) || mh_view_eq(folded, MH_VIEW("T"))) return;
    out->len = from;
    mh_buf_putc(out, 'W');
}

/* ---- reading */

static void read_path(mh_trap_url *u, mh_view path) {
    mh_view rest = mh_view_sub(path, 1, path.len), one;
    while (mh_view_split(&rest, '/', &one)) {
        if (one.len == 0) continue;
        u->depth++;
        if (u->segments < MH_TRAP_SEGMENTS) u->segment[u->segments++] = one;
        mh_buf_putc(&u->shape, '/');
        fold(&u->shape, one);
    }
    if (u->depth == 0 || mh_view_ends(path, MH_VIEW("/"))) mh_buf_putc(&u->shape, '/');
}

static void read_query(mh_trap_url *u, mh_view query) {
    mh_view rest = query, one, last = {"", 0};
    mh_buf name = {0};
    while (mh_view_split(&rest, '&', &one)) {
        size_t at = mh_view_find_byte(one, '=', 0);
        mh_trap_param p = {mh_view_sub(one, 0, at), {"", 0}, false};
        if (at != SIZE_MAX) p.value = mh_view_sub(one, at + 1, one.len);
        if (one.len == 0) continue;
        u->all_params++;
        if (u->params == MH_TRAP_PARAMS) continue;
        p.is_filter =
            !mh_trap_is_one_of(p.name, turners, LEN(turners)) && !mh_trap_is_day_name(p.name);
        u->param[u->params++] = p;
        /* a list "a=1&a=2" is one value of many parts: its length makes no shape */
        if (u->params > 1 && mh_view_eq(p.name, last)) continue;
        last = p.name;
        mh_buf_reset(&name);
        fold(&name, p.name);
        u->set = mh_hash64(mh_buf_view(&name), u->set + 1);
        mh_buf_putc(&u->shape, u->params == 1 ? '?' : '&');
        mh_buf_put(&u->shape, mh_buf_view(&name));
        if (at == SIZE_MAX) continue;
        mh_buf_putc(&u->shape, '=');
        fold_value(&u->shape, p.name, p.value);
    }
    mh_buf_clear(&name);
}

bool mh_trap_url_read(mh_trap_url *u, mh_view url) {
    mh_url parsed = {0};
    *u = (mh_trap_url){0};
    if (mh_url_canonical(&u->text, url, MH_CANONICAL_FORM, NULL) != MH_OK) return false;
    mh_view text = mh_buf_view(&u->text);
    bool ok = mh_url_parse(&parsed, text, NULL, NULL) == MH_OK && mh_url_is_http(&parsed);
    if (ok) {
        /* offsets of the parsed copy are those of its text, which is the same */
        u->host = mh_view_sub(text, parsed.host.from, parsed.host.from + parsed.host.len);
        mh_view path = mh_view_sub(text, parsed.path.from, parsed.path.from + parsed.path.len);
        mh_view query = {"", 0};
        if (parsed.query.has)
            query = mh_view_sub(text, parsed.query.from, parsed.query.from + parsed.query.len);
        u->path = path;
        u->session = mh_url_session(text);
        mh_buf_put(&u->shape, u->host);
        read_path(u, path);
        u->path_len = u->shape.len;
        if (query.len > 0) read_query(u, query);
        mh_trap_find_day(u);
    }
    mh_url_clear(&parsed);
    return ok;
}

void mh_trap_url_clear(mh_trap_url *u) {
    mh_buf_clear(&u->text);
    mh_buf_clear(&u->shape);
}
