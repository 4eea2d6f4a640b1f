/* Pages that servers give instead of an article, with status 200 too often: not found, not now, not for
 * you (extract_priv.h). */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/tree_priv.h"

/* Bytes of text from which a page with such a title is believed to be an article, and one that says so
 * only in a line of its own. */
#define MAX_TEXT  ((size_t)1500)
#define MAX_LINES ((size_t)700)
/* Blocks whose words are asked; longest such block, in bytes. */
#define ASKED ((size_t)40)
/* Nodes of a page that is nothing but a question whether its visitor is human. */
#define MAX_NODES ((mh_node)120)
#define MAX_LINE  ((size_t)160)

/* Titles of pages that servers give instead of an article, bare (letters and digits, lower case). */
static const mh_view titles[] = {
    MH_VIEW_INIT("404"),
    MH_VIEW_INIT("403forbidden"),
    MH_VIEW_INIT("error404"),
    MH_VIEW_INIT("pagenotfound"),
    MH_VIEW_INIT("notfound"),
    MH_VIEW_INIT("accessdenied"),
    MH_VIEW_INIT("justamoment"),
    MH_VIEW_INIT("attentionrequired"),
    MH_VIEW_INIT("ошибка404"),
    MH_VIEW_INIT("страницаненайдена"),
    MH_VIEW_INIT("доступзапрещен"),
    MH_VIEW_INIT("беттабылмады"),
    MH_VIEW_INIT("баракчатабылган"),
    MH_VIEW_INIT("sahifatopilmadi"),
    MH_VIEW_INIT("саҳифатопилмади"),
    MH_VIEW_INIT("саҳифаёфтнашуд"),
    MH_VIEW_INIT("файлненайден"),
    MH_VIEW_INIT("материалненайден"),
    MH_VIEW_INIT("документненайден"),
    MH_VIEW_INIT("новостьненайдена"),
    MH_VIEW_INIT("такойстраницынет"),
    MH_VIEW_INIT("страницанесуществует"),
    MH_VIEW_INIT("запрашиваемаястраница"),
    MH_VIEW_INIT("ошибка500"),
    MH_VIEW_INIT("ошибка403"),
    MH_VIEW_INIT("сайтвременнонедоступен"),
    MH_VIEW_INIT("техническиеработы"),
    MH_VIEW_INIT("serviceunavailable"),
    MH_VIEW_INIT("forbidden"),
    MH_VIEW_INIT("internalservererror"),
    MH_VIEW_INIT("siteundermaintenance"),
    MH_VIEW_INIT("pagecannotbefound"),
    MH_VIEW_INIT("pagedoesnotexist"),
    MH_VIEW_INIT("парақтабылмады"),
    MH_VIEW_INIT("бетжоқ"),
    MH_VIEW_INIT("барактабылган"),
    MH_VIEW_INIT("баракчатабылбады"),
    MH_VIEW_INIT("баракжок"),
    MH_VIEW_INIT("sahifamavjudemas"),
    MH_VIEW_INIT("betopilmadi"),
    MH_VIEW_INIT("саҳифамавжудэмас"),
    MH_VIEW_INIT("саҳифамавҷуднест"),
    MH_VIEW_INIT("хато404"),
    MH_VIEW_INIT("xato404"),
    MH_VIEW_INIT("қате404"),
    MH_VIEW_INIT("ката404"),
    MH_VIEW_INIT("صفحهیافتنشد"),
    MH_VIEW_INIT("صفحهموردنظریافتنشد"),
    MH_VIEW_INIT("صفحهپیدانشد"),
    MH_VIEW_INIT("خطای404"),
    MH_VIEW_INIT("۴۰۴"),
    MH_VIEW_INIT("проверкабраузера"),
    MH_VIEW_INIT("проверяемвашбраузер"),
    MH_VIEW_INIT("проверкабезопасности"),
    MH_VIEW_INIT("checkingyourbrowser"),
    MH_VIEW_INIT("ddosprotection"),
    MH_VIEW_INIT("ddosguard"),
    MH_VIEW_INIT("sorryyouhavebeenblocked"),
    MH_VIEW_INIT("onemomentplease"),
    MH_VIEW_INIT("сайтнаобслуживании"),
    MH_VIEW_INIT("сайтнаходитсянаобслуживании"),
    MH_VIEW_INIT("ведутсятехническиеработы"),
    MH_VIEW_INIT("доступкресурсуограничен"),
    MH_VIEW_INIT("доступограничен"),
    MH_VIEW_INIT("техникалықжұмыстар"),
    MH_VIEW_INIT("техникалыкиштер"),
    MH_VIEW_INIT("texnikishlar"),
    MH_VIEW_INIT("техникишлар"),
    MH_VIEW_INIT("корҳоитехникӣ"),
    MH_VIEW_INIT("502badgateway"),
    MH_VIEW_INIT("504gatewaytimeout"),
    MH_VIEW_INIT("accountsuspended"),
    MH_VIEW_INIT("доступзапрещён"),
    MH_VIEW_INIT("доступзакрыт"),
    MH_VIEW_INIT("упс"),
    MH_VIEW_INIT("oops"),
};

