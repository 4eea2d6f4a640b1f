/* cronoracle [ZONES [YEARS [EXPRESSIONS [SEED]]]]: cron over 40 zones, 10 years and 200 random expressions
 * against an oracle written differently: it walks real time by quarters of an hour (the clocks of these
 * zones change at one, which is checked), asks the C library what clocks show, and marks the minutes that fit. Also: daily jobs
 * exactly once a local day, hourly ones every real hour. Ends with 1 if anything differs. */
#include "base/clock.h"
#include "base/mem.h"
#include "conf/cron.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define QUARTER 900
#define FROM    1514764800 /* 2018-01-01T00:00:00Z: zones that changed their rules since */

static const char *const zones[] = {
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Europe/Volgograd",
    "Europe/Chisinau",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Africa/Juba",
    "Africa/Sao_Tome",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "America/Sao_Paulo",
    "America/Nuuk",
    "America/Mexico_City",
    "America/Punta_Arenas",
    "Antarctica/Troll",
    "Antarctica/Macquarie",
    "Asia/Almaty",
    "Asia/Qostanay",
    "Asia/Dushanbe",
    "Asia/Tehran",
    "Asia/Amman",
    "Asia/Damascus",
    "Asia/Gaza",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Chatham",
    "Pacific/Norfolk",
    "Pacific/Fiji",
    "Pacific/Tongatapu",
};

