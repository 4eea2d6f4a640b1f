/* Names of people out of a byline. */
#include "doc/meta_priv.h"

#include "base/utf8.h"
#include "doc/person.h"
#include "doc/phrases.h"
#include "doc/render.h"
#include "doc/weekday.h"

#include <string.h>

/* Words that begin a byline before the name. */
static const char *const openers[] = {"by ",
                                      "by:",
                                      "veröffentlicht von ",
                                      "veröffentlicht von",
                                      "geschrieben von ",
                                      "erstellt von ",
                                      "ein beitrag von ",
                                      "zeige alle beiträge von ",
                                      "alle beiträge von ",
                                      "interview: ",
                                      "post author by ",
                                      "post author ",
                                      "edited by ",
                                      "publié par ",
                                      "escrito por ",
                                      "pubblicato da ",
                                      "autor ",
                                      "written by ",
                                      "posted by ",
                                      "author: ",
                                      "author ",
                                      "authors: ",
                                      "автор: ",
                                      "автор ",
                                      "авторы: ",
                                      "текст: ",
                                      "von ",
                                      "por ",
                                      "par ",
                                      "di ",
                                      "door ",
                                      "от ",
                                      "автор – ",
                                      "автор — ",
                                      "муаллиф: ",
                                      "muallif: ",
                                      "autor: ",
                                      "auteur: ",
                                      "text: ",
                                      "reporting by ",
                                      "written by: ",
                                      "posted by: ",
                                      "published by ",
                                      "created by ",
                                      "submitted by ",
                                      "contributed by ",
                                      "story by ",
                                      "текст ",
                                      "подготовил ",
                                      "жарыялаган ",
                                      "жариялаған ",
                                      "жазған ",
                                      "жазган ",
                                      "аз ҷониби ",
                                      "интишор: ",
                                      "нашр кард ",
                                      "e’lon qildi ",
                                      "joylashtirdi ",
                                      "эълон қилди ",
                                      "опубликовал ",
                                      "опубликовала ",
                                      "опубликовано: ",
                                      "добавил ",
                                      "добавил: ",
                                      "توسط ",
                                      "از سوی ",
                                      "نوشته ",
                                      "نوشتهٔ ",
                                      "منتشر شده توسط ",
                                      "подготовила "};

/* What a line of its own begins with when it names the author, and how long it may be, in bytes. */
static const struct {
    mh_view text;
    size_t max;
} beginnings[] = {
    {MH_VIEW_INIT("by "), 120},        {MH_VIEW_INIT("by:"), 120},
    {MH_VIEW_INIT("written by"), 120}, {MH_VIEW_INIT("posted by"), 120},
    {MH_VIEW_INIT("author:"), 120},    {MH_VIEW_INIT("autor:"), 120},
    {MH_VIEW_INIT("auteur:"), 120},    {MH_VIEW_INIT("автор:"), 140},
    {MH_VIEW_INIT("авторы:"), 200},    {MH_VIEW_INIT("авторлар:"), 200},
    {MH_VIEW_INIT("текст:"), 120},     {MH_VIEW_INIT("авторы "), 100},
    {MH_VIEW_INIT("муаллиф:"), 140},   {MH_VIEW_INIT("муаллифон:"), 200},
    {MH_VIEW_INIT("muallif:"), 140},   {MH_VIEW_INIT("mualliflar:"), 200},
    {MH_VIEW_INIT("von "), 60},        {MH_VIEW_INIT("por "), 50},
    {MH_VIEW_INIT("نویسنده:"), 140},   {MH_VIEW_INIT("گزارشگر:"), 140},
};

bool mh_is_byline(mh_view text, mh_view *rest) {
    mh_buf low = {0};
    size_t cut = 0;
    if (text.len > 200 || text.len == 0) return false;
    unsigned char first = (unsigned char)mh_lower(text.ptr[0]);
    if (first < 0x80 && first != 'b' && first != 'w' && first != 'p' && first != 'a' &&
        first != 'm' && first != 'v')
        return false; /* most blocks end here */
    mh_put_lower(&low, mh_view_sub(text, 0, 40));
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0] && cut == 0; i++)
        if (text.len <= beginnings[i].max && mh_view_starts(mh_buf_view(&low), beginnings[i].text))
            cut = beginnings[i].text.len;
    mh_buf_clear(&low);
    *rest = mh_view_trim(mh_view_sub(text, cut, text.len));
    return cut > 0;
}

