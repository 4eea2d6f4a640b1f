/* alertctl.c - raises and clears alerts in a database, at a time that is given, as the daemon does.
 *
 *     alertctl DB TIME raise KIND SUBJECT TITLE TEXT     KIND: 0 is MH_ALERT_JOB_FAILS, and so on
 *     alertctl DB TIME clear KIND SUBJECT TEXT
 *     alertctl DB TIME due                               seconds from TIME until something is to be told; "never"
 *
 * TIME: seconds before now. The settings come from the environment (MINEHOST_ALERT_MAIL ...). */
#include "host/alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t shift;

static int64_t wall(void *self) {
    (void)self;
    return mh_clock_wall_us(mh_clock_system()) - shift;
}

static int64_t mono(void *self) {
    (void)self;
    return mh_clock_mono_ns(mh_clock_system());
}

static mh_rc act(mh_store *s, const mh_settings *set, char **argv, int argc, mh_err *e) {
    int64_t now = wall(NULL), due;
    bool told = false;
    if (strcmp(argv[3], "due") == 0) {
        if (mh_alert_due(s, set, &due, e) != MH_OK) return MH_FAIL;
        if (due == INT64_MAX)
            puts("never");
        else
            printf("%lld\n", (long long)((due - now) / 1000000));
        return MH_OK;
    }
    bool raise = strcmp(argv[3], "raise") == 0;
    if (argc != (raise ? 8 : 7)) return mh_fail(e, MH_E_USAGE, "see alertctl.c");
    mh_alert a = {.kind = (mh_alert_kind)atoi(argv[4]),
                  .subject = mh_view_of(argv[5]),
                  .title = raise ? mh_view_of(argv[6]) : MH_VIEW(""),
                  .text = mh_view_of(argv[argc - 1])};
    mh_rc rc = raise ? mh_alert_raise(s, set, &a, now, &told, e)
                     : mh_alert_clear(s, set, &a, now, &told, e);
    if (rc == MH_OK) puts(told ? "told" : "known");
    return rc;
}

int main(int argc, char **argv) {
    mh_settings set;
    mh_store *s = NULL;
    mh_err e = {0};
    if (argc < 4) return 2;
    shift = atoll(argv[2]) * 1000000;
    mh_clock clock = {wall, mono, NULL};
    mh_store_opts o = {.clock = &clock};
    mh_rc rc = mh_settings_init(&set, &e);
    if (rc == MH_OK) rc = mh_store_open(&s, argv[1], &o, &e);
    if (rc == MH_OK) rc = act(s, &set, argv, argc, &e);
    if (rc == MH_OK) rc = mh_store_flush(s, &e);
    if (rc != MH_OK) fprintf(stderr, "alertctl: %s\n", e.msg);
    mh_store_close(s);
    mh_settings_clear(&set);
    return rc == MH_OK ? 0 : 1;
}
