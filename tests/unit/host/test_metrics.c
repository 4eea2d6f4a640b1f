#include "unit.h"

#include "base/map.h"
#include "host/metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- a checker of its own: text format 0.0.4, and what promtool's linter asks for ---- */

typedef struct reader {
    mh_map *families; /* name: 1 */
    mh_map *series;   /* the whole of name and labels: 1 */
    char name[200], type[20];
    char last_series[600];
    size_t lines, n_series;
    double last_bucket, inf_bucket;
} reader;

static bool name_ok(mh_view v, bool colon) {
    if (v.len == 0 || mh_is_digit(v.ptr[0])) return false;
    for (size_t i = 0; i < v.len; i++)
        if (!mh_is_alnum(v.ptr[i]) && v.ptr[i] != '_' && !(colon && v.ptr[i] == ':')) return false;
    return true;
}

static bool ends(mh_view v, const char *s) {
    return mh_view_ends(v, mh_view_of(s));
}

/* promtool: counters end in _total and nothing else does; base units; help is there; no type in the name. */
static void lint_family(const reader *r) {
    mh_view n = mh_view_of(r->name);
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): type is an array */
    bool counter = strcmp(r->type, "counter") == 0;
    ck_assert_msg(counter == ends(n, "_total"), "%s: a %s", r->name, r->type);
    static const char *const bad[] = {"_milliseconds", "_ms",    "_minutes", "_kilobytes",
                                      "_megabytes",    "_gauge", "_counter", "_count",
                                      "_sum",          "_bucket"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(mh_view_find(n, mh_view_of(bad[i]), 0) == SIZE_MAX, "%s", r->name);
    for (size_t i = 0; i < n.len; i++) ck_assert(n.ptr[i] < 'A' || n.ptr[i] > 'Z');
}

static void read_comment(reader *r, mh_view line) {
    mh_view rest = mh_view_sub(line, 7, line.len), name, type;
    bool help = mh_view_starts(line, MH_VIEW("# HELP "));
    ck_assert(help || mh_view_starts(line, MH_VIEW("# TYPE ")));
    ck_assert(mh_view_split(&rest, ' ', &name));
    ck_assert_msg(name_ok(name, true), "%.*s", MH_FMT(line));
    if (help) {
        bool fresh;
        mh_map_at(r->families, name, &fresh);
        ck_assert_msg(fresh, "family twice: %.*s", MH_FMT(name));
        ck_assert(rest.len > 3 && ends(rest, "."));
        ck_assert_msg(mh_view_cmp(mh_view_of(r->name), name) < 0, "not sorted: %s, %.*s", r->name,
                      MH_FMT(name));
        snprintf(r->name, sizeof r->name, "%.*s", MH_FMT(name));
        r->type[0] = '\0';
        r->last_series[0] = '\0';
        return;
    }
    ck_view_eq(name, r->name);
    ck_assert(mh_view_split(&rest, ' ', &type) && rest.ptr == NULL);
    snprintf(r->type, sizeof r->type, "%.*s", MH_FMT(type));
    static const char *const types[] = {"counter", "gauge", "histogram", "summary"};
    bool known = false;
    for (size_t i = 0; i < 4; i++) known = known || strcmp(types[i], r->type) == 0;
    ck_assert_msg(known, "%s", r->type);
    lint_family(r);
}

/* "{key="value",...}"; returns what follows. */
static mh_view read_labels(mh_view v) {
    size_t i = 1;
    ck_assert(v.ptr[0] == '{');
    while (v.ptr[i] != '}') {
        size_t from = i;
        while (v.ptr[i] != '=') i++;
        ck_assert(name_ok(mh_view_sub(v, from, i), false));
        ck_assert(v.ptr[++i] == '"');
        for (i++; v.ptr[i] != '"'; i++) {
            ck_assert(v.ptr[i] != '\n' && i < v.len);
            if (v.ptr[i] == '\\') {
                i++;
                ck_assert(v.ptr[i] == '\\' || v.ptr[i] == '"' || v.ptr[i] == 'n');
            }
        }
        i++;
        if (v.ptr[i] == ',')
            i++;
        else
            ck_assert(v.ptr[i] == '}');
    }
    return mh_view_sub(v, i + 1, v.len);
}

