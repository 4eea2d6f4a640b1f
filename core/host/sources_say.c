/* What an alert about a source says. Declared in sources_priv.h. */
#include "host/sources_priv.h"

#include <math.h>
#include <stdlib.h>

typedef struct about {
    double runs, failed, empty, old, fresh; /* since it went quiet */
    int64_t usual_text, text;               /* characters of a usual text, and of the last ones */
    double a_week;
    int64_t last; /* hour of the last new document before; -1: none is known */
} about;

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t median_of(const mh_silence_hour *h, size_t from, size_t to) {
    uint32_t v[MH_SOURCES_HOURS];
    size_t n = 0;
    for (size_t i = from; i < to && n < MH_SOURCES_HOURS; i++)
        if (h[i].fresh > 0 && h[i].median > 0) v[n++] = h[i].median;
    qsort(v, n, sizeof *v, by_number);
    return n ? v[n / 2] : 0;
}

static about look_at(const mh_source *x, const mh_silence_hour *h, size_t n) {
    about a = {.last = -1};
    size_t first = 0;
    while (first < n && h[first].runs == 0 && h[first].fresh == 0) first++;
    double total = 0;
    for (size_t i = first; i < x->v.since; i++) {
        total += h[i].fresh;
        if (h[i].fresh > 0) a.last = (int64_t)i;
    }
    for (size_t i = x->v.since; i < n; i++) {
        a.runs += h[i].runs, a.failed += h[i].failed, a.empty += h[i].empty;
        a.old += h[i].old, a.fresh += h[i].fresh;
    }
    a.a_week = x->v.since > first ? total * 168 / (double)(x->v.since - first) : 0;
    a.usual_text = median_of(h, first, x->v.since);
    a.text = median_of(h, x->v.since, n);
    return a;
}

/* "12 a day", "3 a week" */
static void put_rate(mh_buf *b, double a_week) {
    double a_day = a_week / 7;
    if (a_day >= 1.5)
        mh_buf_printf(b, "%.0f a day", a_day);
    else
        mh_buf_printf(b, "%.*f a week", a_week >= 1.5 ? 0 : 1, a_week);
}

/* "Tue 24 Nov 14:00" */
static void put_moment(mh_buf *b, int64_t local_s) {
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    mh_civil c = mh_civil_of_s(local_s);
    mh_buf_printf(b, "%s %d %s %02d:%02d", days[mh_civil_weekday(c) - 1], c.day,
                  months[c.month - 1], c.hour, c.minute);
}

static void put_length(mh_buf *b, size_t hours) {
    if (hours < 48)
        mh_buf_printf(b, "%zu h", hours);
    else
        mh_buf_printf(b, "%zu days", (hours + 12) / 24);
}

static void put_usual(mh_buf *b, const mh_source *x, const about *a) {
    mh_buf_puts(b, "Usual are ");
    put_rate(b, a->a_week);
    if (x->v.expected >= 1)
        mh_buf_printf(b, "; by now there would be %.0f more", round(x->v.expected));
    mh_buf_puts(b, ".\n");
}

static void put_why(mh_buf *b, const mh_source *x, const about *a) {
    switch (x->v.why) {
    case MH_SILENCE_FETCH:
        mh_buf_printf(
            b,
            "It cannot be fetched: %.0f of %.0f runs failed. It may be down, gone, or keep "
            "programs out.\n",
            a->failed, a->runs);
        break;
    case MH_SILENCE_SELECTOR:
        mh_buf_printf(
            b,
            "Its pages come, but nothing is read from them: %.0f of %.0f. Its layout may have "
            "changed.\n",
            a->empty, a->empty + a->fresh + a->old);
        break;
    case MH_SILENCE_STALE:
        mh_buf_printf(
            b,
            "What comes is old: %.0f of %.0f are dated more than two days before. It may give "
            "an archive, or dates are no longer read right.\n",
            a->old, a->old + a->fresh);
        break;
    case MH_SILENCE_COLLAPSED:
        mh_buf_printf(
            b,
            "Its texts have shrunk: %lld characters, usual are %lld. There may be a wall before "
            "them, or the layout changed.\n",
            (long long)a->text, (long long)a->usual_text);
        break;
    default:
        if (a->fresh > 0)
            mh_buf_printf(b, "It answers, and gave no more than %.0f. ", a->fresh);
        else
            mh_buf_puts(b, "It answers, and has nothing new. ");
        mh_buf_puts(b, "It may rest, or have moved its news elsewhere.\n");
    }
}

static void put_title(mh_buf *b, const mh_source *x) {
    static const char *const what[] = {"",
                                       "gives nothing new",
                                       "cannot be fetched",
                                       "comes, but nothing is read from it",
                                       "gives only old items",
                                       "gives texts that have shrunk",
                                       ""};
    if (x->site.len)
        mh_buf_printf(b, "%.*s %s (job %.*s)", MH_FMT(x->site), what[x->v.why], MH_FMT(x->job));
    else
        mh_buf_printf(b, "job %.*s: the whole of it %s", MH_FMT(x->job), what[x->v.why]);
}

void mh_sources_say(const mh_source *x, size_t n, int64_t end, const mh_zone *z, mh_arena *arena,
                    mh_view *title, mh_view *text) {
    mh_buf b = {0};
    const mh_silence_hour *h = x->h + (MH_SOURCES_HOURS - n);
    about a = look_at(x, h, n);
    int64_t end_s = end / 1000000 + mh_zone_offset(z, end / 1000000);
    put_title(&b, x);
    *title = mh_arena_dup(arena, mh_buf_view(&b));
    mh_buf_reset(&b);
    mh_buf_puts(&b, "Since ");
    put_moment(&b, end_s - (int64_t)(n - x->v.since) * 3600);
    mh_buf_puts(&b, " (");
    put_length(&b, n - x->v.since);
    mh_buf_puts(&b, "). ");
    if (x->v.why != MH_SILENCE_COLLAPSED) put_usual(&b, x, &a);
    put_why(&b, x, &a);
    mh_buf_printf(&b, "look closer: minehost logs %.*s", MH_FMT(x->job));
    if (x->v.why == MH_SILENCE_SELECTOR || x->v.why == MH_SILENCE_COLLAPSED)
        mh_buf_printf(&b, "; minehost try JOBFILE https://%.*s/...", MH_FMT(x->site));
    else if (x->v.why == MH_SILENCE_FETCH && x->site.len)
        mh_buf_printf(&b, "; minehost hosts %.*s", MH_FMT(x->site));
    mh_buf_printf(&b, "\nmeant so: minehost alert dismiss \"%.*s%s%.*s\"", MH_FMT(x->job),
                  x->site.len ? " " : "", MH_FMT(x->site));
    *text = mh_arena_dup(arena, mh_buf_view(&b));
    mh_buf_clear(&b);
}
