#include "doc/person.h"

#include "base/utf8.h"
#include "doc/phrases.h"

#include <unicode/uchar.h>

/* Bytes of a word from which an ending that other words have too is that of a surname. */
#define WIDE_BYTES ((size_t)12)

/* Words within a name that are written small. */
static const mh_view particles[] = {
    MH_VIEW_INIT("уулу"),   MH_VIEW_INIT("кызы"),   MH_VIEW_INIT("ұлы"),    MH_VIEW_INIT("қызы"),
    MH_VIEW_INIT("ўғли"),   MH_VIEW_INIT("қизи"),   MH_VIEW_INIT("uulu"),   MH_VIEW_INIT("kyzy"),
    MH_VIEW_INIT("o‘g‘li"), MH_VIEW_INIT("o'g'li"), MH_VIEW_INIT("o’g’li"), MH_VIEW_INIT("oʻgʻli"),
    MH_VIEW_INIT("qizi"),   MH_VIEW_INIT("ogly"),   MH_VIEW_INIT("оглы"),   MH_VIEW_INIT("de"),
    MH_VIEW_INIT("van"),    MH_VIEW_INIT("von"),    MH_VIEW_INIT("bin"),
};

/* What the words of offices, outlets and accounts begin with, lower case. */
static const mh_view offices[] = {
    MH_VIEW_INIT("агентств"),    MH_VIEW_INIT("агенттиг"),  MH_VIEW_INIT("агентлиг"),
    MH_VIEW_INIT("оҷонс"),       MH_VIEW_INIT("agentlig"),  MH_VIEW_INIT("пресс"),
    MH_VIEW_INIT("служб"),       MH_VIEW_INIT("хизмат"),    MH_VIEW_INIT("xizmat"),
    MH_VIEW_INIT("қызмет"),      MH_VIEW_INIT("кызмат"),    MH_VIEW_INIT("хадамот"),
    MH_VIEW_INIT("минист"),      MH_VIEW_INIT("вазорат"),   MH_VIEW_INIT("вазирли"),
    MH_VIEW_INIT("vazirlig"),    MH_VIEW_INIT("управлен"),  MH_VIEW_INIT("департамент"),
    MH_VIEW_INIT("редакц"),      MH_VIEW_INIT("таҳририят"), MH_VIEW_INIT("tahririyat"),
    MH_VIEW_INIT("идораи"),      MH_VIEW_INIT("маркази"),   MH_VIEW_INIT("матбуот"),
    MH_VIEW_INIT("matbuot"),     MH_VIEW_INIT("баспасөз"),  MH_VIEW_INIT("маалымат"),
    MH_VIEW_INIT("ахборот"),     MH_VIEW_INIT("axborot"),   MH_VIEW_INIT("газет"),
    MH_VIEW_INIT("рӯзнома"),     MH_VIEW_INIT("радио"),     MH_VIEW_INIT("телеканал"),
    MH_VIEW_INIT("портал"),      MH_VIEW_INIT("новост"),    MH_VIEW_INIT("админ"),
    MH_VIEW_INIT("пользовател"), MH_VIEW_INIT("гость"),     MH_VIEW_INIT("модератор"),
    MH_VIEW_INIT("редактор"),    MH_VIEW_INIT("super"),     MH_VIEW_INIT("user"),
    MH_VIEW_INIT("admin"),       MH_VIEW_INIT("ministry"),  MH_VIEW_INIT("press"),
    MH_VIEW_INIT("newsroom"),    MH_VIEW_INIT("خبرگزاری"),  MH_VIEW_INIT("وزارت"),
    MH_VIEW_INIT("آژانس"),       MH_VIEW_INIT("دفتر"),      MH_VIEW_INIT("روزنامه"),
    MH_VIEW_INIT("اداره"),       MH_VIEW_INIT("ریاست"),     MH_VIEW_INIT("تحریریه"),
    MH_VIEW_INIT("комментар"),   MH_VIEW_INIT("осиё"),      MH_VIEW_INIT("азия"),
    MH_VIEW_INIT("asia"),        MH_VIEW_INIT("osiyo"),     MH_VIEW_INIT("آسیا"),
    MH_VIEW_INIT("читат"),       MH_VIEW_INIT("подроб"),    MH_VIEW_INIT("отдел"),
    MH_VIEW_INIT("бөлүм"),       MH_VIEW_INIT("бөлім"),     MH_VIEW_INIT("шуъба"),
    MH_VIEW_INIT("бўлим"),       MH_VIEW_INIT("жамоа"),     MH_VIEW_INIT("коллектив"),
    MH_VIEW_INIT("boʻlim"),      MH_VIEW_INIT("bo‘lim"),    MH_VIEW_INIT("bo'lim"),
    MH_VIEW_INIT("басқарма"),    MH_VIEW_INIT("башкармал"), MH_VIEW_INIT("бошқарма"),
    MH_VIEW_INIT("boshqarma"),   MH_VIEW_INIT("ұжым"),      MH_VIEW_INIT("жамаат"),
    MH_VIEW_INIT("jamoa"),       MH_VIEW_INIT("комитет"),   MH_VIEW_INIT("кумита"),
    MH_VIEW_INIT("қўмита"),      MH_VIEW_INIT("qo‘mita"),   MH_VIEW_INIT("qoʻmita"),
    MH_VIEW_INIT("мэрия"),       MH_VIEW_INIT("акимат"),    MH_VIEW_INIT("әкімдіг"),
    MH_VIEW_INIT("ҳокимлиг"),    MH_VIEW_INIT("hokimlig"),  MH_VIEW_INIT("آمریت"),
    MH_VIEW_INIT("مطبوعات"),     MH_VIEW_INIT("ارتباط"),    MH_VIEW_INIT("посольств"),
    MH_VIEW_INIT("елшілі"),      MH_VIEW_INIT("элчи"),      MH_VIEW_INIT("elchixona"),
    MH_VIEW_INIT("сафорат"),     MH_VIEW_INIT("سفارت"),     MH_VIEW_INIT("embassy"),
};