/* Words that stand between two names, and the bytes that they begin with. */
static const mh_view joins[] = {
    MH_VIEW_INIT(" and "),   MH_VIEW_INIT(" und "),   MH_VIEW_INIT(" et "),
    MH_VIEW_INIT(" и "),     MH_VIEW_INIT(" және "),  MH_VIEW_INIT(" y "),
    MH_VIEW_INIT(" e "),     MH_VIEW_INIT(" & "),     MH_VIEW_INIT(" with "),
    MH_VIEW_INIT(" mit "),   MH_VIEW_INIT(" ва "),    MH_VIEW_INIT(" va "),
    MH_VIEW_INIT(" жана "),  MH_VIEW_INIT(" و "),     MH_VIEW_INIT(" мен "),
    MH_VIEW_INIT(" менен "), MH_VIEW_INIT(" bilan "), MH_VIEW_INIT(" билан "),
    MH_VIEW_INIT(";"),       MH_VIEW_INIT("|"),       MH_VIEW_INIT("/"),
    MH_VIEW_INIT(","),       MH_VIEW_INIT("•"),       MH_VIEW_INIT("·"),
    MH_VIEW_INIT("\n"),      MH_VIEW_INIT(" – "),     MH_VIEW_INIT(" — "),
};
static const char join_bytes[] = " ;|/,\n\xE2\xC2";

/* Words that no name holds, lower case. */
static const char *const banned[] = {"http",          "www.",         "@",
                                     "read more",     "follow",       "minutes",
                                     "comment",       "published",    "updated",
                                     "posted",        "staff writer", "администратор",
                                     "редакци",       "admin",        "share",
                                     "подел",         "facebook",     "twitter",
                                     "subscribe",     "editorial",    "view all",
                                     "more from",     "articles",     "©",
                                     "email",         "contributor",  "correspondent",
                                     "корреспондент", "newsroom",     ".com",
                                     ".org",          ".ru",          ".kz"};

/* The length of the join that v begins with, or 0. */
static size_t join_at(mh_view v) {
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++)
        if (mh_view_istarts(v, joins[i])) return joins[i].len;
    return 0;
}

/* Takes the next part of a line of names; *sign is what the join behind it begins with, or 0. */
static bool cut_at_join(mh_view *rest, mh_view *part, char *sign) {
    size_t at = 0, len = 0;
    if (rest->len == 0) return false;
    for (; at < rest->len; at++) {
        if (!memchr(join_bytes, rest->ptr[at], sizeof join_bytes - 1)) continue;
        if ((len = join_at(mh_view_sub(*rest, at, rest->len))) > 0) break;
    }
    *part = mh_view_sub(*rest, 0, at);
    *sign = len == 0 ? '\0' : rest->ptr[at];
    *rest = len == 0 ? (mh_view){"", 0} : mh_view_sub(*rest, at + len, rest->len);
    return true;
}

/* Words that are no name when they stand alone, and endings of what is none. */
static bool is_label(mh_view low) {
    static const char *const labels[] = {
        "name",      "datum",      "autor",    "author",  "quelle",        "text",
        "mehr",      "phd",        "md",       "por",     "von",           "by",
        "foto",      "date",       "staff",    "about",   "no author",     "توسط",
        "نویسنده",   "از",         "автор",    "муаллиф", "muallif",       "аз ҷониби",
        "жазған",    "жарыялаган", "от",       "editor",  "admin",         "administrator",
        "editorial", "редакция",   "редактор", "админ",   "администратор", "tahririyat",
        "таҳририят"};
    static const char *const ends[] = {" says", " sagt", " said", " dit", " →", " schreibt"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (mh_view_eq(low, mh_view_of(labels[i]))) return true;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (mh_view_ends(low, mh_view_of(ends[i]))) return true;
    return mh_view_find_byte(low, '*', 0) != SIZE_MAX;
}

/* A word in small Cyrillic letters: a position, not a name. */
static bool is_small(mh_view v) {
    uint32_t cp = mh_utf8_next(&v);
    return cp >= 0x430 && cp < 0x530 && mh_lower_cp(cp) == cp;
}

/* One word in small Latin letters, on a page in another script: an account. */
static bool is_account(const mh_collect *c, mh_view v) {
    mh_view title = mh_doc_title(c->d);
    size_t small = 0, wide = 0;
    for (size_t i = 0; i < v.len; i++) small += (v.ptr[i] >= 'a' && v.ptr[i] <= 'z');
    if (small < v.len) return false;
    for (size_t i = 0; i < title.len; i++) wide += (unsigned char)title.ptr[i] >= 0xD0;
    return wide * 3 > title.len;
}

static bool is_name(mh_view v) {
    mh_buf low = {0};
    size_t words = 1, digits = 0;
    bool ok = v.len >= 3 && v.len <= 80;
    for (size_t i = 0; i < v.len; i++) {
        words += v.ptr[i] == ' ';
        digits += mh_is_digit(v.ptr[i]);
    }
    mh_put_lower(&low, v);
    ok = ok && !is_label(mh_buf_view(&low));
    for (size_t i = 0; ok && i < sizeof banned / sizeof banned[0]; i++)
        ok = mh_view_find(mh_buf_view(&low), mh_view_of(banned[i]), 0) == SIZE_MAX;
    mh_buf_clear(&low);
    return ok && words <= 6 && digits == 0 && !mh_is_office(v) && !is_small(v);
}

static mh_view strip_opener(mh_view v) {
    mh_view rest;
    if (mh_phrase_begins(v, &rest) == MH_PHRASE_BYLINE && rest.len > 0) return mh_view_trim(rest);
    mh_buf low = {0};
    mh_put_lower(&low, mh_view_sub(v, 0, 40));
    size_t cut = 0;
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++) {
        mh_view o = mh_view_of(openers[i]);
        if (mh_view_starts(mh_buf_view(&low), o) && o.len > cut) cut = o.len;
    }
    mh_buf_clear(&low);
    return mh_view_trim(mh_view_sub(v, cut, v.len));
}