/* SplitMix64 (Steele, Lea, Flood 2014) */
static uint64_t seed;
static int below(int n) {
    uint64_t z = seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

/* What clocks show in a quarter of an hour, and when. */
typedef struct slot {
    int64_t at, local; /* local: as if it were UTC */
    int minute, hour, day, month, weekday;
} slot;

/* An expression as sets, made together with its text. */
typedef struct expr {
    char text[200];
    bool minute[60], hour[24], day[32], month[13], weekday[7];
    bool star[5];
} expr;

/* A field of values from..to, into set[] and behind the text. */
static void make_field(expr *x, int which, bool *set, int from, int to, int stars) {
    char *end = x->text + strlen(x->text);
    size_t room = sizeof x->text - strlen(x->text);
    int n = to - from + 1, kind = below(stars + 4);
    x->star[which] = kind >= 3;
    if (kind >= 4) {
        snprintf(end, room, "* ");
        for (int i = from; i <= to; i++) set[i] = true;
    } else if (kind == 3) {
        int step = 2 + below(n / 2);
        snprintf(end, room, "*/%d ", step);
        for (int i = from; i <= to; i += step) set[i] = true;
    } else if (kind == 2) {
        int a = from + below(n), b = a + below(to - a + 1), step = 1 + below(4);
        snprintf(end, room, "%d-%d/%d ", a, b, step);
        for (int i = a; i <= b; i += step) set[i] = true;
    } else {
        int many = kind == 1 ? 1 + below(4) : 1;
        for (int i = 0; i < many; i++) {
            int v = from + below(n);
            int k = snprintf(end, room, "%d%s", v, i + 1 < many ? "," : " ");
            end += k;
            room -= (size_t)k;
            set[v] = true;
        }
    }
}

static void make_expr(expr *x, int i) {
    *x = (expr){0};
    if (i < 20) { /* the ones that people write: daily, hourly */
        int m = below(60), h = i < 10 ? below(24) : -1;
        if (i == 0) m = h = 0;
        if (i >= 1 && i < 5) h = below(4); /* where clocks change */
        snprintf(x->text, sizeof x->text, h < 0 ? "%d * * * *" : "%d %d * * *", m, h);
        x->minute[m] = true;
        for (int k = 0; k < 24; k++) x->hour[k] = h < 0 || k == h;
        memset(x->day, true, sizeof x->day);
        memset(x->month, true, sizeof x->month);
        memset(x->weekday, true, sizeof x->weekday);
        x->star[1] = h < 0;
        x->star[2] = x->star[3] = x->star[4] = true;
        return;
    }
    make_field(x, 0, x->minute, 0, 59, 1);
    make_field(x, 1, x->hour, 0, 23, 2);
    make_field(x, 2, x->day, 1, 31, 6);
    make_field(x, 3, x->month, 1, 12, 6);
    make_field(x, 4, x->weekday, 0, 6, 6);
}

static bool fits(const expr *x, const slot *s) {
    if (!x->month[s->month] || !x->hour[s->hour]) return false;
    bool day = x->day[s->day], weekday = x->weekday[s->weekday];
    return x->star[2] || x->star[4] ? day && weekday : day || weekday;
}

static void show(slot *s, int64_t at, int64_t local) {
    time_t t = (time_t)local;
    struct tm tm;
    gmtime_r(&t, &tm);
    *s = (slot){at, local, tm.tm_min, tm.tm_hour, tm.tm_mday, tm.tm_mon + 1, tm.tm_wday};
}

/* The quarters of YEARS in the zone of TZ. */
static slot *walk(int64_t n) {
    slot *s = mh_alloc_array((size_t)n, sizeof *s);
    for (int64_t i = 0; i < n; i++) {
        time_t t = FROM + i * QUARTER;
        struct tm tm;
        localtime_r(&t, &tm);
        s[i] = (slot){t,          t + tm.tm_gmtoff, tm.tm_min, tm.tm_hour,
                      tm.tm_mday, tm.tm_mon + 1,    tm.tm_wday};
        long offset = tm.tm_gmtoff;
        t += QUARTER - 60;
        localtime_r(&t, &tm);
        if (tm.tm_gmtoff == offset && s[i].minute % 15 == 0) continue;
        printf("%s: clocks change within a quarter of an hour\n", getenv("TZ"));
        exit(1);
    }
    return s;
}

static void mark(const expr *x, const slot *s, int64_t at, int64_t n, unsigned char *fires) {
    if (!fits(x, s)) return;
    for (int m = 0; m < 15; m++) {
        int64_t minute = (at - FROM) / 60 + m;
        if (x->minute[s->minute + m] && minute < n * 15) fires[minute] = 1;
    }
}

/* Marks the minutes of real time at which x fires. */
static void oracle(const expr *x, const slot *s, int64_t n, unsigned char *fires) {
    bool real = x->star[0] || x->star[1];
    int64_t seen = s[0].local - 86400; /* what clocks showed at the latest */
    memset(fires, 0, (size_t)n * 15);
    for (int64_t i = 0; i < n; i++) {
        if (i > 0 && !real)
            for (int64_t leapt = s[i - 1].local + QUARTER; leapt < s[i].local; leapt += QUARTER) {
                slot gap; /* as much later as the leap is long */
                if (leapt <= seen) continue;
                show(&gap, 0, leapt);
                mark(x, &gap, s[i - 1].at + (leapt - s[i - 1].local), n, fires);
            }
        if (real || s[i].local > seen) mark(x, &s[i], s[i].at, n, fires);
        if (s[i].local > seen) seen = s[i].local;
    }
}

static int complain(const char *zone, const expr *x, int64_t at, const char *what) {
    char t[MH_RFC3339_MAX];
    mh_rfc3339(t, at * 1000000, 0, false);
    printf("%s, '%s': %s: %s\n", zone, x->text, t, what);
    return 1;
}

/* Of "M H * * *" once a local day; of "M * * * *" an hour apart, but where clocks change by less. */
static int check_plain(const char *zone, const expr *x, const slot *s, int64_t n,
                       const unsigned char *fires) {
    int64_t last = 0, day = -1;
    int bad = 0;
    for (int64_t m = 0; m < n * 15; m++) {
        if (!fires[m]) continue;
        const slot *at = &s[m / 15];
        int64_t offset = at->local - at->at, d = (at->local + m % 15 * 60) / 86400;
        int64_t before = s[last / 15].local - s[last / 15].at;
        if (x->star[1]) {
            if (day >= 0 && m - last != 60 && (offset - before) % 3600 == 0)
                bad += complain(zone, x, at->at, "not a real hour after the last");
        } else if (day >= 0 && d != day + 1) {
            /* a day that the zone's calendar lacks */
            int64_t had = (s[last / 15].local / 86400 + 1) * 86400;
            bool lacks = at->local - had >= 86400 && (offset - before) >= 86400;
            if (!lacks)
                bad += complain(zone, x, at->at, d == day ? "twice a day" : "a day without");
        }
        day = d;
        last = m;
    }
    return bad;
}

static int compare(const char *zone, const mh_zone *z, const expr *x, int64_t n,
                   const unsigned char *fires, int64_t *count) {
    mh_cron c;
    mh_err e = {0};
    int64_t at = FROM - 1, minutes = n * 15;
    if (mh_cron_parse(&c, mh_view_of(x->text), &e) != MH_OK)
        return strstr(e.msg, "no month has") ? 0 : complain(zone, x, at, e.msg);
    for (int64_t m = 0; m < minutes; m++) {
        if (!fires[m]) continue;
        int64_t wanted = FROM + m * 60;
        at = mh_cron_next(&c, z, at);
        if (m < 2880 && at < wanted && !c.real) continue; /* a leap before the first day */
        if (at != wanted)
            return complain(zone, x, at < wanted ? at : wanted,
                            at < wanted ? "fires, the oracle does not" : "the oracle fires");
        ++*count;
    }
    return 0;
}

int main(int argc, char **argv) {
    int nz = argc > 1 ? atoi(argv[1]) : 40, years = argc > 2 ? atoi(argv[2]) : 10;
    int ne = argc > 3 ? atoi(argv[3]) : 200, bad = 0, most = (int)(sizeof zones / sizeof *zones);
    int64_t n = (int64_t)years * 36525 * 864 / QUARTER, fires = 0, days = 0;
    uint64_t first = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    unsigned char *marks = mh_alloc_array((size_t)n, 15);
    for (int i = 0; i < nz && i < most; i++) {
        mh_zone *z = NULL;
        mh_err e = {0};
        if (mh_zone_open(&z, mh_view_of(zones[i]), &e) != MH_OK) {
            printf("%s\n", e.msg);
            return 1;
        }
        setenv("TZ", zones[i], 1);
        tzset();
        slot *s = walk(n);
        seed = first * 1000 + (uint64_t)i;
        for (int k = 0; k < ne && bad < 20; k++) {
            expr x;
            make_expr(&x, k);
            oracle(&x, s, n, marks);
            bad += compare(zones[i], z, &x, n, marks, &fires);
            if (k < 20) bad += check_plain(zones[i], &x, s, n, marks);
        }
        days += n / 96;
        free(s);
        mh_zone_free(z);
    }
    printf("%d zones, %d years, %d expressions each: %lld fires, %lld local days, %d differences\n",
           nz < most ? nz : most, years, ne, (long long)fires, (long long)days, bad);
    free(marks);
    return bad > 0;
}