static void read_sample(reader *r, mh_view line) {
    size_t end = 0;
    bool fresh;
    while (end < line.len && line.ptr[end] != '{' && line.ptr[end] != ' ') end++;
    mh_view name = mh_view_sub(line, 0, end), rest = mh_view_sub(line, end, line.len);
    ck_assert(mh_view_starts(name, mh_view_of(r->name)) && r->type[0] != '\0');
    mh_view suffix = mh_view_sub(name, strlen(r->name), name.len);
    bool histogram = strcmp(r->type, "histogram") == 0, summary = strcmp(r->type, "summary") == 0;
    ck_assert(suffix.len == 0
                  ? !histogram && !summary
                  : (histogram && mh_view_eq(suffix, MH_VIEW("_bucket"))) ||
                        ((histogram || summary) && (mh_view_eq(suffix, MH_VIEW("_sum")) ||
                                                    mh_view_eq(suffix, MH_VIEW("_count")))));
    if (rest.ptr[0] == '{') rest = read_labels(rest);
    mh_view series = mh_view_sub(line, 0, (size_t)(rest.ptr - line.ptr));
    mh_map_at(r->series, series, &fresh);
    ck_assert_msg(fresh, "series twice: %.*s", MH_FMT(series));
    if (!histogram && !summary)
        ck_assert_msg(mh_view_cmp(mh_view_of(r->last_series), series) < 0, "%s before %.*s",
                      r->last_series, MH_FMT(series));
    snprintf(r->last_series, sizeof r->last_series, "%.*s", MH_FMT(series));
    char value[100], *stop;
    ck_assert(rest.ptr[0] == ' ' && rest.len > 1 && rest.len < sizeof value);
    snprintf(value, sizeof value, "%.*s", (int)rest.len - 1, rest.ptr + 1);
    double n = strtod(value, &stop);
    ck_assert_msg(*stop == '\0' && isfinite(n) && n >= 0, "%.*s", MH_FMT(line));
    if (mh_view_eq(suffix, MH_VIEW("_bucket"))) {
        ck_assert(n >= r->last_bucket);
        r->last_bucket = r->inf_bucket = n;
    }
    if (histogram && mh_view_eq(suffix, MH_VIEW("_count"))) ck_assert(n == r->inf_bucket);
    r->n_series++;
}

static reader check(const mh_buf *text) {
    reader r = {.families = mh_map_new(), .series = mh_map_new()};
    mh_view rest = mh_buf_view(text), line;
    ck_assert(ends(rest, "\n"));
    rest.len--;
    while (mh_view_split(&rest, '\n', &line)) {
        r.lines++;
        ck_assert(line.len > 0);
        if (line.ptr[0] == '#')
            read_comment(&r, line);
        else
            read_sample(&r, line);
    }
    mh_map_free(r.families);
    mh_map_free(r.series);
    return r;
}

static bool has(const mh_buf *b, const char *line) {
    char whole[400];
    snprintf(whole, sizeof whole, "\n%s\n", line);
    return mh_view_find(mh_buf_view(b), mh_view_of(whole), 0) != SIZE_MAX;
}

