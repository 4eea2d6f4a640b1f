/* What the database keeps of alerts, and when they may be told. Declared in alert_priv.h. */
#include "host/alert_priv.h"

#include "base/utf8.h"
#include "store/kv.h"

#include <stdlib.h>
#include <string.h>

#define SPACE  MH_VIEW("host:alert")
#define PACE   MH_VIEW("host:alert-pace")
#define KEY    900
#define LISTED 10000

/* "source-silent example.org"; a long subject is cut: such are one alert. */
static mh_view key_of(mh_arena *a, mh_view kind, mh_view subject) {
    return mh_arena_printf(a, "%.*s %.*s", MH_FMT(kind), MH_FMT(mh_utf8_cut(subject, KEY)));
}

static mh_view text_of(mh_arena *a, const json_t *o, const char *name) {
    const json_t *v = json_object_get(o, name);
    mh_view text = {json_string_value(v), json_string_length(v)};
    return mh_arena_dup(a, text.ptr ? text : MH_VIEW(""));
}

static int64_t number_of(const json_t *o, const char *name) {
    return json_integer_value(json_object_get(o, name));
}

static void read_info(const json_t *v, mh_arena *a, mh_alert_info *out) {
    *out = (mh_alert_info){.kind = text_of(a, v, "kind"),
                           .subject = text_of(a, v, "subject"),
                           .title = text_of(a, v, "title"),
                           .text = text_of(a, v, "text"),
                           .since = number_of(v, "since"),
                           .seen = number_of(v, "seen"),
                           .over = number_of(v, "over"),
                           .end = number_of(v, "end"),
                           .times = number_of(v, "times"),
                           .back = number_of(v, "back")};
}

mh_rc mh_alert_load(mh_store *s, mh_view kind, mh_view subject, mh_arena *a, mh_alert_state *out,
                    mh_err *e) {
    json_t *v = NULL;
    *out = (mh_alert_state){0};
    if (mh_kv_get(s, SPACE, key_of(a, kind, subject), &v, e) != MH_OK) return MH_FAIL;
    out->known = v != NULL;
    if (v) read_info(v, a, &out->info);
    json_decref(v);
    return MH_OK;
}

static void put_text(json_t *o, const char *name, mh_view v, size_t max) {
    mh_buf b = {0};
    mh_utf8_repair(&b, mh_utf8_cut(v, max));
    json_object_set_new(o, name, json_stringn(b.ptr ? b.ptr : "", b.len));
    mh_buf_clear(&b);
}

mh_rc mh_alert_save(mh_store *s, const mh_alert_info *i, double keep_s, mh_err *e) {
    mh_arena *a = mh_arena_new();
    json_t *v =
        json_pack("{sI,sI,sI,sI,sI,sI}", "since", (json_int_t)i->since, "seen", (json_int_t)i->seen,
                  "over", (json_int_t)i->over, "end", (json_int_t)i->end, "times",
                  (json_int_t)i->times, "back", (json_int_t)i->back);
    put_text(v, "kind", i->kind, KEY);
    put_text(v, "subject", i->subject, KEY);
    put_text(v, "title", i->title, MH_OUTBOX_TITLE);
    put_text(v, "text", i->text, MH_ALERT_TEXT);
    mh_rc rc = mh_kv_set(s, SPACE, key_of(a, i->kind, i->subject), v, keep_s, e);
    json_decref(v);
    mh_arena_free(a);
    return rc;
}

/* ---- when ---- */

static int64_t quiet_end(const mh_quiet *q, size_t n, mh_view zone, int64_t at) {
    mh_zone *z = NULL;
    if (n == 0) return at;
    if (mh_zone_open(&z, zone, NULL) != MH_OK && mh_zone_open(&z, MH_VIEW(""), NULL) != MH_OK)
        z = NULL; /* UTC */
    int64_t s = at / 1000000, end = mh_quiet_end(q, n, z, s);
    mh_zone_free(z);
    return end > s ? end * 1000000 : at;
}

