#include "conf/schedule.h"

#include "conf/read.h"

#include <string.h>

#define LIST_MAX 64 /* cron expressions, jobs, files */

/* What the rows fill; the rest is read by hand from values of more than one kind. */
typedef struct raw {
    mh_view missed, overlap, on;
    double every, jitter, settle, timeout;
    mh_view timezone, filter;
    bool at_start;
} raw;

#define AT(f) offsetof(raw, f)

static const mh_row rows[] = {
    {.name = "cron",
     .type = MH_T_VALUE,
     .help = "five fields, such as '*/30 6-22 * * *', or a list"},
    {.name = "every",
     .type = MH_T_SECONDS,
     .offset = AT(every),
     .min = 1,
     .max = 366 * 86400.0,
     .help = "an interval, such as '10m'"},
    {.name = "timezone", .type = MH_T_STRING, .offset = AT(timezone), .help = "IANA name"},
    {.name = "jitter",
     .type = MH_T_SECONDS,
     .offset = AT(jitter),
     .min = 0,
     .max = 86400,
     .help = "spread: each job has an offset of its own below it"},
    {.name = "missed",
     .type = MH_T_STRING,
     .offset = AT(missed),
     .text = "once",
     .help = "what passed while off: skip, once, all or all(10)"},
    {.name = "overlap",
     .type = MH_T_STRING,
     .offset = AT(overlap),
     .text = "skip",
     .choices = "skip|queue|allow",
     .help = "when the last run still goes on"},
    {.name = "after",
     .type = MH_T_VALUE,
     .help = "name of a job, or a list: runs when any ended well"},
    {.name = "on",
     .type = MH_T_STRING,
     .offset = AT(on),
     .choices = "document",
     .help = "'document': a new or changed one"},
    {.name = "filter", .type = MH_T_STRING, .offset = AT(filter), .help = "search, for 'on'"},
    {.name = "file", .type = MH_T_VALUE, .help = "file or folder that changes, or a list"},
    {.name = "settle",
     .type = MH_T_SECONDS,
     .offset = AT(settle),
     .def = 2,
     .min = 0,
     .max = 3600,
     .help = "wait after a change or document, so that many make one run"},
    {.name = "webhook", .type = MH_T_VALUE, .help = "{ secret = \"NAME\", path = \"...\" }"},
    {.name = "at_start",
     .type = MH_T_BOOL,
     .offset = AT(at_start),
     .help = "when the daemon starts"},
    {.name = "retries", .type = MH_T_VALUE, .help = "a number, or { max, backoff, most }"},
    {.name = "timeout",
     .type = MH_T_SECONDS,
     .offset = AT(timeout),
     .min = 1,
     .max = 7 * 86400.0,
     .help = "a run is ended after it"},
    {.name = "quiet", .type = MH_T_VALUE, .help = "alerts are held, such as '22:00-07:00'"},
};

#define RETRY(f) offsetof(mh_schedule, f)
static const mh_row retry_rows[] = {
    {.name = "max",
     .type = MH_T_INT,
     .offset = RETRY(retries),
     .def = 3,
     .min = 0,
     .max = 100,
     .help = "how often a failed run is tried again"},
    {.name = "backoff",
     .type = MH_T_SECONDS,
     .offset = RETRY(backoff),
     .def = 1,
     .min = 0.1,
     .max = 86400,
     .help = "wait before the first retry, doubled for each failure"},
    {.name = "most",
     .type = MH_T_SECONDS,
     .offset = RETRY(backoff_max),
     .def = 300,
     .min = 0.1,
     .max = 86400,
     .help = "the longest wait"},
};

static const mh_row hook_rows[] = {
    {.name = "secret",
     .type = MH_T_STRING,
     .offset = RETRY(hook_secret),
     .help = "name of the secret that signs the POST (HMAC-SHA-256)"},
    {.name = "path",
     .type = MH_T_STRING,
     .offset = RETRY(hook_path),
     .help = "last part of its address; the job's name when absent"},
};

/* A string or a list of strings, into out. */
static mh_rc read_names(mh_schedule_names *out, const json_t *v, const char *what, const char *key,
                        mh_err *e) {
    size_t n = json_is_array(v) ? json_array_size(v) : 1;
    if (v == NULL) return MH_OK;
    if (n == 0 || n > LIST_MAX)
        return mh_fail(e, MH_E_USAGE, "%s: option '%s' wants from 1 to %d strings", what, key,
                       LIST_MAX);
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_is_array(v) ? json_array_get(v, i) : v;
        if (!json_is_string(one) || json_string_length(one) == 0)
            return mh_fail(e, MH_E_USAGE, "%s: option '%s' wants a string or a list of strings",
                           what, key);
        mh_vec_push(out, ((mh_view){json_string_value(one), json_string_length(one)}));
    }
    return MH_OK;
}