START_TEST(what_is_told_is_well_formed) {
    mh_tally *t = mh_tally_new();
    mh_runs_counts n = {.fresh = 3, .changed = 1, .wall_us = 2500000, .cpu_us = 100000};
    mh_tally_ended(t, MH_VIEW("news"), MH_RUNS_OK, &n, 1785000000000001);
    mh_tally_ended(t, MH_VIEW("news"), MH_RUNS_FAILED, &(mh_runs_counts){.wall_us = 500000},
                   1785000100000000);
    static const int64_t late[] = {-5, 0, 5000, 5001, 60000, 2000000, 90000000};
    for (size_t i = 0; i < sizeof late / sizeof *late; i++) mh_tally_started(t, late[i]);
    mh_metrics_job jobs[] = {
        {.name = MH_VIEW("a \"b\" \\c\nd"),
         .state = MH_METRICS_BROKEN,
         .bad_file = true,
         .next = MH_PLAN_NEVER},
        {.name = MH_VIEW("news"),
         .state = MH_METRICS_RUNNING,
         .next = 1785000200500000,
         .failures = 1,
         .counts = {.started = 2, .skipped = 4},
         .tally = mh_tally_of(t, MH_VIEW("news"))},
        {.name = MH_VIEW("\xd0\xbd\xd0\xbe\xd0\xb2"),
         .state = MH_METRICS_IDLE,
         .next = MH_PLAN_NEVER},
    };
    mh_metrics m = {.program = MH_VIEW("0.1\"x"),
                    .jobs = jobs,
                    .n_jobs = 3,
                    .running = 1,
                    .workers = 4,
                    .late = mh_tally_lateness_of(t),
                    .outbox = {[MH_OUTBOX_PENDING] = 2},
                    .alerts = 1,
                    .database = 4096,
                    .wal = 0,
                    .database_free = 1 << 30,
                    .folder_at = 1785000000000000,
                    .process = mh_metrics_self()};
    mh_tally_documents(t, &m.documents_new, &m.documents_changed);
    mh_buf b = {0};
    mh_metrics_write(&m, &b);
    reader r = check(&b);
    ck_assert_uint_gt(r.n_series, 60);
    static const char *const lines[] = {
        "minehost_job_last_success_timestamp_seconds{job=\"news\"} 1785000000.000001",
        "minehost_job_last_run_timestamp_seconds{job=\"news\"} 1785000100.000000",
        "minehost_job_next_run_timestamp_seconds{job=\"news\"} 1785000200.500000",
        "minehost_job_runs_total{job=\"news\",outcome=\"failed\"} 1",
        "minehost_job_runs_total{job=\"news\",outcome=\"ok\"} 1",
        "minehost_job_runs_total{job=\"a \\\"b\\\" \\\\c\\nd\",outcome=\"ok\"} 0",
        "minehost_job_run_duration_seconds_sum{job=\"news\"} 3.000000",
        "minehost_job_run_duration_seconds_count{job=\"news\"} 2",
        "minehost_job_documents_total{job=\"news\",outcome=\"new\"} 3",
        "minehost_job_fires_total{job=\"news\",outcome=\"skipped\"} 4",
        "minehost_jobs{state=\"broken\"} 1",
        "minehost_jobs{state=\"running\"} 1",
        "minehost_jobs{state=\"waiting\"} 0",
        "minehost_jobs_bad_file 1",
        "minehost_documents_total{outcome=\"new\"} 3",
        "minehost_outbox_entries{state=\"pending\"} 2",
        "minehost_run_lateness_seconds_bucket{le=\"0.005\"} 3",
        "minehost_run_lateness_seconds_bucket{le=\"0.01\"} 4",
        "minehost_run_lateness_seconds_bucket{le=\"60\"} 6",
        "minehost_run_lateness_seconds_bucket{le=\"+Inf\"} 7",
        "minehost_run_lateness_seconds_count 7",
        "minehost_database_bytes{file=\"main\"} 4096",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(has(&b, lines[i]), "no %s in\n%s", lines[i], b.ptr);
    /* what never was has no line */
    ck_assert(mh_view_find(mh_buf_view(&b),
                           MH_VIEW("last_success_timestamp_seconds{job=\"\xd0\xbd"),
                           0) == SIZE_MAX);
    mh_buf_clear(&b);
    mh_tally_free(t);
}
END_TEST

START_TEST(nothing_at_all_is_well_formed) {
    mh_metrics m = {.alerts = -1, .database = -1, .changes = -1};
    mh_buf b = {0};
    mh_metrics_write(&m, &b);
    check(&b);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(many_jobs_are_bounded) {
    mh_metrics_job *jobs = mh_alloc_array(10000, sizeof *jobs);
    char names[10000][12];
    for (int i = 0; i < 10000; i++) {
        snprintf(names[i], sizeof names[i], "job-%05d", i);
        jobs[i] = (mh_metrics_job){.name = mh_view_of(names[i]),
                                   .state = MH_METRICS_IDLE,
                                   .next = MH_PLAN_NEVER,
                                   .counts = {.started = 1},
                                   .tally = {.outcomes = {[MH_RUNS_OK] = 1}, .fresh = 2}};
    }
    mh_metrics m = {.jobs = jobs, .n_jobs = 10000};
    mh_buf b = {0};
    mh_metrics_write(&m, &b);
    reader r = check(&b);
    ck_assert_uint_lt(r.n_series, 20000);
    ck_assert(has(&b, "minehost_job_runs_total{job=\"_other\",outcome=\"ok\"} 9000"));
    ck_assert(has(&b, "minehost_job_documents_total{job=\"_other\",outcome=\"new\"} 18000"));
    ck_assert(has(&b, "minehost_job_runs_total{job=\"job-00999\",outcome=\"ok\"} 1"));
    ck_assert(has(&b, "minehost_jobs{state=\"ok\"} 10000"));
    mh_buf_clear(&b);
    free(jobs);
}
END_TEST

START_TEST(this_process) {
    mh_metrics_process p = mh_metrics_self();
    ck_assert_int_gt(p.resident, 1 << 20);
    ck_assert_int_gt(p.virtual_size, p.resident);
    ck_assert(p.cpu_s >= 0);
    int fd = dup(0);
    ck_assert_int_eq(mh_metrics_self().fds, p.fds + 1);
    close(fd);
    double now = (double)mh_clock_wall_us(mh_clock_system()) / 1e6;
    ck_assert(p.start_s > now - 3600 && p.start_s < now + 5);
}
END_TEST

TCase *tcase_host_metrics(void) {
    TCase *t = tcase_create("host_metrics");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, what_is_told_is_well_formed);
    tcase_add_test(t, nothing_at_all_is_well_formed);
    tcase_add_test(t, many_jobs_are_bounded);
    tcase_add_test(t, this_process);
    return t;
}
