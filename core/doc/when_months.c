/* Month names by their beginnings, longest meaning first where one begins another. */
#include "doc/when_priv.h"

typedef struct month {
    mh_view prefix;
    int n;
} month;

#define M(t, n)                                                                                    \
    { MH_VIEW_INIT(t), (n) }

/* en de fr es it pt nl pl tr ru uk kk ky uz tg az and their kin share most beginnings */
static const month months[] = {
    M("janeiro", 1), M("jan", 1),     M("jän", 1),   M("ene", 1),   M("gen", 1),   M("stycz", 1),
    M("sty", 1),     M("ocak", 1),    M("yan", 1),   M("янв", 1),   M("січ", 1),   M("қаң", 1),
    M("qan", 1),     M("feb", 2),     M("fév", 2),   M("fev", 2),   M("lut", 2),   M("şub", 2),
    M("фев", 2),     M("лют", 2),     M("ақп", 2),   M("aqp", 2),   M("marzo", 3), M("mar", 3),
    M("mär", 3),     M("maart", 3),   M("mrt", 3),   M("мар", 3),   M("берез", 3), M("бер", 3),
    M("нау", 3),     M("nau", 3),     M("apr", 4),   M("avr", 4),   M("abr", 4),   M("kwie", 4),
    M("nis", 4),     M("апр", 4),     M("квіт", 4),  M("сәу", 4),   M("may", 5),   M("mai", 5),
    M("mag", 5),     M("mei", 5),     M("maj", 5),   M("май", 5),   M("мая", 5),   M("мае", 5),
    M("трав", 5),    M("мам", 5),     M("juin", 6),  M("jun", 6),   M("giu", 6),   M("czerw", 6),
    M("haz", 6),     M("iyun", 6),    M("июн", 6),   M("черв", 6),  M("мау", 6),   M("jul", 7),
    M("juil", 7),    M("lug", 7),     M("lip", 7),   M("tem", 7),   M("iyul", 7),  M("июл", 7),
    M("лип", 7),     M("шіл", 7),     M("aug", 8),   M("aoû", 8),   M("aou", 8),   M("ago", 8),
    M("sierp", 8),   M("ağu", 8),     M("avg", 8),   M("авг", 8),   M("серп", 8),  M("там", 8),
    M("sep", 9),     M("set", 9),     M("wrze", 9),  M("eyl", 9),   M("sen", 9),   M("сен", 9),
    M("верес", 9),   M("қыр", 9),     M("oct", 10),  M("okt", 10),  M("ott", 10),  M("out", 10),
    M("paź", 10),    M("eki", 10),    M("ekim", 10), M("окт", 10),  M("жовт", 10), M("қаз", 10),
    M("nov", 11),    M("listop", 11), M("kas", 11),  M("noy", 11),  M("ноя", 11),  M("листоп", 11),
    M("қар", 11),    M("dec", 12),    M("dez", 12),  M("déc", 12),  M("dic", 12),  M("grud", 12),
    M("ara", 12),    M("dek", 12),    M("дек", 12),  M("груд", 12), M("жел", 12),
};

int mh_when_month(mh_view lower) {
    if (lower.len > 24) return 0;
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
        if (mh_view_starts(lower, months[i].prefix)) return months[i].n;
    return 0;
}
