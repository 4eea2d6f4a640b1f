/* conform_text FOLDER [--errors N] [SUITE...]: runs the text engine over tables of conformance cases
 * (FOLDER/SUITE.jsonl or .jsonl.gz: sentences, uax29_word, uax29_sentence, stem, dates_lang,
 * dates_cldr) and prints passed/total for each and for its groups, and the first N failures of each to
 * standard error. */
#include "base/clock.h"
#include "doc/render.h"
#include "doc/tree.h"
#include "tables.h"
#include "text/clean.h"
#include "text/dates.h"
#include "text/segment.h"
#include "text/stem.h"

#define GROUPS 24

typedef struct group {
    char name[48];
    int passed, all;
} group;

typedef struct suite_run {
    mh_text *t;
    mh_arena *a; /* of the case under way */
    group groups[GROUPS];
    size_t n;
} suite_run;

static void count(suite_run *u, const char *name, bool ok) {
    size_t i = 0;
    while (i < u->n && strcmp(u->groups[i].name, name) != 0) i++;
    if (i == GROUPS) return;
    if (i == u->n) snprintf(u->groups[u->n++].name, sizeof u->groups[i].name, "%s", name);
    u->groups[i].all++;
    u->groups[i].passed += ok;
}

/* Two letters of "uz-Cyrl". */
static const char *code_of(const json_t *in, char out[3]) {
    snprintf(out, 3, "%.*s", MH_FMT(view_in(in, "lang")));
    return out;
}

/* ---- segments */

static mh_view trimmed(mh_view v) {
    for (;;) {
        mh_view rest = mh_view_trim(v);
        if (mh_view_starts(rest, MH_VIEW("\u00A0"))) rest = mh_view_sub(rest, 2, rest.len);
        if (mh_view_ends(rest, MH_VIEW("\u00A0"))) rest.len -= 2;
        if (rest.len == v.len) return v;
        v = rest;
    }
}

static bool same_list(const json_t *want, const json_t *got, bool trim) {
    if (json_array_size(want) != json_array_size(got)) return false;
    for (size_t i = 0; i < json_array_size(want); i++) {
        mh_view w = view_in(json_array_get(want, i), NULL),
                g = view_in(json_array_get(got, i), NULL);
        if (!mh_view_eq(trim ? trimmed(w) : w, trim ? trimmed(g) : g)) return false;
    }
    return true;
}

static void push(json_t *list, mh_view v) {
    json_array_append_new(list, json_stringn_nocheck(v.ptr ? v.ptr : "", v.len));
}

static bool close_list(const json_t *r, json_t *list, bool trim, mh_buf *got) {
    bool ok = same_list(json_object_get(r, "expect"), list, trim);
    char *shown = json_dumps(list, JSON_ENCODE_ANY);
    mh_buf_puts(got, shown ? shown : "(no UTF-8)");
    free(shown);
    json_decref(list);
    return ok;
}

static json_t *sentences_of(suite_run *u, mh_view s) {
    mh_spans found = mh_text_sentences(u->t, u->a, s);
    json_t *list = json_array();
    for (size_t i = 0; i < found.len; i++) push(list, mh_span_view(s, found.ptr[i]));
    return list;
}

/* As a user would who sees tags in a text: read it as a document first. */
static bool as_document(suite_run *u, const json_t *r, mh_view s) {
    mh_tree *t = NULL;
    mh_buf text = {0}, none = {0};
    if (mh_tree_parse(&t, s, NULL, NULL) == MH_OK) mh_render_text(&text, t, MH_NODE_ROOT);
    bool ok = close_list(r, sentences_of(u, mh_buf_view(&text)), true, &none);
    mh_tree_free(t);
    mh_buf_clear(&text);
    mh_buf_clear(&none);
    return ok;
}

static bool run_sentences(suite_run *u, const json_t *r, mh_buf *got) {
    const json_t *in = json_object_get(r, "input");
    mh_view s = view_in(in, "text");
    char lang[3], name[48];
    json_t *list = sentences_of(u, s);
    bool ok = close_list(r, list, true, got), golden = json_is_true(json_object_get(r, "golden"));
    snprintf(name, sizeof name, "%s%s", code_of(in, lang), golden ? " golden" : "");
    count(u, name, ok);
    if (golden) count(u, "all golden", ok);
    bool tags = mh_view_find(s, MH_VIEW("</"), 0) != SIZE_MAX;
    mh_buf_puts(got, "\n-- got of the text cleaned first\n");
    bool clean = close_list(r, sentences_of(u, mh_text_clean(u->a, s).text), true, got);
    count(u, "all cleaned first", clean);
    if (golden) count(u, "all golden cleaned first", clean);
    count(u, "all with tags read as documents", tags ? as_document(u, r, s) : ok);
    return ok;
}

static bool run_words(suite_run *u, const json_t *r, mh_buf *got) {
    mh_view s = view_in(r, "input");
    mh_words found = mh_text_words(u->t, u->a, s, true);
    json_t *list = json_array();
    for (size_t i = 0; i < found.len; i++)
        push(list, mh_view_sub(s, found.ptr[i].from, found.ptr[i].to));
    return close_list(r, list, false, got);
}

