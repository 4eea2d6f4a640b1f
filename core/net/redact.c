#include "net/redact_priv.h"

#include "doc/url.h"
#include "net/head.h"

#include <stdlib.h>
#include <string.h>

mh_redact *mh_redact_new(void) {
    return mh_alloc(sizeof(mh_redact));
}

static void drop(mh_view *forms, size_t n) {
    for (size_t i = 0; i < n; i++) free((char *)(uintptr_t)forms[i].ptr);
}

void mh_redact_free(mh_redact *r) {
    if (r == NULL) return;
    drop(r->told.ptr, r->told.len);
    drop(r->learned.ptr, r->learned.len);
    mh_vec_clear(&r->told);
    mh_vec_clear(&r->learned);
    mh_vec_clear(&r->sorted);
    free(r);
}

void mh_redact_tell(mh_redact *r, mh_view secret) {
    if (secret.len >= MH_REDACT_TOLD) mh_redact_add(r, secret, true);
}

void mh_redact_forget(mh_redact *r) {
    if (r->learned.len == 0) return;
    drop(r->learned.ptr, r->learned.len);
    r->learned.len = 0;
    r->is_sorted = false;
}

/* What is replaced once must not be learned: it would then be looked for. */
static void learn(mh_redact *r, mh_view v) {
    if (v.len < MH_REDACT_MIN || mh_view_find(v, MH_VIEW(MH_REDACTED), 0) != SIZE_MAX) return;
    mh_redact_add(r, v, false);
}

/* A value as it stands in an address or a form, and as it is meant. */
static void learn_encoded(mh_redact *r, mh_view v) {
    mh_buf plain = {0};
    mh_url_decode(&plain, v);
    learn(r, v);
    learn(r, mh_buf_view(&plain));
    mh_buf_clear(&plain);
}

/* ---- names ---- */

static bool is_one_of(const char *name, const char *const *list) {
    for (; *list; list++)
        if (strcmp(name, *list) == 0) return true;
    return false;
}

/* Lower case, without what joins words; false when it is longer than any name of interest. */
static bool squeeze(mh_view v, char out[MH_REDACT_NAMES]) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (!mh_is_alnum(v.ptr[i])) continue;
        if (n + 1 >= MH_REDACT_NAMES) return false;
        out[n++] = mh_lower(v.ptr[i]);
    }
    out[n] = '\0';
    return n > 0;
}

static bool ends_with(const char *name, const char *const *list) {
    for (; *list; list++)
        if (mh_view_ends(mh_view_of(name), mh_view_of(*list))) return true;
    return false;
}

static const char *const strict_tails[] = {
    "token",     "secret",     "password",  "passwd",      "apikey",     "accesskey",
    "secretkey", "privatekey", "signature", "sessionid",   "jwt",        "credential",
    "sessid",    "passphrase", "cookie",    "credentials", "sessionkey", NULL};

bool mh_redact_is_name(mh_view name) {
    static const char *const names[] = {"key",           "pwd",    "pass",    "auth",
                                        "authorization", "sig",    "session", "sid",
                                        "hmac",          "bearer", NULL};
    char s[MH_REDACT_NAMES];
    mh_buf plain = {0};
    mh_url_decode(&plain, name);
    bool hit =
        squeeze(mh_buf_view(&plain), s) && (is_one_of(s, names) || ends_with(s, strict_tails));
    mh_buf_clear(&plain);
    return hit;
}

/* Members of an answer in JSON: "key" and "session" are data there more often than secrets. */
static bool is_strict_name(mh_view name) {
    char s[MH_REDACT_NAMES];
    return squeeze(name, s) && ends_with(s, strict_tails);
}

static bool is_harmless_field(const char *s) {
    static const char *const names[] = {"accept",
                                        "acceptlanguage",
                                        "acceptencoding",
                                        "acceptcharset",
                                        "useragent",
                                        "cachecontrol",
                                        "pragma",
                                        "range",
                                        "contenttype",
                                        "contentlength",
                                        "contentencoding",
                                        "contentlanguage",
                                        "ifmodifiedsince",
                                        "ifunmodifiedsince",
                                        "ifnonematch",
                                        "ifmatch",
                                        "ifrange",
                                        "referer",
                                        "origin",
                                        "host",
                                        "connection",
                                        "transferencoding",
                                        "te",
                                        "upgradeinsecurerequests",
                                        "dnt",
                                        "xrequestedwith",
                                        "secfetchdest",
                                        "secfetchmode",
                                        "secfetchsite",
                                        "secfetchuser",
                                        "priority",
                                        "purpose",
                                        "date",
                                        "expect",
                                        "savedata",
                                        "from",
                                        NULL};
    return is_one_of(s, names);
}

static bool is_secret_field(mh_view name, bool request) {
    static const char *const names[] = {"setcookie2",
                                        "authorization",
                                        "proxyauthorization",
                                        "authenticationinfo",
                                        "proxyauthenticationinfo",
                                        "xamzsecuritytoken",
                                        NULL};
    static const char *const parts[] = {"token",   "secret", "apikey", "password", "cookie",
                                        "session", "csrf",   "xsrf",   NULL};
    char s[MH_REDACT_NAMES];
    if (!squeeze(name, s)) return request;
    if (request) return !is_harmless_field(s);
    if (is_one_of(s, names)) return true;
    for (const char *const *p = parts; *p; p++)
        if (strstr(s, *p)) return true;
    return strncmp(s, "xauth", 5) == 0 && strncmp(s, "xauthor", 7) != 0;
}

