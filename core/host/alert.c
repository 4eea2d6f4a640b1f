#include "host/alert_priv.h"

#include "base/utf8.h"

#include <string.h>

const char *mh_alert_kind_name(mh_alert_kind k) {
    static const char *const names[] = {
#define MH_X(suffix, name) name,
        MH_ALERT_KINDS(MH_X)
#undef MH_X
    };
    return names[k];
}

bool mh_alert_any(const mh_settings *set) {
    mh_receivers r;
    mh_receivers_read(&r, set);
    bool any = r.list.len > 0;
    mh_receivers_clear(&r);
    return any;
}

mh_rc mh_alert_due(mh_store *s, const mh_settings *set, int64_t *at, mh_err *e) {
    mh_receivers r;
    mh_rc rc = MH_OK;
    *at = INT64_MAX;
    mh_receivers_read(&r, set);
    for (size_t i = 0; rc == MH_OK && i < r.list.len; i++) {
        int64_t one;
        rc = mh_outbox_next(s, &r.list.ptr[i].box, &one, e);
        if (rc == MH_OK && one < *at) *at = one;
    }
    mh_receivers_clear(&r);
    return rc;
}

/* What the script that delivers shows; times are local to this machine. */
static json_t *entry_of(const mh_alert_info *i, mh_view text, bool over) {
    char since[MH_RFC3339_MAX], end[MH_RFC3339_MAX];
    mh_zone *z = NULL;
    mh_buf t = {0}, title = {0}, subject = {0};
    (void)mh_zone_open(&z, MH_VIEW(""), NULL);
    mh_rfc3339(since, i->since, mh_zone_offset(z, i->since / 1000000), false);
    mh_rfc3339(end, i->over, mh_zone_offset(z, i->over / 1000000), false);
    mh_zone_free(z);
    mh_utf8_repair(&t, mh_utf8_cut(text, MH_ALERT_TEXT));
    mh_utf8_repair(&title, mh_utf8_cut(i->title, MH_OUTBOX_TITLE));
    mh_utf8_repair(&subject, i->subject);
    json_t *v =
        json_pack("{ss%,ss,ss%,ss%,ss,sb,sI,sI}", "kind", i->kind.ptr, i->kind.len, "subject",
                  subject.ptr ? subject.ptr : "", "title", title.ptr ? title.ptr : "", title.len,
                  "text", t.ptr ? t.ptr : "", t.len, "since", since, "over", over, "times",
                  (json_int_t)i->times, "back", (json_int_t)i->back);
    if (over) {
        json_object_set_new(v, "ended", json_string(end));
        json_object_set_new(v, "lasted", json_integer((i->over - i->since) / 1000000));
    }
    mh_buf_clear(&t);
    mh_buf_clear(&title);
    mh_buf_clear(&subject);
    return v;
}

/* One beginning or end of one alert: at is its moment. */
static mh_view entry_key(mh_arena *a, const mh_alert_info *i, int64_t at, bool over) {
    return mh_arena_printf(a, "%.*s %.*s %s %lld", MH_FMT(i->kind), MH_FMT(i->subject),
                           over ? "over" : "since", (long long)at);
}

static mh_rc push(mh_store *s, const mh_receiver *r, const mh_alert_info *i, mh_view text,
                  bool over, int64_t due, mh_err *e) {
    mh_arena *a = mh_arena_new();
    bool added;
    json_t *v = entry_of(i, text, over);
    mh_view title = over ? mh_arena_printf(a, "over: %.*s", MH_FMT(i->title)) : i->title;
    mh_rc rc = mh_outbox_push_at(s, &r->box, entry_key(a, i, over ? i->over : i->since, over),
                                 title, v, due, &added, e);
    json_decref(v);
    mh_arena_free(a);
    return rc;
}

static int64_t hold_of(int64_t back) {
    int64_t hold = MH_ALERT_HOLD;
    while (back-- > 0 && hold < MH_ALERT_HOLD_MAX) hold *= 2;
    return hold < MH_ALERT_HOLD_MAX ? hold : MH_ALERT_HOLD_MAX;
}

static mh_view subject_of(mh_view v) {
    v = mh_utf8_cut(v, 900);
    return v.len ? v : MH_VIEW("-");
}

