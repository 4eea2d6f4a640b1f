/* The origin of conform_cache. */
#include "cache.h"

#include "base/clock.h"
#include "net/http_date.h"

static bool is_date(mh_view name) {
    static const char *const names[] = {"date", "expires", "last-modified", "if-modified-since",
                                        "if-unmodified-since"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mh_view_ieq(name, mh_view_of(names[i]))) return true;
    return false;
}

/* "Thursday, 18-Aug-50 02:01:18 GMT" */
static void put_rfc850(mh_buf *out, int64_t s) {
    static const char *const days[] = {"Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"};
    char d[MH_HTTP_DATE];
    mh_http_date_write(d, s);
    mh_buf_printf(out, "%sday, %.2s-%.3s-%.2s %s", days[mh_civil_weekday(mh_civil_of_s(s)) - 1],
                  d + 5, d + 8, d + 14, d + 17);
}

/* The value of the pair [name, value]: a number is seconds from now, for a date. */
void put_value(mh_buf *out, const json_t *pair, const json_t *step, int64_t now_us) {
    const json_t *v = json_array_get(pair, 1), *old, *forms = json_object_get(step, "rfc850date");
    mh_view name = view_in(json_array_get(pair, 0), NULL);
    size_t i;
    if (!json_is_integer(v)) {
        mh_buf_put(out, view_in(v, NULL));
        return;
    }
    if (!is_date(name)) {
        mh_buf_printf(out, "%lld", (long long)json_integer_value(v));
        return;
    }
    int64_t s = now_us / SECOND + json_integer_value(v);
    json_array_foreach(forms, i, old) if (mh_view_ieq(view_in(old, NULL), name)) {
        put_rfc850(out, s);
        return;
    }
    char date[MH_HTTP_DATE];
    mh_http_date_write(date, s);
    mh_buf_puts(out, date);
}

/* What the origin got: the request's own value, or what the cache added. */
bool got_field(const origin *o, const char *name, mh_buf *out) {
    for (size_t i = 0; i < o->req->n_lines + o->extra.len; i++) {
        mh_view line =
            mh_view_of(i < o->req->n_lines ? o->req->lines[i] : o->extra.ptr[i - o->req->n_lines]);
        size_t colon = mh_view_find_byte(line, ':', 0);
        if (colon == SIZE_MAX || !mh_view_ieq(mh_view_sub(line, 0, colon), mh_view_of(name)))
            continue;
        mh_buf_put(out, mh_view_trim(mh_view_sub(line, colon + 1, line.len)));
        return true;
    }
    return false;
}

static int status_of(const origin *o, const json_t *step) {
    mh_buf tag = {0}, date = {0};
    mh_view type = view_in(step, "expected_type");
    int status = 200;
    const json_t *s = json_array_get(json_object_get(step, "response_status"), 0);
    if (s) status = (int)json_integer_value(s);
    if (mh_view_ends(type, MH_VIEW("validated"))) {
        got_field(o, "if-none-match", &tag);
        got_field(o, "if-modified-since", &date);
        bool same = (o->etag.len && mh_view_eq(mh_buf_view(&tag), mh_buf_view(&o->etag))) ||
                    (o->modified.len && mh_view_eq(mh_buf_view(&date), mh_buf_view(&o->modified)));
        status = same ? 304 : 999;
    }
    mh_buf_clear(&tag);
    mh_buf_clear(&date);
    return status;
}

__attribute__((format(printf, 2, 3))) static void line(mh_head *h, const char *fmt, ...) {
    static const mh_head_limits limits = {1 << 20, 16};
    mh_buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    mh_buf_puts(&b, "\r\n");
    mh_head_line(h, mh_buf_view(&b), limits, NULL);
    mh_buf_clear(&b);
}

static void interim(mh_head *h, const json_t *step) {
    const json_t *one, *pair;
    size_t i, k;
    json_array_foreach(json_object_get(step, "interim_responses"), i, one) {
        line(h, "HTTP/1.1 %lld X", (long long)json_integer_value(json_array_get(one, 0)));
        json_array_foreach(json_array_get(one, 1), k, pair)
            line(h, "%s: %s", json_string_value(json_array_get(pair, 0)),
                 json_string_value(json_array_get(pair, 1)));
        line(h, "%s", "");
    }
}

/* Answers as the table says; false when it hangs up instead. */
bool origin_answer(origin *o, mh_view id, mh_head *h, mh_buf *body) {
    const json_t *step = json_array_get(o->steps, o->step), *pair, *text;
    mh_buf value = {0};
    bool typed = false;
    size_t i;
    o->seen++;
    o->now_us += json_integer_value(json_object_get(step, "response_pause")) * SECOND;
    if (json_is_true(json_object_get(step, "disconnect"))) return false;
    int status = status_of(o, step);
    interim(h, step);
    line(h, "HTTP/1.1 %d X", status);
    line(h, "Server-Request-Count: %zu", o->seen);
    line(h, "Client-Request-Count: %zu", o->step + 1);
    line(h, "Server-Now: %lld", (long long)o->now_us);
    json_array_foreach(json_object_get(step, "response_headers"), i, pair) {
        const char *name = json_string_value(json_array_get(pair, 0));
        mh_buf_reset(&value);
        put_value(&value, pair, step, o->now_us);
        line(h, "%s: %.*s", name, MH_FMT(mh_buf_view(&value)));
        mh_view n = mh_view_of(name);
        typed = typed || mh_view_ieq(n, MH_VIEW("content-type"));
        if (mh_view_ieq(n, MH_VIEW("etag"))) mh_buf_put(&o->next_etag, mh_buf_view(&value));
        if (mh_view_ieq(n, MH_VIEW("last-modified")))
            mh_buf_put(&o->next_modified, mh_buf_view(&value));
    }
    if (!typed) line(h, "Content-Type: text/plain");
    line(h, "%s", "");
    mh_buf_clear(&value);
    text = json_object_get(step, "response_body");
    bool none = status == 204 || status == 304 || mh_view_eq(o->req->method, MH_VIEW("HEAD"));
    if (!none) mh_buf_put(body, json_is_string(text) ? view_in(text, NULL) : id);
    return true;
}
