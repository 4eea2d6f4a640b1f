/* The secrets of redact.h in all their forms, found in one pass over a text. */
#include "net/redact_priv.h"

#include "doc/url.h"

#include <stdlib.h>
#include <string.h>

#define FORM_MIN 4    /* bytes: shorter forms occur by chance */
#define RUN_MAX  4096 /* bytes of an address that are looked at together */

static void add_form(mh_redact *r, mh_view v, bool for_good) {
    if (v.len < FORM_MIN) return;
    mh_view own = {mh_strndup(v.ptr, v.len), v.len};
    if (for_good)
        mh_vec_push(&r->told, own);
    else
        mh_vec_push(&r->learned, own);
    r->is_sorted = false;
}

/* Percent-encoded, but for unreserved characters and those in keep; hexadecimal digits by digits. */
static void add_percent(mh_redact *r, mh_view v, const char *keep, const char *digits, bool plus,
                        bool keep_it) {
    mh_buf b = {0};
    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];
        if (mh_is_alnum((char)c) || (c != 0 && (strchr("-._~", c) || strchr(keep, c)))) {
            mh_buf_putc(&b, (char)c);
        } else if (plus && c == ' ') {
            mh_buf_putc(&b, '+');
        } else {
            mh_buf_putc(&b, '%');
            mh_buf_putc(&b, digits[c >> 4]);
            mh_buf_putc(&b, digits[c & 15]);
        }
    }
    add_form(r, mh_buf_view(&b), keep_it);
    mh_buf_clear(&b);
}

/* The characters of base64 that v alone decides, when shift bytes stand before it in its text;
 * whole: with its padding, as when nothing stands around it. */
static void add_base64(mh_redact *r, mh_view v, const char *digits, unsigned shift, bool whole,
                       bool keep_it) {
    mh_buf b = {0};
    uint32_t bits = 0;
    unsigned n = 0;
    size_t skip = shift == 0 ? 0 : shift + 1;
    for (size_t i = 0; i < v.len + shift; i++) {
        bits = bits << 8 | (i < shift ? 0 : (unsigned char)v.ptr[i - shift]);
        for (n += 8; n >= 6; n -= 6) mh_buf_putc(&b, digits[bits >> (n - 6) & 63]);
    }
    if (whole && n > 0) {
        mh_buf_putc(&b, digits[bits << (6 - n) & 63]);
        add_form(r, mh_buf_view(&b), keep_it);
        while (b.len % 4 != 0) mh_buf_putc(&b, '=');
    }
    mh_view form = mh_view_sub(mh_buf_view(&b), skip, b.len);
    if (form.len > FORM_MIN) add_form(r, form, keep_it);
    mh_buf_clear(&b);
}

/* JSON, with "/" escaped or as it is, or HTML. */
enum { ESCAPED_JSON, ESCAPED_JSON_SLASH, ESCAPED_HTML };