static mh_view strip_signs(mh_view v) {
    for (;;) {
        v = mh_view_trim(v);
        if (v.len && (v.ptr[0] == ':' || v.ptr[0] == '-' || v.ptr[0] == '(')) {
            v = mh_view_sub(v, 1, v.len);
        } else if (v.len && (v.ptr[v.len - 1] == ',' || v.ptr[v.len - 1] == ':' ||
                             v.ptr[v.len - 1] == '-' || v.ptr[v.len - 1] == '(')) {
            v.len--;
        } else {
            return v;
        }
    }
}

mh_view mh_people_core(mh_view name) {
    static const mh_view verbs[] = {MH_VIEW_INIT(" суҳбатлашди"),    MH_VIEW_INIT(" тайёрлади"),
                                    MH_VIEW_INIT(" ёзиб олди"),      MH_VIEW_INIT(" suhbatlashdi"),
                                    MH_VIEW_INIT(" tayyorladi"),     MH_VIEW_INIT(" yozib oldi"),
                                    MH_VIEW_INIT(" маектешти"),      MH_VIEW_INIT(" даярдады"),
                                    MH_VIEW_INIT(" маектешкен"),     MH_VIEW_INIT(" сұхбаттасты"),
                                    MH_VIEW_INIT(" әңгімелесті"),    MH_VIEW_INIT(" дайындады"),
                                    MH_VIEW_INIT(" таҳия кард"),     MH_VIEW_INIT(" суҳбат кард"),
                                    MH_VIEW_INIT(" специально для"), MH_VIEW_INIT(" сүйлөштү"),
                                    MH_VIEW_INIT(" жазып алды"),     MH_VIEW_INIT(" омода кард"),
                                    MH_VIEW_INIT(" омода намуд"),    MH_VIEW_INIT(" таҳия намуд"),
                                    MH_VIEW_INIT(" навишт"),         MH_VIEW_INIT(" әзірледі"),
                                    MH_VIEW_INIT(" жазып алған"),    MH_VIEW_INIT(" даярдаган"),
                                    MH_VIEW_INIT(" тайёрлаган"),     MH_VIEW_INIT(" tayyorlagan"),
                                    MH_VIEW_INIT(" дайындаған")};
    static const char *const objects[] = {"matnni ",   "матнни ",   "suhbatni ",   "суҳбатни ",
                                          "maqolani ", "мақолани ", "материалды ", "мақаланы ",
                                          "сұхбатты ", "маекти ",   "матнро ",     "маводро "};
    mh_view v = name;
    if (v.len && v.ptr[v.len - 1] == '.') v.len--;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        mh_view verb = verbs[i];
        if (v.len == 0 || verb.ptr[verb.len - 1] != v.ptr[v.len - 1] || !mh_view_ends(v, verb))
            continue;
        v = mh_view_trim(mh_view_sub(v, 0, v.len - verb.len));
        mh_buf low = {0};
        mh_put_lower(&low, mh_view_sub(v, 0, 40));
        size_t cut = 0; /* "Matnni ... tayyorladi" */
        for (size_t k = 0; k < sizeof objects / sizeof objects[0] && cut == 0; k++)
            if (mh_view_starts(mh_buf_view(&low), mh_view_of(objects[k])))
                cut = mh_view_of(objects[k]).len;
        mh_buf_clear(&low);
        return mh_view_trim(mh_view_sub(v, cut, v.len));
    }
    return name;
}

