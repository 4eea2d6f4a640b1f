/* Schedules in words. */
#include "unit.h"

#include "conf/schedule.h"

#include <string.h>

static const struct {
    const char *cron, *says;
} crons[] = {
    {"* * * * *", "every minute"},
    {"*/5 * * * *", "every 5 minutes"},
    {"*/30 6-22 * * *", "every 30 minutes from 06:00 to 22:30"},
    {"* 6-7 * * *", "every minute from 06:00 to 07:59"},
    {"0 * * * *", "every hour"},
    {"5 * * * *", "every hour at :05"},
    {"5 9-17 * * 1-5", "every hour from 09:05 to 17:05, Monday to Friday"},
    {"5,20,50 * * * *", "every hour at :05, :20 and :50"},
    {"5,35 9-17 * * *", "every hour at :05 and :35 from 09:05 to 17:35"},
    {"15 */2 * * *", "every 2 hours from 00:15 to 22:15"},
    {"15 1-23/2 * * *", "every 2 hours from 01:15 to 23:15"},
    {"0 6 * * *", "every day at 06:00"},
    {"0 6,18 * * *", "every day at 06:00 and 18:00"},
    {"0 */6 * * *", "every day at 00:00, 06:00, 12:00 and 18:00"},
    {"0 6 * * 1-5", "Monday to Friday at 06:00"},
    {"0 6 * * 0", "Sunday at 06:00"},
    {"0 6 * * 7,6", "Saturday and Sunday at 06:00"},
    {"0 6 * * mon,wed,fri", "Monday, Wednesday and Friday at 06:00"},
    {"0 6 1 * *", "day 1 of the month at 06:00"},
    {"0 6 1,15 * *", "days 1 and 15 of the month at 06:00"},
    {"0 6 1-7 * *", "days 1 to 7 of the month at 06:00"},
    {"0 6 1 1,7 *", "day 1 in January and July at 06:00"},
    {"0 6 * 3-5 *", "every day in March to May at 06:00"},
    {"0 6 L * *", "the last day of the month at 06:00"},
    {"0 6 LW * *", "the last working day of the month at 06:00"},
    {"0 6 * * 5L", "the last Friday of the month at 06:00"},
    {"0 6 * * 1#2", "the second Monday of the month at 06:00"},
    {"0 6 13 * 5", "day 13 or Friday of the month at 06:00"},
    {"*/10 * * 6-8 *", "every 10 minutes, every day in June to August"},
    {"@daily", "every day at 00:00"},
    {"@hourly", "every hour"},
    {"*/7 * * * *", "cron '*/7 * * * *'"},
    {"1-9,30-50 3,5-8 * * *", "cron '1-9,30-50 3,5-8 * * *'"},
    {"*/10 * * * * *", "cron '*/10 * * * * *'"},
};

START_TEST(crons_in_words) {
    mh_cron c;
    mh_err e = {0};
    mh_buf b = {0};
    ck_assert_msg(mh_cron_parse(&c, mh_view_of(crons[_i].cron), &e) == MH_OK, "%s", e.msg);
    mh_cron_say(&b, &c, mh_view_of(crons[_i].cron));
    ck_view_eq(mh_buf_view(&b), crons[_i].says);
    mh_buf_clear(&b);
}
END_TEST

static const struct {
    const char *json, *says;
} schedules[] = {
    {"{}", "by hand"},
    {"{\"every\": 600}", "every 10 minutes"},
    {"{\"every\": 3600}", "every hour"},
    {"{\"every\": 5400}", "every 90 minutes"},
    {"{\"every\": 86400}", "every day"},
    {"{\"every\": 90.5}", "every 90.5 seconds"},
    {"{\"cron\": \"*/30 6-22 * * *\", \"timezone\": \"Asia/Dushanbe\", \"after\": \"crawl\", "
     "\"on\": \"document\", \"filter\": \"country:KAZ\"}",
     "every 30 minutes from 06:00 to 22:30, Asia/Dushanbe; after crawl; on documents matching "
     "country:KAZ"},
    {"{\"cron\": [\"0 6 * * *\", \"30 18 * * *\"], \"timezone\": \"Asia/Almaty\"}",
     "every day at 06:00; every day at 18:30, Asia/Almaty"},
    {"{\"cron\": [\"0 6 * * *\", \"CRON_TZ=UTC 30 18 * * *\"], \"timezone\": \"Asia/Almaty\"}",
     "every day at 06:00, Asia/Almaty; every day at 18:30, UTC"},
    {"{\"after\": [\"a\", \"b\", \"c\"], \"on\": \"document\", \"at_start\": true}",
     "after a, b or c; on every new document; when the daemon starts"},
    {"{\"file\": [\"a.csv\", \"b\"], \"webhook\": {\"secret\": \"s\", \"path\": \"news\"}}",
     "when a.csv or b changes; on a signed POST to /hook/news"},
};

START_TEST(schedules_in_words) {
    json_t *t = json_loads(schedules[_i].json, 0, NULL);
    mh_schedule s;
    mh_err e = {0};
    mh_buf b = {0};
    ck_assert_msg(mh_schedule_read(&s, t, "x", &e) == MH_OK, "%s", e.msg);
    mh_schedule_say(&b, &s);
    ck_view_eq(mh_buf_view(&b), schedules[_i].says);
    mh_buf_clear(&b);
    mh_schedule_clear(&s);
    json_decref(t);
}
END_TEST

TCase *tcase_conf_say(void) {
    TCase *t = tcase_create("conf_say");
    tcase_add_loop_test(t, crons_in_words, 0, sizeof crons / sizeof crons[0]);
    tcase_add_loop_test(t, schedules_in_words, 0, sizeof schedules / sizeof schedules[0]);
    return t;
}