/* What may be missing, and that it is; a number, and that it is one of an error: both in one short line
 * tell it, in whatever words. Lower case. */
static const mh_view things[] = {
    MH_VIEW_INIT("страниц"),  MH_VIEW_INIT("page"),     MH_VIEW_INIT("саҳифа"),
    MH_VIEW_INIT("sahifa"),   MH_VIEW_INIT("барак"),    MH_VIEW_INIT("парақ"),
    MH_VIEW_INIT("бет "),     MH_VIEW_INIT("صفحه"),     MH_VIEW_INIT("материал"),
    MH_VIEW_INIT("бетіңіз"),  MH_VIEW_INIT("article"),  MH_VIEW_INIT("новость"),
    MH_VIEW_INIT("запись"),   MH_VIEW_INIT("мавод"),    MH_VIEW_INIT("жаңалық"),
    MH_VIEW_INIT("жаңылык"),  MH_VIEW_INIT("мақола"),   MH_VIEW_INIT("макала"),
    MH_VIEW_INIT("yangilik"), MH_VIEW_INIT("янгилик"),  MH_VIEW_INIT("مطلب"),
    MH_VIEW_INIT("document"), MH_VIEW_INIT("документ"),
};
static const mh_view missing[] = {
    MH_VIEW_INIT("не найден"),         MH_VIEW_INIT("не существует"),
    MH_VIEW_INIT("была удалена"),      MH_VIEW_INIT("not found"),
    MH_VIEW_INIT("not exist"),         MH_VIEW_INIT("be found"),
    MH_VIEW_INIT("ёфт нашуд"),         MH_VIEW_INIT("пайдо нашуд"),
    MH_VIEW_INIT("вуҷуд надорад"),     MH_VIEW_INIT("мавҷуд нест"),
    MH_VIEW_INIT("topilmadi"),         MH_VIEW_INIT("топилмади"),
    MH_VIEW_INIT("mavjud emas"),       MH_VIEW_INIT("мавжуд эмас"),
    MH_VIEW_INIT("табылмады"),         MH_VIEW_INIT("табылган жок"),
    MH_VIEW_INIT("табылбады"),         MH_VIEW_INIT("табылған жоқ"),
    MH_VIEW_INIT("бет жоқ"),           MH_VIEW_INIT("жойылған"),
    MH_VIEW_INIT("өчүрүлгөн"),         MH_VIEW_INIT("یافت نشد"),
    MH_VIEW_INIT("پیدا نشد"),          MH_VIEW_INIT("وجود ندارد"),
    MH_VIEW_INIT("موجود نیست"),        MH_VIEW_INIT("дастрас нест"),
    MH_VIEW_INIT("қолжетімсіз"),       MH_VIEW_INIT("қолжетімді емес"),
    MH_VIEW_INIT("жеткиликсиз"),       MH_VIEW_INIT("недоступна"),
    MH_VIEW_INIT("не доступна"),       MH_VIEW_INIT("not available"),
    MH_VIEW_INIT("unavailable"),       MH_VIEW_INIT("در دسترس نیست"),
    MH_VIEW_INIT("no longer avail"),   MH_VIEW_INIT("has been removed"),
    MH_VIEW_INIT("снят с публикации"), MH_VIEW_INIT("снята с публикации"),
};
/* What a page in repair is called, in its title. */
static const mh_view repairs[] = {
    MH_VIEW_INIT("техникалық жұмыс"),
    MH_VIEW_INIT("техникалык иш"),
    MH_VIEW_INIT("корҳои техник"),
    MH_VIEW_INIT("техник ишлар"),
    MH_VIEW_INIT("texnik ishlar"),
    MH_VIEW_INIT("технические работы"),
    MH_VIEW_INIT("техническое обслуживание"),
    MH_VIEW_INIT("under maintenance"),
    MH_VIEW_INIT("under construction"),
    MH_VIEW_INIT("сайт на реконструкции"),
    MH_VIEW_INIT("сайт в разработке"),
    MH_VIEW_INIT("در حال به‌روزرسانی"),
    MH_VIEW_INIT("در دست ساخت"),
};
static const mh_view numbers[] = {
    MH_VIEW_INIT("404"), MH_VIEW_INIT("403"), MH_VIEW_INIT("500"), MH_VIEW_INIT("502"),
    MH_VIEW_INIT("503"), MH_VIEW_INIT("۴۰۴"), MH_VIEW_INIT("۵۰۰"),
};
static const mh_view errors[] = {
    MH_VIEW_INIT("error"), MH_VIEW_INIT("ошибка"), MH_VIEW_INIT("хато"), MH_VIEW_INIT("xato"),
    MH_VIEW_INIT("қате"),  MH_VIEW_INIT("ката"),   MH_VIEW_INIT("خطا"),
};