static bool run_uax29(suite_run *u, const json_t *r, mh_buf *got) {
    mh_view s = view_in(r, "input");
    mh_spans found = mh_text_uax29_sentences(u->t, u->a, s);
    json_t *list = json_array();
    for (size_t i = 0; i < found.len; i++) push(list, mh_span_view(s, found.ptr[i]));
    return close_list(r, list, false, got);
}

static bool run_stem(suite_run *u, const json_t *r, mh_buf *got) {
    const json_t *in = json_object_get(r, "input");
    char lang[3];
    mh_text_stem(u->t, code_of(in, lang), view_in(in, "word"), got);
    bool ok = mh_view_eq(mh_buf_view(got), view_in(r, "expect"));
    count(u, lang, ok);
    return ok;
}

/* ---- dates */

/* The reference where a case gives none. */
static const mh_civil base = {2014, 9, 1, 10, 30, 0};

typedef struct moment {
    int64_t s;
    bool known;
} moment;

static moment moment_of(mh_civil c) {
    return (moment){mh_civil_to_s(c), mh_civil_valid(c)};
}

static moment read_moment(mh_view v) {
    int64_t us = 0;
    int offset = 0;
    mh_buf b = {0};
    moment m = {0};
    mh_buf_put(&b, mh_view_sub(v, 0, v.len < 19 ? v.len : 19));
    if (b.len == 10) mh_buf_puts(&b, "T00:00:00");
    mh_buf_putc(&b, 'Z');
    m.known = mh_rfc3339_parse(mh_buf_view(&b), &us, &offset);
    m.s = us / 1000000;
    mh_buf_clear(&b);
    return m;
}

/* The only date of s. */
static moment found_in(suite_run *u, mh_view s, const char *lang, mh_civil now, bool alone,
                       mh_buf *got) {
    mh_date_options o = {.lang = lang,
                         .year = now.year,
                         .month = now.month,
                         .day = now.day,
                         .hour = now.hour,
                         .minute = now.minute,
                         .second = now.second,
                         .timed = true,
                         .alone = alone};
    mh_dates d = mh_text_dates(u->t, u->a, s, &o);
    for (size_t i = 0; i < d.len; i++) {
        const mh_date *x = &d.ptr[i];
        mh_buf_printf(got, "[%.*s: %d-%02d-%02dT%02d:%02d:%02d %s %s]",
                      MH_FMT(mh_view_sub(s, x->from, x->to)), x->year, x->month, x->day, x->hour,
                      x->minute, x->second, mh_date_precision_name(x->precision),
                      mh_date_basis_name(x->basis));
    }
    if (d.len != 1) return (moment){0};
    const mh_date *x = d.ptr;
    return moment_of((mh_civil){x->year, x->month, x->day, x->hour, x->minute, x->second});
}

static double unit_s(const char *unit) {
    static const struct {
        const char *name;
        double s;
    } units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", 86400}, {"week", 604800}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strncmp(units[i].name, unit, strlen(units[i].name)) == 0) return units[i].s;
    }
    return 0;
}

/* now moved by n units, clipped to the last day of a shorter month. */
static mh_civil moved(mh_civil now, const char *unit, double n) {
    int months = strncmp(unit, "year", 4) == 0 ? 12 : strncmp(unit, "month", 5) == 0 ? 1 : 0;
    if (months == 0) return mh_civil_of_s(mh_civil_to_s(now) + (int64_t)(n * unit_s(unit)));
    int at = now.year * 12 + now.month - 1 + (int)n * months;
    now.year = at / 12;
    now.month = at % 12 + 1;
    while (!mh_civil_valid(now) && now.day > 28) now.day--;
    return now;
}

static moment after_delta(const json_t *want) {
    const char *unit;
    json_t *n;
    mh_civil c = base;
    int sign = mh_view_eq(view_in(want, "direction"), MH_VIEW("future")) ? 1 : -1;
    static const char *const order[] = {"years", "months", "weeks", "days", "hours", "minutes"};
    const json_t *delta = json_object_get(want, "delta");
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        json_object_foreach((json_t *)delta, unit, n) {
            if (strcmp(unit, order[i]) == 0) c = moved(c, unit, sign * json_number_value(n));
        }
    }
    return moment_of(c);
}

/* "in 2 day", "0 day ago", "8 week": by this file's own arithmetic; the rest of what English readings
 * say by the engine. */