/* ---- parameters in addresses, forms and header values ---- */

static bool is_name_char(char c) {
    return mh_is_alnum(c) || (c != '\0' && strchr("_.-[]%~", c));
}

/* The next value of a parameter named like a secret, from `at` on; first: one may begin at 0, as in
 * a form. */
static bool next_param(mh_view v, size_t at, bool first, mh_view *value) {
    for (size_t eq; (eq = mh_view_find_byte(v, '=', at)) != SIZE_MAX; at = eq + 1) {
        size_t from = eq;
        while (from > 0 && is_name_char(v.ptr[from - 1])) from--;
        bool begins = from > 0 ? strchr("?&;#", v.ptr[from - 1]) != NULL : first;
        if (from == eq || !begins || !mh_redact_is_name(mh_view_sub(v, from, eq))) continue;
        bool in_path = from > 0 && v.ptr[from - 1] == ';';
        const char *stops = in_path ? "?/&;#\"'<> \t\r\n" : "&;#\"'<> \t\r\n";
        size_t end = eq + 1;
        while (end < v.len && v.ptr[end] && !strchr(stops, v.ptr[end])) end++;
        if (end == eq + 1) continue;
        *value = mh_view_sub(v, eq + 1, end);
        return true;
    }
    return false;
}

/* "//user:password@host" from `at` on: what stands between "//" and "@". */
static bool next_user_info(mh_view v, size_t at, mh_view *info) {
    for (size_t s; (s = mh_view_find(v, MH_VIEW("://"), at)) != SIZE_MAX; at = s + 3) {
        size_t last = SIZE_MAX;
        for (size_t i = s + 3; i < v.len && v.ptr[i] && !strchr("/?# \t\r\n\"<>", v.ptr[i]); i++)
            if (v.ptr[i] == '@') last = i;
        if (last == SIZE_MAX) continue;
        *info = mh_view_sub(v, s + 3, last + 1); /* with the "@" */
        return true;
    }
    return false;
}

typedef bool next_fn(mh_view v, size_t at, bool flag, mh_view *value);

/* Copies v to out, each value that next finds replaced. */
static void replace(mh_buf *out, mh_view v, next_fn *next, bool flag) {
    mh_view hit;
    size_t at = 0;
    while (next(v, at, flag, &hit)) {
        size_t from = (size_t)(hit.ptr - v.ptr);
        mh_buf_put(out, mh_view_sub(v, at, from));
        mh_buf_puts(out, MH_REDACTED);
        at = from + hit.len;
    }
    mh_buf_put(out, mh_view_sub(v, at, v.len));
}

static void drop_user_info(mh_buf *out, mh_view v) {
    mh_view hit;
    size_t at = 0;
    while (next_user_info(v, at, &hit)) {
        size_t from = (size_t)(hit.ptr - v.ptr);
        mh_buf_put(out, mh_view_sub(v, at, from));
        at = from + hit.len;
    }
    mh_buf_put(out, mh_view_sub(v, at, v.len));
}

/* Header values and addresses: user info dropped, parameters and all secrets replaced. */
static void clean(mh_redact *r, mh_buf *out, mh_view v) {
    mh_buf a = {0}, b = {0};
    drop_user_info(&a, v);
    replace(&b, mh_buf_view(&a), next_param, false);
    mh_redact_text(r, out, mh_buf_view(&b));
    mh_buf_clear(&a);
    mh_buf_clear(&b);
}

static void learn_text(mh_redact *r, mh_view v, bool form) {
    mh_view hit;
    for (size_t at = 0; next_param(v, at, form, &hit); at = (size_t)(hit.ptr - v.ptr) + hit.len)
        learn_encoded(r, hit);
    for (size_t at = 0; next_user_info(v, at, &hit); at = (size_t)(hit.ptr - v.ptr) + hit.len) {
        mh_view rest = mh_view_sub(hit, 0, hit.len - 1), part;
        while (mh_view_split(&rest, ':', &part)) learn_encoded(r, part);
    }
}

void mh_redact_learn_url(mh_redact *r, mh_view url) {
    learn_text(r, url, false);
}

void mh_redact_url(mh_redact *r, mh_buf *out, mh_view url) {
    size_t hash = mh_view_find_byte(url, '#', 0);
    clean(r, out, mh_view_sub(url, 0, hash));
}

/* ---- fields ---- */

static void learn_cookies(mh_redact *r, mh_view v, bool request) {
    mh_view part;
    while (mh_view_split(&v, ';', &part)) {
        size_t eq = mh_view_find_byte(part, '=', 0);
        if (eq != SIZE_MAX) {
            mh_view value = mh_view_trim(mh_view_sub(part, eq + 1, part.len));
            if (value.len > 1 && value.ptr[0] == '"') value = mh_view_sub(value, 1, value.len - 1);
            learn_encoded(r, value);
        }
        if (!request) break; /* what follows are the cookie's attributes */
    }
}

