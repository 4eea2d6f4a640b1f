#include "net/cache_priv.h"

#include "net/http_date.h"

#define SECOND    INT64_C(1000000)
#define NEVER     (INT64_MAX / 4)
#define CLOCK_OFF (60 * SECOND) /* an entry so far ahead was stored by a wrong clock */

/* Seconds; the first value counts, what is no number does not (RFC 9111, 5.1). */
static int64_t age_field(const mh_head *h) {
    mh_view v = mh_head_get(h, MH_VIEW("age")), first;
    int64_t n = 0;
    if (!mh_cache_member(&v, &first)) return 0;
    for (size_t i = 0; i < first.len; i++) {
        if (!mh_is_digit(first.ptr[i])) return 0;
        n = n * 10 + (first.ptr[i] - '0');
        if (n > INT64_C(1) << 31) n = INT64_C(1) << 31;
    }
    return n;
}

/* Of the Date field; when the answer came, where that is missing or none. */
static int64_t date_us(const mh_cache_entry *e) {
    int64_t s;
    mh_view v = mh_head_get(&e->head, MH_VIEW("date"));
    if (v.ptr && mh_http_date_read(v, e->response_us / SECOND, &s)) return s * SECOND;
    return e->response_us;
}

static int64_t max_of(int64_t a, int64_t b) {
    return a > b ? a : b;
}
static int64_t min_of(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* RFC 9111, 4.2.3. */
int64_t mh_cache_age_us(const mh_cache_entry *e, int64_t now_us) {
    int64_t apparent = max_of(0, e->response_us - date_us(e));
    int64_t delay = max_of(0, e->response_us - e->request_us);
    int64_t corrected = age_field(&e->head) * SECOND + delay;
    if (now_us < e->response_us - CLOCK_OFF) return NEVER;
    return max_of(apparent, corrected) + max_of(0, now_us - e->response_us);
}

/* Seconds of a response directive: what is malformed is stale. */
static int64_t seconds(int64_t delta) {
    return delta == MH_DELTA_BAD ? 0 : delta;
}

/* RFC 9111, 4.2.1, for a private cache that is stricter than it must be. */
int64_t mh_cache_lifetime_us(const mh_cache *c, const mh_cache_entry *e) {
    mh_cache_control cc;
    int64_t life = 0, cap = c->max_fresh_s > 0 ? c->max_fresh_s : MH_CACHE_FRESH_S, expires;
    mh_view v = mh_head_get(&e->head, MH_VIEW("expires"));
    mh_cache_control_of(&e->head, &cc);
    if (cc.max_age != MH_DELTA_NONE) {
        life = seconds(cc.max_age);
        if (cc.s_maxage >= 0) life = min_of(life, cc.s_maxage);
    } else if (v.ptr) {
        if (mh_http_date_read(v, e->response_us / SECOND, &expires))
            life = expires - date_us(e) / SECOND;
        if (cc.s_maxage >= 0) life = min_of(life, cc.s_maxage);
    } else if (cc.s_maxage != MH_DELTA_NONE) {
        life = min_of(seconds(cc.s_maxage), MH_CACHE_SHARED_S);
    }
    if (e->status >= 400) cap = min_of(cap, MH_CACHE_ERROR_S);
    return max_of(0, min_of(life, cap)) * SECOND;
}

bool mh_cache_usable(const mh_cache *c, const mh_cache_entry *e, const mh_cache_control *asked,
                     int64_t now_us) {
    mh_cache_control cc;
    int64_t age = mh_cache_age_us(e, now_us), life = mh_cache_lifetime_us(c, e);
    mh_cache_control_of(&e->head, &cc);
    if (cc.no_cache || asked->no_cache || age == NEVER) return false;
    if (asked->max_age != MH_DELTA_NONE && (asked->max_age <= 0 || age > asked->max_age * SECOND))
        return false;
    if (asked->min_fresh != MH_DELTA_NONE &&
        (asked->min_fresh < 0 || life - age < asked->min_fresh * SECOND))
        return false;
    if (age < life) return true;
    if (cc.must_revalidate) return false;
    return asked->any_stale || age - life <= asked->max_stale * SECOND;
}