static moment of_reading(suite_run *u, mh_view reading) {
    char unit[16] = "", end[8] = "";
    int n = 0;
    mh_buf b = {0};
    mh_buf_put(&b, mh_view_trim(reading));
    mh_buf_putc(&b, '\0');
    moment m = {0};
    if (sscanf(b.ptr, "in %d %15s", &n, unit) == 2 && !mh_is_digit(unit[0])) {
        m = moment_of(moved(base, unit, n));
    } else if (sscanf(b.ptr, "%d %15s %7s", &n, unit, end) >= 2 &&
               (unit_s(unit) > 0 || !strncmp(unit, "year", 4) || !strncmp(unit, "month", 5)) &&
               (end[0] == '\0' || strcmp(end, "ago") == 0)) {
        m = moment_of(moved(base, unit, -n));
    } else {
        mh_buf none = {0};
        m = found_in(u, mh_view_of(b.ptr), "en", base, true, &none);
        mh_buf_clear(&none);
    }
    mh_buf_clear(&b);
    return m;
}

static int64_t day_of(moment m) {
    return (m.s - (m.s % 86400 + 86400) % 86400) / 86400;
}

static bool run_dates_lang(suite_run *u, const json_t *r, mh_buf *got) {
    const json_t *in = json_object_get(r, "input"), *expect = json_object_get(r, "expect");
    char lang[3], name[48];
    const char *kind = json_string_value(json_object_get(in, "kind"));
    bool absolute = strcmp(kind, "absolute") == 0, relative = strcmp(kind, "relative") == 0;
    mh_civil now = base;
    code_of(in, lang);
    if (absolute) now = mh_civil_of_s(read_moment(view_in(in, "now")).s);
    moment have = found_in(u, view_in(in, "text"), lang, now, true, got), want;
    if (absolute)
        want = read_moment(view_in(expect, NULL));
    else if (relative)
        want = after_delta(expect);
    else if (view_in(expect, "date").len)
        want = read_moment(view_in(expect, "date"));
    else
        want = of_reading(u, view_in(expect, "english"));
    bool both = have.known && want.known, day = both && day_of(have) == day_of(want);
    bool second = both && llabs(have.s - want.s) <= 1;
    bool ok = relative ? second : day;
    snprintf(name, sizeof name, "%s %s", lang,
             absolute   ? "absolute"
             : relative ? "relative"
                        : "read");
    count(u, name, ok);
    count(u, strcmp(lang, "en") == 0 || strcmp(lang, "ru") == 0 ? lang : "kk+ky+uz", ok);
    if (absolute) count(u, "absolute, with the time of day", second);
    return ok;
}

static bool run_dates_cldr(suite_run *u, const json_t *r, mh_buf *got) {
    const json_t *in = json_object_get(r, "input");
    char lang[3], name[48];
    moment want = read_moment(view_in(r, "expect")),
           have = found_in(u, view_in(in, "text"), code_of(in, lang), base, false, got);
    bool ok = have.known && want.known && have.s == want.s;
    snprintf(name, sizeof name, "%.*s", MH_FMT(view_in(in, "lang")));
    count(u, name, ok);
    return ok;
}

/* ---- the runner */

static const struct suite {
    const char *name;
    bool (*run)(suite_run *u, const json_t *record, mh_buf *got);
} suites[] = {{"sentences", run_sentences},   {"uax29_word", run_words},
              {"uax29_sentence", run_uax29},  {"stem", run_stem},
              {"dates_lang", run_dates_lang}, {"dates_cldr", run_dates_cldr}};

static void report(const json_t *r, const mh_buf *got) {
    char *in = json_dumps(json_object_get(r, "input"), JSON_ENCODE_ANY);
    char *want = json_dumps(json_object_get(r, "expect"), JSON_ENCODE_ANY);
    fprintf(stderr, "== %.*s\n%s\n-- wanted\n%s\n-- got\n%.*s\n", MH_FMT(view_in(r, "id")), in,
            want, MH_FMT(mh_buf_view(got)));
    free(in);
    free(want);
}

static const char *suite_name(size_t i) {
    return suites[i].name;
}

static bool run_suite(size_t i, const char *folder, int errors) {
    suite_run u = {0};
    int passed = 0, all = 0;
    mh_buf line = {0};
    mh_err e = {0};
    gzFile f = table_open(folder, suites[i].name);
    if (!f) return false;
    if (mh_text_new(&u.t, &e) != MH_OK) {
        fprintf(stderr, "%s\n", e.msg);
        gzclose(f);
        return false;
    }
    for (json_t *r; (r = table_next(f, &line)) != NULL; json_decref(r)) {
        mh_buf got = {0};
        u.a = mh_arena_new();
        bool ok = suites[i].run(&u, r, &got);
        passed += ok;
        all++;
        if (!ok && errors-- > 0) report(r, &got);
        mh_buf_clear(&got);
        mh_arena_free(u.a);
    }
    gzclose(f);
    mh_buf_clear(&line);
    mh_text_free(u.t);
    printf("%-14s %d/%d", suites[i].name, passed, all);
    for (size_t k = 0; k < u.n; k++)
        printf("%s %s %d/%d", k ? "," : ":", u.groups[k].name, u.groups[k].passed, u.groups[k].all);
    printf("\n");
    return true;
}

int main(int argc, char **argv) {
    return tables_main(argc, argv, "conform_text", sizeof suites / sizeof suites[0], suite_name,
                       run_suite);
}