static mh_rc check_zone(mh_view name, const char *what, mh_err *e) {
    mh_zone *z = NULL;
    mh_err why = {0};
    if (name.len == 0) return MH_OK;
    if (mh_zone_open(&z, name, &why) != MH_OK)
        return mh_fail(e, MH_E_USAGE, "%s: %s", what, why.msg);
    mh_zone_free(z);
    return MH_OK;
}

static mh_rc read_crons(mh_schedule *s, const json_t *v, const char *what, mh_err *e) {
    mh_schedule_names texts = {0};
    mh_rc rc = read_names(&texts, v, what, "cron", e);
    for (size_t i = 0; rc == MH_OK && i < texts.len; i++) {
        mh_schedule_cron c = {.text = texts.ptr[i]};
        mh_err why = {0};
        if ((rc = mh_cron_parse(&c.when, c.text, &why)) != MH_OK) {
            mh_fail(e, MH_E_USAGE, "%s: %s", what, why.msg);
            break;
        }
        c.zone = c.when.zone.len ? c.when.zone : s->timezone;
        rc = check_zone(c.when.zone, what, e);
        mh_vec_push(&s->crons, c);
    }
    mh_vec_clear(&texts);
    return rc;
}

/* "all(10)" */
static mh_rc read_missed(mh_schedule *s, mh_view v, const char *what, mh_err *e) {
    static const char *const names[] = {"skip", "once", "all"};
    uint64_t n = MH_SCHEDULE_ALL;
    for (int i = 0; i < 3; i++) {
        if (!mh_view_eq(v, mh_view_of(names[i]))) continue;
        s->missed = (mh_missed)i;
        s->missed_max = (int64_t)n;
        return MH_OK;
    }
    if (!mh_view_starts(v, MH_VIEW("all(")) || !mh_view_ends(v, MH_VIEW(")")) ||
        !mh_view_u64(mh_view_sub(v, 4, v.len - 1), &n) || n < 1 || n > 10000) {
        const char *near = mh_nearest(v, names, 3, sizeof *names);
        return mh_fail(
            e, MH_E_USAGE,
            "%s: option 'missed' is '%.*s', must be skip, once, all or all(N), N from 1 to 10000"
            "%s%s%s",
            what, MH_FMT(v), near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    }
    s->missed = MH_MISSED_ALL;
    s->missed_max = (int64_t)n;
    return MH_OK;
}

static mh_rc read_quiet(mh_schedule *s, const json_t *v, const char *what, mh_err *e) {
    mh_schedule_names texts = {0};
    mh_err why = {0};
    mh_rc rc = read_names(&texts, v, what, "quiet", e);
    if (rc == MH_OK && texts.len > MH_QUIET_MAX)
        rc = mh_fail(e, MH_E_USAGE, "%s: option 'quiet' wants at most %d windows", what,
                     MH_QUIET_MAX);
    for (size_t i = 0; rc == MH_OK && i < texts.len; i++)
        if ((rc = mh_quiet_parse(&s->quiet[s->quiets++], texts.ptr[i], &why)) != MH_OK)
            mh_fail(e, MH_E_USAGE, "%s: %s", what, why.msg);
    if (rc == MH_OK && s->quiets && mh_quiet_never_ends(s->quiet, s->quiets))
        rc = mh_fail(e, MH_E_USAGE, "%s: the quiet hours never end: alerts would be held for ever",
                     what);
    mh_vec_clear(&texts);
    return rc;
}

/* A table within the schedule, by rows whose offsets are in the schedule itself. */
static mh_rc read_sub(mh_schedule *s, const json_t *v, const char *what, const char *key,
                      const mh_row *r, size_t n, mh_err *e) {
    mh_buf name = {0};
    mh_buf_printf(&name, "%s: %s", what, key);
    mh_schema sub = {name.ptr, r, n};
    mh_rc rc;
    if (json_is_integer(v)) { /* retries = 3 */
        mh_schema_defaults(&sub, s);
        rc = mh_row_set_num(&sub, &r[0], json_number_value(v), true, s, e);
    } else {
        rc = mh_conf_read(v, &sub, s, e);
    }
    mh_buf_clear(&name);
    return rc;
}

static mh_rc read_hook(mh_schedule *s, const json_t *v, const char *what, mh_err *e) {
    if (v == NULL) return MH_OK;
    if (!json_is_object(v))
        return mh_fail(e, MH_E_USAGE, "%s: option 'webhook' wants { secret = \"NAME\" }", what);
    if (read_sub(s, v, what, "webhook", hook_rows, 2, e) != MH_OK) return MH_FAIL;
    if (s->hook_secret.len == 0)
        return mh_fail(
            e, MH_E_USAGE,
            "%s: webhook: option 'secret' is missing: it names the secret that signs the "
            "POST",
            what);
    for (size_t i = 0; i < s->hook_path.len; i++) {
        char c = s->hook_path.ptr[i];
        if (!mh_is_alnum(c) && c != '-' && c != '_' && c != '.')
            return mh_fail(e, MH_E_USAGE,
                           "%s: webhook: option 'path' is '%.*s', may hold letters, digits and -_.",
                           what, MH_FMT(s->hook_path));
    }
    s->webhook = true;
    return MH_OK;
}

static mh_rc check_together(const mh_schedule *s, mh_view on, const char *what, mh_err *e) {
    if (s->crons.len && s->every > 0)
        return mh_fail(e, MH_E_USAGE, "%s: either 'cron' or 'every', not both", what);
    if (s->filter.len && on.len == 0)
        return mh_fail(e, MH_E_USAGE, "%s: 'filter' is for on = \"document\"", what);
    if (s->every > 0 && s->jitter >= s->every)
        return mh_fail(e, MH_E_USAGE, "%s: the jitter (%g s) must be below 'every' (%g s)", what,
                       s->jitter, s->every);
    if (s->backoff > s->backoff_max)
        return mh_fail(e, MH_E_USAGE, "%s: retries: 'backoff' (%g s) is above 'most' (%g s)", what,
                       s->backoff, s->backoff_max);
    return MH_OK;
}

static mh_rc read_rest(mh_schedule *s, const json_t *t, const raw *r, const char *what, mh_err *e) {
    s->overlap = mh_view_eq(r->overlap, MH_VIEW("queue"))   ? MH_OVERLAP_QUEUE
                 : mh_view_eq(r->overlap, MH_VIEW("allow")) ? MH_OVERLAP_ALLOW
                                                            : MH_OVERLAP_SKIP;
    if (read_missed(s, r->missed, what, e) != MH_OK) return MH_FAIL;
    if (check_zone(s->timezone, what, e) != MH_OK) return MH_FAIL;
    if (read_crons(s, json_object_get(t, "cron"), what, e) != MH_OK) return MH_FAIL;
    if (read_names(&s->after, json_object_get(t, "after"), what, "after", e) != MH_OK ||
        read_names(&s->files, json_object_get(t, "file"), what, "file", e) != MH_OK)
        return MH_FAIL;
    if (read_sub(s, json_object_get(t, "retries"), what, "retries", retry_rows, 3, e) != MH_OK)
        return MH_FAIL;
    if (read_hook(s, json_object_get(t, "webhook"), what, e) != MH_OK) return MH_FAIL;
    if (read_quiet(s, json_object_get(t, "quiet"), what, e) != MH_OK) return MH_FAIL;
    return check_together(s, r->on, what, e);
}

mh_rc mh_schedule_read(mh_schedule *out, const json_t *table, const char *path, mh_err *e) {
    raw r = {0};
    mh_buf what = {0};
    mh_buf_printf(&what, "%s: schedule", path);
    mh_schema named = {what.ptr, rows, sizeof rows / sizeof *rows};
    *out = (mh_schedule){0};
    mh_rc rc = mh_conf_read(table, &named, &r, e);
    if (rc == MH_OK) {
        out->every = r.every;
        out->jitter = r.jitter;
        out->settle = r.settle;
        out->timeout = r.timeout;
        out->timezone = r.timezone;
        out->filter = r.filter;
        out->at_start = r.at_start;
        out->on_document = r.on.len > 0;
        rc = read_rest(out, table, &r, what.ptr, e);
    }
    if (rc != MH_OK) mh_schedule_clear(out);
    mh_buf_clear(&what);
    return rc;
}

void mh_schedule_clear(mh_schedule *s) {
    mh_vec_clear(&s->crons);
    mh_vec_clear(&s->after);
    mh_vec_clear(&s->files);
    *s = (mh_schedule){0};
}

bool mh_schedule_any(const mh_schedule *s) {
    return s->crons.len || s->every > 0 || s->after.len || s->files.len || s->on_document ||
           s->webhook || s->at_start;
}