static bool holds(mh_view low, const mh_view *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (mh_view_find(low, words[i], 0) != SIZE_MAX) return true;
    return false;
}

/* Whether the line says that a page is missing. */
static bool says_missing(mh_view v) {
    mh_buf low = {0};
    if (v.len == 0 || v.len > MAX_LINE) return false;
    mh_put_lower(&low, v);
    mh_view l = mh_buf_view(&low);
    bool said = (holds(l, things, sizeof things / sizeof things[0]) &&
                 holds(l, missing, sizeof missing / sizeof missing[0])) ||
                (holds(l, numbers, sizeof numbers / sizeof numbers[0]) &&
                 holds(l, errors, sizeof errors / sizeof errors[0]));
    mh_buf_clear(&low);
    return said;
}

static bool begins(mh_view title) {
    mh_buf bare = {0};
    bool found = false;
    mh_put_bare(&bare, title);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0] && !found; i++)
        found = mh_view_starts(mh_buf_view(&bare), titles[i]);
    mh_buf_clear(&bare);
    return found;
}

static bool says_repair(mh_view title) {
    mh_buf low = {0};
    mh_put_lower(&low, title);
    bool said = holds(mh_buf_view(&low), repairs, sizeof repairs / sizeof repairs[0]);
    mh_buf_clear(&low);
    return said;
}

/* Whether the page asks its visitor to prove to be human, and is no article that a form follows. */
static bool asks_proof(const mh_extract *x) {
    static const char *const names[] = {"g-recaptcha", "h-captcha", "cf-turnstile",
                                        "smart-captcha"};
    if (x->meta->date.len > 0 || mh_tree_count(x->t) > MAX_NODES) return false;
    for (mh_node n = mh_tree_body(x->t); n < mh_tree_count(x->t); n++) {
        mh_view cls = mh_tree_attr_num(x->t, n, MH_ATTR_CLASS);
        for (size_t i = 0; cls.len > 0 && i < sizeof names / sizeof names[0]; i++)
            if (mh_view_find(cls, mh_view_of(names[i]), 0) != SIZE_MAX) return true;
    }
    return false;
}

bool mh_extract_is_error(const mh_extract *x, size_t text_len) {
    if (text_len >= MAX_TEXT) return false;
    if (text_len < MAX_LINES && asks_proof(x)) return true;
    if (begins(x->meta->title) || begins(mh_doc_title(x->d))) return true;
    bool dated = x->meta->date.len > 0;
    if (!dated && says_missing(x->meta->title)) return true;
    if (!dated && text_len < MAX_LINES && says_repair(x->meta->title)) return true;
    for (size_t i = 0, asked = 0; i < x->blocks.list.len && asked < ASKED; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        mh_view v = mh_blocks_text(&x->blocks, k);
        if (k->link_chars * 2 > k->chars) continue;
        asked++;
        bool number = mh_view_eq(v, MH_VIEW("404")) || mh_view_eq(v, MH_VIEW("۴۰۴"));
        if (text_len < MAX_LINES && (number || (says_missing(v) && !dated))) return true;
    }
    return false;
}
