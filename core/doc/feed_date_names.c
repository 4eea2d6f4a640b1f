/* Months, weekdays and zones by name. */
#include "doc/feed_date_priv.h"

#include "doc/when_priv.h"

#include <unicode/ucal.h>

/* Beginnings beyond those of when_months.c: Greek without accents, Hungarian, Romanian, Nordic,
 * Indonesian. */
static const struct {
    mh_view prefix;
    int n;
} months[] = {
    {MH_VIEW_INIT("ιαν"), 1},     {MH_VIEW_INIT("φεβ"), 2},   {MH_VIEW_INIT("μαρ"), 3},
    {MH_VIEW_INIT("απρ"), 4},     {MH_VIEW_INIT("μαι"), 5},   {MH_VIEW_INIT("ιουν"), 6},
    {MH_VIEW_INIT("ιον"), 6},     {MH_VIEW_INIT("ιουλ"), 7},  {MH_VIEW_INIT("ιολ"), 7},
    {MH_VIEW_INIT("αυγ"), 8},     {MH_VIEW_INIT("σεπ"), 9},   {MH_VIEW_INIT("οκτ"), 10},
    {MH_VIEW_INIT("νοε"), 11},    {MH_VIEW_INIT("δεκ"), 12},  {MH_VIEW_INIT("már"), 3},
    {MH_VIEW_INIT("ápr"), 4},     {MH_VIEW_INIT("máj"), 5},   {MH_VIEW_INIT("jún"), 6},
    {MH_VIEW_INIT("júl"), 7},     {MH_VIEW_INIT("szept"), 9}, {MH_VIEW_INIT("ian"), 1},
    {MH_VIEW_INIT("iun"), 6},     {MH_VIEW_INIT("iul"), 7},   {MH_VIEW_INIT("mei"), 5},
    {MH_VIEW_INIT("agu"), 8},     {MH_VIEW_INIT("des"), 12},  {MH_VIEW_INIT("mai"), 5},
    {MH_VIEW_INIT("ağustos"), 8},
};

int mh_feed_date_month(mh_view lower) {
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (mh_view_starts(lower, months[i].prefix)) return months[i].n;
    return mh_when_month(lower);
}

int mh_feed_date_weekday(mh_view lower) {
    static const char names[7][10] = {"monday", "tuesday",  "wednesday", "thursday",
                                      "friday", "saturday", "sunday"};
    if (lower.len < 3) return 0;
    for (int i = 0; i < 7; i++)
        if (mh_view_starts(mh_view_of(names[i]), lower) ||
            mh_view_eq(mh_view_sub(lower, 0, 4), mh_view_sub(mh_view_of(names[i]), 0, 4)))
            return i + 1;
    return 0;
}

/* Minutes east. Where an abbreviation has several meanings, the one of RFC 822, else the one that
 * feeds of Europe and Asia mean. */
static const struct {
    char name[6];
    int16_t minutes;
} zones[] = {
    {"z", 0},      {"ut", 0},     {"utc", 0},     {"gmt", 0},     {"wet", 0},    {"est", -300},
    {"edt", -240}, {"et", -300},  {"cst", -360},  {"cdt", -300},  {"ct", -360},  {"mst", -420},
    {"mdt", -360}, {"mt", -420},  {"pst", -480},  {"pdt", -420},  {"pt", -480},  {"ast", -240},
    {"adt", -180}, {"at", -240},  {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"nst", -210},
    {"ndt", -150}, {"met", 60},   {"mest", 120},  {"mez", 60},    {"mesz", 120}, {"cet", 60},
    {"cest", 120}, {"eet", 120},  {"eest", 180},  {"west", 60},   {"bst", 60},   {"msk", 180},
    {"msd", 240},  {"trt", 180},  {"idt", 180},   {"sast", 120},  {"eat", 180},  {"wat", 60},
    {"cat", 120},  {"irst", 210}, {"gst", 240},   {"aft", 270},   {"pkt", 300},  {"uzt", 300},
    {"tjt", 300},  {"tmt", 300},  {"qyzt", 300},  {"almt", 300},  {"kgt", 360},  {"ist", 330},
    {"npt", 345},  {"wib", 420},  {"ict", 420},   {"hkt", 480},   {"sgt", 480},  {"pht", 480},
    {"awst", 480}, {"jst", 540},  {"kst", 540},   {"acst", 570},  {"acdt", 630}, {"aest", 600},
    {"aedt", 660}, {"nzst", 720}, {"nzdt", 780},  {"brt", -180},  {"art", -180}, {"clt", -240},
    {"cot", -300}, {"pet", -300}, {"vet", -240},  {"a", -60},     {"m", -720},   {"n", 60},
    {"y", 720},
};

bool mh_feed_date_abbreviation(mh_view lower, int *offset_s) {
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (!mh_view_eq(lower, mh_view_of(zones[i].name))) continue;
        *offset_s = zones[i].minutes * 60;
        return true;
    }
    return false;
}

bool mh_feed_date_zone(mh_view id, mh_civil at, int *offset_s) {
    UChar name[64];
    UErrorCode ec = U_ZERO_ERROR;
    bool ok = false;
    if (id.len == 0 || id.len >= 64) return false;
    for (size_t i = 0; i < id.len; i++) name[i] = (UChar)(unsigned char)id.ptr[i];
    UCalendar *c = ucal_open(name, (int32_t)id.len, "en", UCAL_GREGORIAN, &ec);
    if (U_FAILURE(ec)) return false;
    UChar canonical[64];
    UBool is_system = 0;
    ucal_getCanonicalTimeZoneID(name, (int32_t)id.len, canonical, 64, &is_system, &ec);
    if (U_SUCCESS(ec) && is_system) {
        ucal_setDateTime(c, at.year, at.month - 1, at.day, at.hour, at.minute,
                         at.second > 59 ? 59 : at.second, &ec);
        int32_t ms = ucal_get(c, UCAL_ZONE_OFFSET, &ec) + ucal_get(c, UCAL_DST_OFFSET, &ec);
        ok = U_SUCCESS(ec);
        *offset_s = ms / 60000 * 60; /* local mean times have seconds, which nobody can write */
    }
    ucal_close(c);
    return ok;
}