/* Words that are offices only as they stand. */
static const mh_view whole[] = {
    MH_VIEW_INIT("иа"),     MH_VIEW_INIT("ақ"),      MH_VIEW_INIT("амит"),
    MH_VIEW_INIT("staff"),  MH_VIEW_INIT("اخبار"),   MH_VIEW_INIT("خبرهای"),
    MH_VIEW_INIT("امور"),   MH_VIEW_INIT("گزارش"),   MH_VIEW_INIT("بخش"),
    MH_VIEW_INIT("سیاسی"),  MH_VIEW_INIT("اقتصادی"), MH_VIEW_INIT("اجتماعی"),
    MH_VIEW_INIT("فرهنگی"), MH_VIEW_INIT("ورزشی"),   MH_VIEW_INIT("امنیتی"),
    MH_VIEW_INIT("نظامی"),  MH_VIEW_INIT("داخلی"),   MH_VIEW_INIT("خارجی"),
    MH_VIEW_INIT("جهانی"),  MH_VIEW_INIT("جهان"),    MH_VIEW_INIT("علمی"),
    MH_VIEW_INIT("دقیقه"),  MH_VIEW_INIT("ساعت"),    MH_VIEW_INIT("تاریخ"),
    MH_VIEW_INIT("خبری"),   MH_VIEW_INIT("team"),    MH_VIEW_INIT("desk"),
    MH_VIEW_INIT("тасс"),   MH_VIEW_INIT("от"),      MH_VIEW_INIT("خبر"),
    MH_VIEW_INIT("مطلب"),   MH_VIEW_INIT("مطالب"),   MH_VIEW_INIT("قبلی"),
    MH_VIEW_INIT("بعدی"),   MH_VIEW_INIT("صفحه"),    MH_VIEW_INIT("نظر"),
    MH_VIEW_INIT("نظرات"),
};

/* Whether word is, or begins with, one of a list of words of two bytes and more. */
static bool is_one_of(mh_view word, const mh_view *list, size_t n, bool begins) {
    if (word.len < 2) return false;
    for (size_t i = 0; i < n; i++) {
        if (list[i].ptr[0] != word.ptr[0] || list[i].ptr[1] != word.ptr[1]) continue;
        if (begins ? mh_view_starts(word, list[i]) : mh_view_eq(word, list[i])) return true;
    }
    return false;
}

static bool is_office_word(mh_view low) {
    return is_one_of(low, offices, sizeof offices / sizeof offices[0], true) ||
           is_one_of(low, whole, sizeof whole / sizeof whole[0], false);
}