/* Those of the setting; one that is wrong holds nothing (minehost alert says so). */
static size_t own_quiet(const mh_settings *set, mh_quiet *out) {
    mh_view rest = set->alert_quiet, one;
    size_t n = 0;
    while (n < MH_QUIET_MAX && mh_view_split(&rest, ',', &one))
        if (mh_quiet_parse(&out[n], mh_view_trim(one), NULL) == MH_OK) n++;
    return mh_quiet_never_ends(out, n) ? 0 : n;
}

int64_t mh_alert_awake(const mh_settings *set, const mh_alert *a, int64_t at) {
    mh_quiet own[MH_QUIET_MAX];
    size_t n = own_quiet(set, own);
    for (int i = 0; i < 8; i++) { /* the end of one may lie within the other */
        int64_t was = at;
        if (a->schedule)
            at = quiet_end(a->schedule->quiet, a->schedule->quiets, a->schedule->timezone, at);
        at = quiet_end(own, n, MH_VIEW(""), at);
        if (at == was) break;
    }
    return at;
}

/* The first is told at once, those that follow wait, so that a bad hour is few messages. */
mh_rc mh_alert_turn(mh_store *s, const mh_settings *set, const mh_alert *a, int64_t now,
                    int64_t *due, mh_err *e) {
    json_t *v = NULL;
    if (mh_kv_get(s, PACE, MH_VIEW("due"), &v, e) != MH_OK) return MH_FAIL;
    int64_t last = json_integer_value(v), turn = last;
    bool waits = v && last >= now && last <= now + MH_ALERT_PACE;
    if (!waits)
        turn = v && now < last + MH_ALERT_PACE && now >= last ? last + MH_ALERT_PACE
                                                              : now + MH_ALERT_GATHER;
    json_decref(v);
    *due = mh_alert_awake(set, a, turn);
    if (turn == last) return MH_OK;
    v = json_integer(turn);
    mh_rc rc = mh_kv_set(s, PACE, MH_VIEW("due"), v, 0, e);
    json_decref(v);
    return rc;
}

/* ---- all of them ---- */

static int by_since(const void *a, const void *b) {
    const mh_alert_info *x = a, *y = b;
    return x->since < y->since ? -1 : x->since > y->since;
}

mh_rc mh_alert_list(mh_store *s, int64_t now, mh_arena *a, mh_alert_info **out, size_t *n,
                    mh_err *e) {
    mh_view *key;
    size_t keys;
    *out = NULL, *n = 0;
    if (mh_kv_keys(s, SPACE, MH_VIEW(""), (mh_view){0}, LISTED, a, &key, &keys, e) != MH_OK)
        return MH_FAIL;
    *out = mh_arena_array(a, keys + 1, sizeof **out);
    for (size_t i = 0; i < keys; i++) {
        json_t *v = NULL;
        if (mh_kv_get(s, SPACE, key[i], &v, e) != MH_OK) return MH_FAIL;
        mh_alert_info *o = &(*out)[*n];
        read_info(v, a, o);
        if (v && (o->over == 0 || now < o->end)) ++*n;
        json_decref(v);
    }
    qsort(*out, *n, sizeof **out, by_since);
    return MH_OK;
}

mh_rc mh_alert_dismiss(mh_store *s, mh_view subject, int64_t now, mh_err *e) {
    mh_arena *a = mh_arena_new();
    mh_alert_info *all;
    size_t n, found = 0;
    json_t *yes = json_integer(now);
    mh_rc rc = mh_alert_list(s, now, a, &all, &n, e);
    for (size_t i = 0; rc == MH_OK && i < n; i++) {
        if (!mh_view_eq(all[i].subject, subject) || all[i].over) continue;
        found++;
        all[i].over = all[i].end = now;
        rc = mh_alert_save(s, &all[i], (double)MH_ALERT_CALM * 1e-6, e);
        bool silent = mh_view_eq(all[i].kind, mh_view_of(mh_alert_kind_name(MH_ALERT_SILENT)));
        if (rc == MH_OK && silent)
            rc = mh_kv_set(s, MH_VIEW("host:silence-dismissed"), subject, yes, 0, e);
    }
    json_decref(yes);
    mh_arena_free(a);
    if (rc == MH_OK && found == 0)
        return mh_fail(e, MH_E_NOT_FOUND, "no alert about %.*s is under way; see: minehost alert",
                       MH_FMT(subject));
    return rc;
}