static void add_escaped(mh_redact *r, mh_view v, int how, bool keep_it) {
    static const char *const from[] = {"\"\\", "\"\\/", "&<>\"'"};
    static const char *const entity[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    mh_buf b = {0};
    for (size_t i = 0; i < v.len; i++) {
        const char *hit = v.ptr[i] ? strchr(from[how], v.ptr[i]) : NULL;
        if (hit && how == ESCAPED_HTML) {
            mh_buf_puts(&b, entity[hit - from[ESCAPED_HTML]]);
            continue;
        }
        if (hit) mh_buf_putc(&b, '\\');
        mh_buf_putc(&b, v.ptr[i]);
    }
    add_form(r, mh_buf_view(&b), keep_it);
    mh_buf_clear(&b);
}

void mh_redact_add(mh_redact *r, mh_view v, bool keep_it) {
    static const char std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static const char *const hex[] = {"0123456789ABCDEF", "0123456789abcdef"};
    add_form(r, v, keep_it);
    for (int i = 0; i < 2; i++) {
        add_percent(r, v, "", hex[i], false, keep_it);
        add_percent(r, v, "", hex[i], true, keep_it);
        add_percent(r, v, "!$&'()*+,;=:@/?", hex[i], false, keep_it);
    }
    for (unsigned shift = 0; shift < 3; shift++) {
        add_base64(r, v, std, shift, false, keep_it);
        add_base64(r, v, url, shift, false, keep_it);
    }
    add_base64(r, v, std, 0, true, keep_it);
    add_base64(r, v, url, 0, true, keep_it);
    for (int how = ESCAPED_JSON; how <= ESCAPED_HTML; how++) add_escaped(r, v, how, keep_it);
}

static int by_bytes(const void *a, const void *b) {
    return mh_view_cmp(((const mh_redact_form *)a)->text, ((const mh_redact_form *)b)->text);
}

static unsigned pair_at(const char *p) {
    return (unsigned)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static void take(mh_redact *r, const mh_view *forms, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned pair = pair_at(forms[i].ptr);
        r->starts[pair / 8] = (unsigned char)(r->starts[pair / 8] | 1u << pair % 8);
        mh_vec_push(&r->sorted, ((mh_redact_form){forms[i], SIZE_MAX}));
    }
}

static void sort(mh_redact *r) {
    size_t n = 0;
    if (r->is_sorted) return;
    r->is_sorted = true;
    r->sorted.len = 0;
    memset(r->starts, 0, sizeof r->starts);
    take(r, r->told.ptr, r->told.len);
    take(r, r->learned.ptr, r->learned.len);
    mh_redact_form *f = r->sorted.ptr;
    if (r->sorted.len > 0) qsort(f, r->sorted.len, sizeof *f, by_bytes);
    for (size_t i = 0; i < r->sorted.len; i++) {
        if (n > 0 && mh_view_eq(f[n - 1].text, f[i].text)) continue;
        size_t up = n > 0 ? n - 1 : SIZE_MAX;
        while (up != SIZE_MAX && !mh_view_starts(f[i].text, f[up].text)) up = f[up].parent;
        f[n++] = (mh_redact_form){f[i].text, up};
    }
    r->sorted.len = n;
}

/* Bytes of the longest form with which v begins, 0 for none. Between it and v, in order of bytes,
 * lie only forms that begin with it: so it is an ancestor of the last form that is not behind v. */
static size_t match(const mh_redact *r, mh_view v) {
    const mh_redact_form *f = r->sorted.ptr;
    size_t lo = 0, hi = r->sorted.len, common = 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (mh_view_cmp(f[mid].text, v) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == 0) return 0;
    size_t i = lo - 1;
    while (common < v.len && common < f[i].text.len && v.ptr[common] == f[i].text.ptr[common])
        common++;
    while (i != SIZE_MAX && f[i].text.len > common) i = f[i].parent;
    return i == SIZE_MAX ? 0 : f[i].text.len;
}

/* Copies v to out but for the forms in it. at[i] is where byte i of v stands in src, from which is
 * copied: v is src, or src decoded. */
static void replace(mh_redact *r, mh_buf *out, mh_view v, mh_view src, const size_t *at) {
    size_t from = 0;
    for (size_t i = 0; i + 1 < v.len; i++) {
        unsigned pair = pair_at(v.ptr + i);
        if (!(r->starts[pair / 8] >> pair % 8 & 1)) continue;
        size_t n = match(r, mh_view_sub(v, i, v.len));
        if (n == 0) continue;
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): at is filled for each byte of v */
        mh_buf_put(out, mh_view_sub(src, from, at ? at[i] : i));
        mh_buf_puts(out, MH_REDACTED);
        from = at ? at[i + n] : i + n;
        i += n - 1;
    }
    mh_buf_put(out, mh_view_sub(src, from, src.len));
}

static int hex_digit(char c) {
    return mh_is_digit(c)         ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* A run of an address or the like, in which anything may be percent-encoded that need not be. */
static void replace_encoded(mh_redact *r, mh_buf *out, mh_view run) {
    char plain[RUN_MAX];
    size_t at[RUN_MAX + 1], n = 0;
    for (size_t i = 0; i < run.len; n++) {
        int hi = run.ptr[i] == '%' && i + 2 < run.len ? hex_digit(run.ptr[i + 1]) : -1;
        int lo = hi >= 0 ? hex_digit(run.ptr[i + 2]) : -1;
        at[n] = i;
        plain[n] = lo >= 0 ? (char)(hi << 4 | lo) : run.ptr[i];
        i += lo >= 0 ? 3 : 1;
    }
    at[n] = run.len;
    replace(r, out, (mh_view){plain, n}, run, at);
}

static bool ends_run(char c) {
    return mh_is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>';
}

void mh_redact_text(mh_redact *r, mh_buf *out, mh_view v) {
    mh_buf b = {0};
    sort(r);
    if (r->sorted.len == 0 || mh_view_find_byte(v, '%', 0) == SIZE_MAX) {
        replace(r, out, v, v, NULL);
        return;
    }
    replace(r, &b, v, v, NULL);
    v = mh_buf_view(&b);
    for (size_t i = 0, end; i < v.len; i = end) {
        bool encoded = false;
        for (end = i; end < v.len && end - i < RUN_MAX && !ends_run(v.ptr[end]); end++)
            encoded = encoded || v.ptr[end] == '%';
        if (end == i) end++;
        if (encoded)
            replace_encoded(r, out, mh_view_sub(v, i, end));
        else
            mh_buf_put(out, mh_view_sub(v, i, end));
    }
    mh_buf_clear(&b);
}
