#include "unit.h"

#include "base/log.h"

static int64_t fixed(void *self) {
    (void)self;
    return 1795421100000000;
}

static void keep(void *arg, mh_level level, mh_view line) {
    (void)level;
    mh_buf_put(arg, line);
}

START_TEST(lines_cannot_be_forged) {
    mh_clock clock = {fixed, fixed, NULL};
    static const struct {
        mh_log_format format;
        const char *value, *want;
    } rows[] = {
        {MH_LOG_TEXT, "plain", "warn  2026-11-23T08:05:00.000Z job 7 event k=plain n=1.5\n"},
        {MH_LOG_TEXT, "two words",
         "warn  2026-11-23T08:05:00.000Z job 7 event k=\"two words\" n=1.5\n"},
        {MH_LOG_TEXT, "a\nerror x",
         "warn  2026-11-23T08:05:00.000Z job 7 event k=\"a\\nerror x\" n=1.5\n"},
        {MH_LOG_TEXT, "\033[2J\xC2\x9B",
         "warn  2026-11-23T08:05:00.000Z job 7 event k=\"\\u001b[2J\\u009b\" n=1.5\n"},
        {MH_LOG_TEXT, "a\u202Eb\u2066c\u2028d\u200Ce",
         "warn  2026-11-23T08:05:00.000Z job 7 event "
         "k=a\\u202eb\\u2066c\\u2028d\u200Ce n=1.5\n"},
        {MH_LOG_JSON, "q\"\xFF",
         "{\"level\":\"warn\",\"time\":\"2026-11-23T08:05:00.000Z\",\"job\":\"job\",\"run\":\"7\","
         "\"event\":\"event\",\"k\":\"q\\\"\xEF\xBF\xBD\",\"n\":1.5}\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf got = {0};
        mh_log *log = mh_log_new(&clock, MH_LOG_INFO, rows[i].format, keep, &got);
        mh_log_scope(log, "job", "7");
        mh_log_event(log, MH_LOG_DEBUG, "hidden", MH_FN("n", 1));
        mh_log_event(log, MH_LOG_WARN, "event", MH_FS("k", rows[i].value), MH_FN("n", 1.5));
        if (rows[i].format == MH_LOG_TEXT && i == 3)
            ck_assert_ptr_null(memchr(got.ptr, 27, got.len));
        else
            ck_view_eq(mh_buf_view(&got), rows[i].want);
        mh_log_free(log);
        mh_buf_clear(&got);
    }
}
END_TEST

/* A script names fields as well. */
START_TEST(keys_cannot_forge_lines) {
    static const char *const keys[] = {"a\nerror x", "\033[2J", "a=b c", "\"", ""};
    mh_clock clock = {fixed, fixed, NULL};
    for (size_t i = 0; i < 2 * sizeof keys / sizeof *keys; i++) {
        mh_buf got = {0};
        mh_log *log =
            mh_log_new(&clock, MH_LOG_INFO, i % 2 ? MH_LOG_JSON : MH_LOG_TEXT, keep, &got);
        mh_log_event(log, MH_LOG_WARN, "event", MH_FS(keys[i / 2], "v"));
        ck_assert_uint_eq(mh_view_find_byte(mh_buf_view(&got), '\n', 0), got.len - 1);
        ck_assert_ptr_null(memchr(got.ptr, 27, got.len));
        mh_log_free(log);
        mh_buf_clear(&got);
    }
}
END_TEST

static void tee(void *arg, mh_level level, const char *event, const mh_field *f, size_t n) {
    mh_buf_printf(arg, "%d %s %zu %s;", level, event, n, f[0].key);
}

/* The tee has its own level, and gets what lines leave out. */
START_TEST(a_tee_hears_more) {
    mh_clock clock = {fixed, fixed, NULL};
    mh_buf lines = {0}, heard = {0};
    mh_log *log = mh_log_new(&clock, MH_LOG_ERROR, MH_LOG_TEXT, keep, &lines);
    mh_log_set_tee(log, MH_LOG_INFO, tee, &heard);
    mh_log_event(log, MH_LOG_DEBUG, "a", MH_FN("x", 1));
    mh_log_event(log, MH_LOG_INFO, "b", MH_FN("y", 1), MH_FN("z", 1));
    mh_log_event(log, MH_LOG_OFF, "c", MH_FN("x", 1));
    ck_view_eq(mh_buf_view(&heard), "1 b 2 y;");
    ck_assert_uint_eq(lines.len, 0);
    mh_log_free(log);
    mh_buf_clear(&heard);
    mh_buf_clear(&lines);
}
END_TEST

TCase *tcase_base_log(void) {
    TCase *t = tcase_create("base_log");
    tcase_add_test(t, lines_cannot_be_forged);
    tcase_add_test(t, keys_cannot_forge_lines);
    tcase_add_test(t, a_tee_hears_more);
    return t;
}
