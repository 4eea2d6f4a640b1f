/* conform_cron FOLDER [--errors N]: runs cron expressions over FOLDER/cron.jsonl, the cases of the dialect
 * that minehost has (cronsim: Debian's rules), and prints passed/total for each kind. */
#include "base/clock.h"
#include "conf/cron.h"
#include "tables.h"

typedef struct tally {
    const char *name;
    int passed, all;
} tally;

static int64_t read_time(mh_view v, const mh_zone *z) {
    int64_t us = 0;
    int offset = 0;
    mh_rfc3339_parse(v, &us, &offset);
    bool local = offset == INT32_MIN;
    return local ? mh_zone_instant(z, us / 1000000) : us / 1000000;
}

static bool fires_right(const json_t *in, const json_t *want) {
    mh_zone *z = NULL;
    mh_cron c;
    mh_view tz = view_in(in, "tz");
    bool ok = mh_cron_parse(&c, view_in(in, "expr"), NULL) == MH_OK &&
              (tz.len == 0 || mh_zone_open(&z, tz, NULL) == MH_OK);
    int64_t at = ok ? read_time(view_in(in, "after"), z) : 0;
    for (size_t i = 0; ok && i < json_array_size(want); i++) {
        int64_t wanted = read_time(view_in(json_array_get(want, i), NULL), z);
        at = mh_cron_next(&c, z, at);
        ok = at == wanted;
    }
    mh_zone_free(z);
    return ok;
}

static bool same_set(const json_t *want, uint64_t bits) {
    size_t i;
    json_t *v;
    uint64_t wanted = 0;
    json_array_foreach(want, i, v) wanted |= (uint64_t)1 << json_integer_value(v);
    return wanted == bits;
}

static bool parses_right(const json_t *in, const json_t *want) {
    mh_cron c;
    bool valid = mh_cron_parse(&c, view_in(in, "expr"), NULL) == MH_OK;
    if (!json_is_true(json_object_get(want, "valid"))) return !valid;
    const json_t *set;
    bool ok = valid;
    if (ok && (set = json_object_get(want, "minutes"))) ok = same_set(set, c.minutes);
    if (ok && (set = json_object_get(want, "hours"))) ok = same_set(set, c.hours);
    if (ok && (set = json_object_get(want, "days"))) ok = same_set(set, c.days);
    if (ok && (set = json_object_get(want, "months"))) ok = same_set(set, c.months);
    if (ok && (set = json_object_get(want, "weekdays"))) ok = same_set(set, c.weekdays);
    return ok;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("usage: conform_cron FOLDER [--errors N]\n", stderr);
        return 2;
    }
    tally t[] = {{"next, with clock changes", 0, 0},
                 {"next, plain", 0, 0},
                 {"parse, valid", 0, 0},
                 {"parse, invalid", 0, 0}};
    int errors = argc > 3 ? atoi(argv[3]) : 0;
    mh_buf line = {0};
    gzFile f = table_open(argv[1], "cron");
    if (!f) return 1;
    for (json_t *r; (r = table_next(f, &line)) != NULL; json_decref(r)) {
        const json_t *in = json_object_get(r, "input"), *want = json_object_get(r, "expect");
        if (!mh_view_eq(view_in(in, "dialect"), MH_VIEW("cronsim"))) continue;
        bool next = mh_view_eq(view_in(in, "kind"), MH_VIEW("next"));
        bool ok = next ? fires_right(in, want) : parses_right(in, want);
        bool first = next ? json_is_true(json_object_get(in, "dst"))
                          : json_is_true(json_object_get(want, "valid"));
        tally *x = &t[(next ? 0 : 2) + !first];
        x->all++;
        x->passed += ok;
        if (!ok && errors-- > 0) fprintf(stderr, "%s", line.ptr);
    }
    gzclose(f);
    mh_buf_clear(&line);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        printf("cron: %-26s %d/%d\n", t[i].name, t[i].passed, t[i].all);
    return 0;
}
