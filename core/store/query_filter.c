#include "store/query_priv.h"

#include "base/schema.h"

#include <limits.h>

static const struct {
    const char *name;
    mh_qf_kind kind;
} names[] = {{"source", MH_QF_SOURCE},   {"language", MH_QF_LANGUAGE}, {"lang", MH_QF_LANGUAGE},
             {"country", MH_QF_COUNTRY}, {"topic", MH_QF_TOPIC},       {"type", MH_QF_TYPE},
             {"actor", MH_QF_ACTOR},     {"story", MH_QF_STORY},       {"since", MH_QF_SINCE},
             {"until", MH_QF_UNTIL},     {"title", MH_QF_TITLE}};
#define NAMES (sizeof names / sizeof names[0])

bool mh_qf_named(mh_view name, mh_qf_kind *kind) {
    for (size_t i = 0; i < NAMES; i++) {
        if (!mh_view_ieq(name, mh_view_of(names[i].name))) continue;
        *kind = names[i].kind;
        return true;
    }
    return false;
}

const char *mh_qf_nearest(mh_view name) {
    return mh_nearest(name, &names[0].name, NAMES, sizeof names[0]);
}

/* "2d", "12h", "3w", "1y": so long ago. */
static bool age(mh_view v, int64_t *us) {
    uint64_t n;
    if (v.len < 2 || v.len > 6 || !mh_view_u64(mh_view_sub(v, 0, v.len - 1), &n)) return false;
    int64_t hours;
    switch (v.ptr[v.len - 1]) {
    case 'h': hours = 1; break;
    case 'd': hours = 24; break;
    case 'w': hours = 7 * 24; break;
    case 'y': hours = 365 * 24; break;
    default: return false;
    }
    *us = (int64_t)n * hours * INT64_C(3600000000);
    return true;
}

bool mh_doc_time(mh_view v, bool until, int64_t now, int64_t *out) {
    int64_t us;
    int offset;
    if (age(v, &us)) {
        *out = now - us;
        return true;
    }
    mh_buf b = {0};
    mh_buf_put(&b, v);
    if (v.len == 4) mh_buf_puts(&b, "-01-01");
    if (v.len == 7) mh_buf_puts(&b, "-01");
    bool ok = mh_rfc3339_parse(mh_buf_view(&b), out, &offset);
    mh_buf_clear(&b);
    if (!ok || !until || v.len > 10) return ok;
    /* until a year, month or day: with its end */
    mh_civil c = mh_civil_of_s(*out / 1000000);
    if (v.len == 4) c.year++;
    if (v.len == 7 && ++c.month > 12) c.month = 1, c.year++;
    *out = mh_civil_to_s(c) * 1000000 + (v.len == 10 ? INT64_C(86400000000) : 0);
    return true;
}

void mh_qf_where(const mh_qf *f, mh_where *w) {
    bool later = (f->kind == MH_QF_SINCE) != f->negated;
    switch (f->kind) {
    case MH_QF_SOURCE: mh_where_col(w, "source", f->value, f->negated); return;
    case MH_QF_LANGUAGE: mh_where_col(w, "language", f->value, f->negated); return;
    case MH_QF_STORY: mh_where_col(w, "story", f->value, f->negated); return;
    case MH_QF_COUNTRY: mh_where_tag(w, "country", f->value, f->negated); return;
    case MH_QF_TOPIC: mh_where_tag(w, "topic", f->value, f->negated); return;
    case MH_QF_TYPE: mh_where_tag(w, "type", f->value, f->negated); return;
    case MH_QF_ACTOR: mh_where_tag(w, "actor", f->value, f->negated); return;
    case MH_QF_SINCE:
    case MH_QF_UNTIL:
        mh_where_puts(w, later ? " AND d.at >= " : " AND d.at < ");
        mh_where_num(w, f->time);
        return;
    case MH_QF_TITLE: return;
    }
}
