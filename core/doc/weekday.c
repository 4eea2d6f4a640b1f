#include "doc/weekday.h"

#include "base/hay.h"
#include "doc/phrases.h"

#define LOOK ((size_t)200)

/* Without the Tajik Monday, which is a capital too. */
static const mh_view names[] = {
    MH_VIEW_INIT("monday"),     MH_VIEW_INIT("tuesday"),
    MH_VIEW_INIT("wednesday"),  MH_VIEW_INIT("thursday"),
    MH_VIEW_INIT("friday"),     MH_VIEW_INIT("saturday"),
    MH_VIEW_INIT("sunday"),     MH_VIEW_INIT("понедельник"),
    MH_VIEW_INIT("вторник"),    MH_VIEW_INIT("среда"),
    MH_VIEW_INIT("четверг"),    MH_VIEW_INIT("пятница"),
    MH_VIEW_INIT("суббота"),    MH_VIEW_INIT("воскресенье"),
    MH_VIEW_INIT("дүйсенбі"),   MH_VIEW_INIT("сейсенбі"),
    MH_VIEW_INIT("сәрсенбі"),   MH_VIEW_INIT("бейсенбі"),
    MH_VIEW_INIT("жұма"),       MH_VIEW_INIT("сенбі"),
    MH_VIEW_INIT("жексенбі"),   MH_VIEW_INIT("дүйшөмбү"),
    MH_VIEW_INIT("шейшемби"),   MH_VIEW_INIT("шаршемби"),
    MH_VIEW_INIT("бейшемби"),   MH_VIEW_INIT("жума"),
    MH_VIEW_INIT("ишемби"),     MH_VIEW_INIT("жекшемби"),
    MH_VIEW_INIT("сешанбе"),    MH_VIEW_INIT("чоршанбе"),
    MH_VIEW_INIT("панҷшанбе"),  MH_VIEW_INIT("ҷумъа"),
    MH_VIEW_INIT("шанбе"),      MH_VIEW_INIT("якшанбе"),
    MH_VIEW_INIT("душанба"),    MH_VIEW_INIT("сешанба"),
    MH_VIEW_INIT("чоршанба"),   MH_VIEW_INIT("пайшанба"),
    MH_VIEW_INIT("шанба"),      MH_VIEW_INIT("якшанба"),
    MH_VIEW_INIT("dushanba"),   MH_VIEW_INIT("seshanba"),
    MH_VIEW_INIT("chorshanba"), MH_VIEW_INIT("payshanba"),
    MH_VIEW_INIT("juma"),       MH_VIEW_INIT("shanba"),
    MH_VIEW_INIT("yakshanba"),  MH_VIEW_INIT("شنبه"),
    MH_VIEW_INIT("یکشنبه"),     MH_VIEW_INIT("یک‌شنبه"),
    MH_VIEW_INIT("دوشنبه"),     MH_VIEW_INIT("سه‌شنبه"),
    MH_VIEW_INIT("سه شنبه"),    MH_VIEW_INIT("چهارشنبه"),
    MH_VIEW_INIT("پنجشنبه"),    MH_VIEW_INIT("پنج‌شنبه"),
    MH_VIEW_INIT("جمعه"),
};

static bool is_letter(char c) {
    return mh_is_alnum(c) || (unsigned char)c >= 0x80;
}

size_t mh_weekday_in(mh_view v) {
    mh_buf low = {0};
    mh_hay hay;
    size_t best = SIZE_MAX;
    mh_put_lower(&low, mh_view_sub(v, 0, LOOK));
    mh_view l = mh_buf_view(&low);
    mh_hay_init(&hay, l);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!mh_hay_has(&hay, names[i])) continue;
        size_t at = mh_view_find(l, names[i], 0), end = at + names[i].len;
        if (at >= best || (at > 0 && is_letter(l.ptr[at - 1])) ||
            (end < l.len && is_letter(l.ptr[end])))
            continue;
        best = at;
    }
    bool same = low.len == mh_view_sub(v, 0, LOOK).len; /* else places differ */
    mh_buf_clear(&low);
    return same ? best : SIZE_MAX;
}