static bool has_quotes(mh_view v) {
    static const mh_view marks[] = {MH_VIEW_INIT("«"), MH_VIEW_INIT("»"), MH_VIEW_INIT("“"),
                                    MH_VIEW_INIT("”"), MH_VIEW_INIT("„")};
    for (size_t at = 0; at < v.len; at++) {
        unsigned char first = (unsigned char)v.ptr[at];
        if (first == '"') return true;
        if (first != 0xC2 && first != 0xE2) continue;
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (mh_view_starts(mh_view_sub(v, at, v.len), marks[i])) return true;
    }
    return false;
}

bool mh_is_office(mh_view v) {
    mh_buf low = {0};
    bool found = has_quotes(v);
    mh_put_lower(&low, v);
    mh_view rest = mh_buf_view(&low), word;
    while (!found && mh_view_split(&rest, ' ', &word)) found = is_office_word(word);
    mh_buf_clear(&low);
    return found;
}

static bool is_name_sign(uint32_t cp) {
    return cp == '-' || cp == '\'' || cp == '.' || cp == 0x2018 || cp == 0x2019 || cp == 0x2BB ||
           cp == 0x2BC || cp == 0x200C || cp == '`';
}

/* A word of a name: letters, a capital first where there are capitals. */
static bool is_name_word(mh_view word) {
    mh_view rest = word;
    bool first = true;
    size_t letters = 0;
    while (rest.len > 0) {
        uint32_t cp = mh_utf8_next(&rest);
        if (first && u_charType((UChar32)cp) == U_LOWERCASE_LETTER) return false;
        first = false;
        if (u_isalpha((UChar32)cp)) {
            letters++;
        } else if (!is_name_sign(cp) && u_charType((UChar32)cp) != U_NON_SPACING_MARK) {
            return false;
        }
        if (cp == '.' && letters > 2) return false; /* the end of a sentence */
    }
    return letters > 0;
}

bool mh_is_person(mh_view v) {
    mh_view rest = mh_view_trim(v), word;
    size_t words = 0, full = 0;
    if (rest.len < 5 || rest.len > 90) return false;
    while (mh_view_split(&rest, ' ', &word)) {
        mh_buf low = {0};
        if (word.len == 0) continue;
        mh_put_lower(&low, word);
        bool particle = words > 0 && is_one_of(mh_buf_view(&low), particles,
                                               sizeof particles / sizeof particles[0], false);
        mh_buf_clear(&low);
        words++;
        if (particle) continue;
        if (!is_name_word(word)) return false;
        full += word.len > 3;
    }
    return words >= 2 && words <= 4 && full >= 1 && !mh_is_office(v); /* the dearest comes last */
}

bool mh_has_surname(mh_view v) {
    static const char *const ends[] = {
        "ов",   "ова",   "ев",   "ева",  "ёв",    "ёва",   "ұлы",  "қызы", "тегі", "уулу", "кызы",
        "зода", "ўғли",  "қизи", "баев", "беков", "бек",   "бай",  "zoda", "ov",   "ova",  "ev",
        "eva",  "yev",   "yeva", "uly",  "uulu",  "kyzy",  "qizi", "иён",  "ӣ",    "енко", "чук",
        "дзе",  "швили", "оглы", "үлү",  "ogly",  "bekov", "baev", "bayev"};
    mh_buf low = {0};
    bool found = false;
    mh_put_lower(&low, v);
    mh_view rest = mh_buf_view(&low), word;
    static const char *const wide[] = {"ин", "ина", "ын", "ына", "ская", "цкая"};
    static const char *const last[] = {"ий", "iy", "ی", "زاده", "پور", "نژاد", "یار", "خیل", "زی"};
    for (size_t i = 0; i < sizeof last / sizeof last[0] && !found; i++)
        found = mh_view_ends(rest, mh_view_of(last[i]));
    while (!found && mh_view_split(&rest, ' ', &word))
        for (size_t i = 0; i < sizeof ends / sizeof ends[0] && !found; i++)
            found =
                word.len > mh_view_of(ends[i]).len + 3 && mh_view_ends(word, mh_view_of(ends[i]));
    rest = mh_buf_view(&low);
    while (!found && mh_view_split(&rest, ' ', &word))
        for (size_t i = 0; i < sizeof wide / sizeof wide[0] && !found; i++)
            found = word.len >= WIDE_BYTES && mh_view_ends(word, mh_view_of(wide[i]));
    mh_buf_clear(&low);
    return found;
}