/* It came back while its end was held. *again: the receivers who know of its end, if any. */
static mh_rc take_back(mh_store *s, const mh_receivers *r, const mh_alert_info *was, bool *again,
                       size_t *n, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_rc rc = MH_OK;
    mh_view key = entry_key(a, was, was->over, true);
    *n = 0;
    for (size_t i = 0; rc == MH_OK && i < r->list.len; i++) {
        bool gone;
        rc = mh_outbox_withdraw(s, &r->list.ptr[i].box, key, &gone, e);
        again[i] = !gone;
        *n += !gone;
    }
    mh_arena_free(a);
    return rc;
}

static mh_rc begin(mh_store *s, const mh_settings *set, const mh_alert *a, const mh_receivers *r,
                   const bool *to, mh_alert_info *i, mh_err *e) {
    int64_t due;
    mh_rc rc = mh_alert_turn(s, set, a, i->since, &due, e);
    for (size_t k = 0; rc == MH_OK && k < r->list.len; k++)
        if (to == NULL || to[k]) rc = push(s, &r->list.ptr[k], i, i->text, false, due, e);
    return rc;
}

static mh_rc raise_known(mh_store *s, const mh_settings *set, const mh_alert *a,
                         const mh_receivers *r, mh_alert_info *i, int64_t now, bool *told,
                         mh_err *e) {
    bool held = i->over && now < i->end,
         *to = mh_arena_array(r->arena, r->list.len + 1, sizeof *to);
    size_t n = 0;
    bool lasts = i->over == 0;
    mh_rc rc = held ? take_back(s, r, i, to, &n, e) : MH_OK;
    if (rc != MH_OK) return rc;
    i->seen = now;
    i->title = a->title;
    i->text = a->text;
    if (lasts || (held && n == 0)) { /* nobody knows that it was over */
        i->times++;
        if (held) i->back++;
        i->over = i->end = 0;
        return mh_alert_save(s, i, 0, e);
    }
    bool calm = now - i->over >= MH_ALERT_CALM;
    i->back = calm ? 0 : i->back + 1;
    i->since = now;
    i->times = 1;
    i->over = i->end = 0;
    *told = true;
    rc = begin(s, set, a, r, held ? to : NULL, i, e);
    return rc == MH_OK ? mh_alert_save(s, i, 0, e) : rc;
}

mh_rc mh_alert_raise(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                     bool *told, mh_err *e) {
    mh_receivers r;
    mh_alert_state st;
    mh_view kind = mh_view_of(mh_alert_kind_name(a->kind)), subject = subject_of(a->subject);
    *told = false;
    mh_receivers_read(&r, set);
    mh_rc rc = mh_alert_load(s, kind, subject, r.arena, &st, e);
    if (rc == MH_OK && st.known) {
        rc = raise_known(s, set, a, &r, &st.info, now, told, e);
    } else if (rc == MH_OK) {
        mh_alert_info i = {.kind = kind,
                           .subject = subject,
                           .title = a->title,
                           .text = a->text,
                           .since = now,
                           .seen = now,
                           .times = 1};
        *told = true;
        rc = begin(s, set, a, &r, NULL, &i, e);
        if (rc == MH_OK) rc = mh_alert_save(s, &i, 0, e);
    }
    if (rc != MH_OK) *told = false;
    mh_receivers_clear(&r);
    return rc;
}

mh_rc mh_alert_clear(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                     bool *told, mh_err *e) {
    mh_receivers r;
    mh_alert_state st;
    mh_alert_info *i = &st.info;
    mh_view kind = mh_view_of(mh_alert_kind_name(a->kind));
    *told = false;
    mh_receivers_read(&r, set);
    mh_rc rc = mh_alert_load(s, kind, subject_of(a->subject), r.arena, &st, e);
    if (rc == MH_OK && st.known && i->over == 0) {
        int64_t grid = MH_ALERT_PACE, until = now + hold_of(i->back);
        i->over = now;
        /* ends of about the same time go together */
        i->end = mh_alert_awake(set, a, (until + grid - 1) / grid * grid);
        for (size_t k = 0; rc == MH_OK && k < r.list.len; k++)
            rc = push(s, &r.list.ptr[k], i, a->text, true, i->end, e);
        if (rc == MH_OK) rc = mh_alert_save(s, i, (double)(i->end - now + MH_ALERT_CALM) * 1e-6, e);
        *told = rc == MH_OK;
    }
    mh_receivers_clear(&r);
    return rc;
}