/* "Given Name Print version": without the stock phrase of a widget behind the name. */
static mh_view before_widget(mh_view v) {
    for (size_t at = 0; (at = mh_view_find_byte(v, ' ', at)) != SIZE_MAX; at++) {
        mh_phrase p = mh_phrase_of(mh_view_sub(v, at + 1, v.len), NULL);
        if (p == MH_PHRASE_WIDGET || p == MH_PHRASE_RELATED || p == MH_PHRASE_COMMENTS ||
            p == MH_PHRASE_PHOTO)
            return mh_view_trim(mh_view_sub(v, 0, at));
    }
    return v;
}

/* Without the day of the week of a date behind the name. */
static mh_view before_weekday(mh_view v) {
    size_t at = mh_weekday_in(v);
    return at == SIZE_MAX || at < 6 ? v : mh_view_trim(mh_view_sub(v, 0, at));
}

size_t mh_people_split(mh_view line, mh_view *parts, size_t n) {
    mh_view rest = line, part;
    size_t count = 0;
    char sign;
    while (cut_at_join(&rest, &part, &sign)) {
        part = strip_signs(part);
        if (part.len == 0) continue;
        if (count < n) parts[count] = part;
        count++;
    }
    return count;
}

/* "Given Name in Town": without the place from which somebody reports. */
static mh_view before_place(mh_view v) {
    static const char *const words[] = {" in ", " from ", " из ", " (", " reports from "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        mh_view w = mh_view_of(words[i]);
        size_t at = mh_view_find(v, w, 0);
        if (at == SIZE_MAX || at + w.len >= v.len) continue;
        bool capital = (unsigned char)v.ptr[at + w.len] >= 0x80 ||
                       mh_lower(v.ptr[at + w.len]) != v.ptr[at + w.len];
        if (capital && mh_is_person(mh_view_sub(v, 0, at))) return mh_view_sub(v, 0, at);
    }
    return v;
}

/* Without the full stop behind a last word that is no initial. */
static mh_view before_stop(mh_view v) {
    size_t n = 0;
    if (v.len < 2 || v.ptr[v.len - 1] != '.') return v;
    while (n + 1 < v.len && v.ptr[v.len - 2 - n] != ' ' && v.ptr[v.len - 2 - n] != '.') n++;
    return n > 4 ? mh_view_sub(v, 0, v.len - 1) : v;
}

static bool has_digit(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (mh_is_digit(v.ptr[i])) return true;
    return false;
}

void mh_collect_people(mh_collect *c, mh_view line, mh_view basis, int rank) {
    mh_buf flat = {0};
    if (c->lines_of_people++ >= MH_META_MAX_LINES) return;
    if (line.len < 200 && mh_phrase_begins(mh_view_trim(line), NULL) == MH_PHRASE_PHOTO) return;
    mh_put_collapsed(&flat, mh_view_sub(line, 0, 400));
    mh_view rest = before_weekday(strip_opener(mh_buf_view(&flat))), part;
    /* "Author: name | section | 15 April, 19:20": the bars part facts there, not people */
    size_t bar = mh_view_find(rest, MH_VIEW(" | "), 0);
    if (bar != SIZE_MAX && has_digit(rest)) rest.len = bar;
    size_t paren = mh_view_find_byte(rest, '(', 0);
    if (paren != SIZE_MAX && paren > 3) rest.len = paren;
    char before = '\0', sign;
    bool alone = false; /* one person was named, and nothing else */
    for (size_t n = 0; cut_at_join(&rest, &part, &sign); before = sign) {
        part = mh_people_core(before_widget(strip_signs(strip_opener(strip_signs(part)))));
        part = before_stop(before_place(part));
        /* "Given Name, Town" */
        bool place = alone && before == ',' && !sign && mh_view_find_byte(part, ' ', 0) == SIZE_MAX;
        if (place || !is_name(part) || is_account(c, part)) continue;
        mh_collect_add(c, MH_META_BYLINE, part, basis, rank);
        alone = n++ == 0 && mh_is_person(part);
    }
    mh_buf_clear(&flat);
}