static int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (mh_is_digit(c)) return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* "scheme credentials"; those of Basic hold a name and a password. */
static void learn_credentials(mh_redact *r, mh_view v) {
    size_t sp = mh_view_find_byte(v, ' ', 0);
    if (sp == SIZE_MAX) return;
    mh_view value = mh_view_trim(mh_view_sub(v, sp + 1, v.len));
    learn(r, value);
    if (!mh_view_ieq(mh_view_sub(v, 0, sp), MH_VIEW("basic"))) return;
    mh_buf b = {0};
    uint32_t bits = 0;
    unsigned n = 0;
    for (size_t i = 0; i < value.len && base64_digit(value.ptr[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)base64_digit(value.ptr[i]);
        n += 6;
        if (n < 8) continue;
        n -= 8;
        mh_buf_putc(&b, (char)(bits >> n & 255));
    }
    size_t colon = mh_view_find_byte(mh_buf_view(&b), ':', 0);
    learn(r, mh_buf_view(&b));
    learn(r, mh_view_sub(mh_buf_view(&b), 0, colon));
    if (colon != SIZE_MAX) learn(r, mh_view_sub(mh_buf_view(&b), colon + 1, b.len));
    mh_buf_clear(&b);
}

void mh_redact_learn_field(mh_redact *r, mh_view name, mh_view value, bool request) {
    value = mh_view_trim(value);
    if (!is_secret_field(name, request)) {
        learn_text(r, value, false);
        return;
    }
    bool cookie =
        mh_view_ieq(name, MH_VIEW("cookie")) || mh_view_istarts(name, MH_VIEW("set-cookie"));
    learn(r, value);
    if (cookie)
        learn_cookies(r, value, request);
    else
        learn_credentials(r, value);
}

void mh_redact_field(mh_redact *r, mh_buf *out, mh_view name, mh_view value, bool request) {
    if (!is_secret_field(name, request))
        clean(r, out, value);
    else if (value.len > 0)
        mh_buf_puts(out, MH_REDACTED);
}

/* ---- bodies ---- */

/* The next string that is the value of a member named like a secret. */
static bool next_member(mh_view v, size_t at, bool strict, mh_view *value) {
    for (size_t colon; (colon = mh_view_find_byte(v, ':', at)) != SIZE_MAX; at = colon + 1) {
        size_t end = colon, open = colon + 1;
        while (end > 0 && mh_is_space(v.ptr[end - 1])) end--;
        while (open < v.len && mh_is_space(v.ptr[open])) open++;
        if (end < 2 || v.ptr[end - 1] != '"' || open >= v.len || v.ptr[open] != '"') continue;
        size_t from = end - 1;
        while (from > 0 && end - from <= MH_REDACT_NAMES && v.ptr[from - 1] != '"') from--;
        mh_view name = mh_view_sub(v, from, end - 1);
        if (!(strict ? is_strict_name(name) : mh_redact_is_name(name))) continue;
        size_t close = open + 1;
        while (close < v.len && v.ptr[close] != '"') close += v.ptr[close] == '\\' ? 2 : 1;
        if (close > v.len) close = v.len;
        if (close == open + 1) continue;
        *value = mh_view_sub(v, open + 1, close);
        return true;
    }
    return false;
}

static void learn_members(mh_redact *r, mh_view v, bool strict) {
    mh_view hit;
    for (size_t at = 0; next_member(v, at, strict, &hit); at = (size_t)(hit.ptr - v.ptr) + hit.len)
        learn(r, hit);
}

static bool looks_like_json(mh_view v) {
    v = mh_view_trim(v);
    return v.len > 0 && (v.ptr[0] == '{' || v.ptr[0] == '[');
}

void mh_redact_learn_sent(mh_redact *r, mh_view body) {
    if (looks_like_json(body))
        learn_members(r, body, false);
    else
        learn_text(r, body, true);
}

void mh_redact_sent(mh_redact *r, mh_buf *out, mh_view body) {
    mh_buf b = {0};
    bool json = looks_like_json(body);
    replace(&b, body, json ? next_member : next_param, !json);
    mh_redact_text(r, out, mh_buf_view(&b));
    mh_buf_clear(&b);
}

static bool is_json(mh_view type) {
    size_t end = mh_view_find_byte(type, ';', 0);
    type = mh_view_trim(mh_view_sub(type, 0, end));
    return mh_view_ends(type, MH_VIEW("/json")) || mh_view_ends(type, MH_VIEW("+json"));
}

void mh_redact_learn_body(mh_redact *r, mh_view type, mh_view body) {
    if (is_json(type)) learn_members(r, body, true);
}

void mh_redact_body(mh_redact *r, mh_buf *out, mh_view type, mh_view body) {
    if (!is_json(type)) {
        mh_redact_text(r, out, body);
        return;
    }
    mh_buf b = {0};
    replace(&b, body, next_member, true);
    mh_redact_text(r, out, mh_buf_view(&b));
    mh_buf_clear(&b);
}
