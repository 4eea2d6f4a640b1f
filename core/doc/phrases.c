#include "doc/phrases_priv.h"

#include "base/utf8.h"
#include "doc/plea.h"

#include <unicode/uchar.h>

/* What gives a short block away wherever it stands in it. */
static const mh_view telling[] = {
    MH_VIEW_INIT("cookies"),
    MH_VIEW_INIT("куки"),
    MH_VIEW_INIT("ctrl+enter"),
    MH_VIEW_INIT("ctrl + enter"),
    MH_VIEW_INIT("all rights reserved"),
    MH_VIEW_INIT("все права защищены"),
    MH_VIEW_INIT("оставлять комментарии"),
    MH_VIEW_INIT("оформите подписку"),
    MH_VIEW_INIT("оформить подписку"),
    MH_VIEW_INIT("жазылымды рәсімде"),
    MH_VIEW_INIT("обунани расмийлаш"),
    MH_VIEW_INIT("obunani rasmiylash"),
    MH_VIEW_INIT("каналимизга обуна"),
    MH_VIEW_INIT("kanalimizga obuna"),
    MH_VIEW_INIT("каналыбызга катталы"),
    MH_VIEW_INIT("каналыбызга жазыл"),
    MH_VIEW_INIT("арнамызға жазыл"),
    MH_VIEW_INIT("парақшамызға жазыл"),
    MH_VIEW_INIT("подписывайтесь на на"),
    MH_VIEW_INIT("подпишитесь на на"),
    MH_VIEW_INIT("ба канали мо "),
    MH_VIEW_INIT("consider a donation"),
    MH_VIEW_INIT("consider donating"),
    MH_VIEW_INIT("support our journalism"),
    MH_VIEW_INIT("support our work"),
    MH_VIEW_INIT("ежемесячное пожертвование"),
    MH_VIEW_INIT("поддержите нашу работу"),
    MH_VIEW_INIT("поддержите редакцию"),
    MH_VIEW_INIT("гиперссылк"),
    MH_VIEW_INIT("ссылка обязательна"),
    MH_VIEW_INIT("ссылка на источник обязательна"),
    MH_VIEW_INIT("сілтеме жасау міндетті"),
    MH_VIEW_INIT("сілтеме міндетті"),
    MH_VIEW_INIT("шилтеме берүү милдет"),
    MH_VIEW_INIT("шилтеме милдет"),
    MH_VIEW_INIT("havola shart"),
    MH_VIEW_INIT("ҳавола шарт"),
    MH_VIEW_INIT("кўрсатилиши шарт"),
    MH_VIEW_INIT("ko‘rsatilishi shart"),
    MH_VIEW_INIT("koʻrsatilishi shart"),
    MH_VIEW_INIT("истинод ҳатмӣ"),
    MH_VIEW_INIT("истинод ҳатмист"),
    MH_VIEW_INIT("با ذکر منبع"),
    MH_VIEW_INIT("link to the original"),
    MH_VIEW_INIT("hyperlink to"),
    MH_VIEW_INIT("to your inbox"),
    MH_VIEW_INIT("in your inbox"),
    MH_VIEW_INIT("our newsletter"),
    MH_VIEW_INIT("contributed to this report"),
    MH_VIEW_INIT("contributed to this story"),
    MH_VIEW_INIT("contributed to this article"),
    MH_VIEW_INIT("contributed reporting"),
    MH_VIEW_INIT("available to subscribers"),
    MH_VIEW_INIT("available only to subscribers"),
    MH_VIEW_INIT("доступен подписчикам"),
    MH_VIEW_INIT("доступна подписчикам"),
    MH_VIEW_INIT("доступно подписчикам"),
    MH_VIEW_INIT("только подписчикам"),
    MH_VIEW_INIT("только для подписчиков"),
};

/* Longest block, in bytes, that such words are believed of. */
#define TELLING_MAX ((size_t)260)
#define COUNTED_MAX ((size_t)50) /* of a heading that counts comments */
#define PLEA_LOOK   ((size_t)420)
#define PLEA_LEAST  ((size_t)8)

uint32_t mh_lower_cp(uint32_t cp) {
    if (cp >= 0x0430 && cp <= 0x045F) return cp; /* Cyrillic of the desk's languages first */
    if (cp >= 0x0410 && cp <= 0x042F) return cp + 0x20;
    return (uint32_t)u_tolower((UChar32)cp);
}

/* The lower case of the two bytes of a Cyrillic letter, U+0400 to U+045F, written to out. */
static inline bool lower_cyrillic(const unsigned char *p, char *out) {
    unsigned cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    if ((p[0] != 0xD0 && p[0] != 0xD1) || cp > 0x45F) return false;
    if (cp < 0x430) cp += cp < 0x410 ? 0x50 : 0x20;
    out[0] = (char)(0xC0 | cp >> 6);
    out[1] = (char)(0x80 | (cp & 0x3F));
    return true;
}

/* The lower case of eight bytes of ASCII, written to out; false when there are others among them. */
static inline bool lower_word(const char *p, char *out) {
    const uint64_t each = 0x0101010101010101u;
    uint64_t w;
    memcpy(&w, p, sizeof w);
    if (w & 0x80 * each) return false;
    /* the high bit of each byte from 'A' on, less that of each from behind 'Z' on */
    uint64_t capital = (w + (0x80 - 'A') * each) & ~(w + (0x80 - 'Z' - 1) * each) & 0x80 * each;
    w |= capital >> 2;
    memcpy(out, &w, sizeof w);
    return true;
}

void mh_put_lower(mh_buf *out, mh_view v) {
    mh_buf_reserve(out, v.len + 1);
    while (v.len > 0) {
        char *to = out->ptr + out->len;
        size_t i = 0;
        for (; i < v.len; i++) {
            while (i + 8 <= v.len && lower_word(v.ptr + i, to + i)) i += 8;
            if (i == v.len) break;
            const unsigned char *p = (const unsigned char *)v.ptr + i;
            if (p[0] < 0x80)
                to[i] = mh_lower(v.ptr[i]);
            else if (i + 1 < v.len && lower_cyrillic(p, to + i))
                i++;
            else
                break;
        }
        out->len += i;
        out->ptr[out->len] = '\0';
        v = mh_view_sub(v, i, v.len);
        if (v.len == 0) break;
        mh_buf_put_cp(out, mh_lower_cp(mh_utf8_next(&v)));
        mh_buf_reserve(out, v.len + 1);
    }
}

/* Whether an apostrophe of some shape begins with this byte. */
static inline bool may_be_apostrophe(char c) {
    unsigned char u = (unsigned char)c;
    return u == '\'' || u == '`' || u == 0xE2 || u == 0xCA || u == 0xC2;
}

/* Bytes of v that are an apostrophe of any shape, 0 when it begins with none. */
static size_t apostrophe(mh_view v) {
    static const mh_view shapes[] = {MH_VIEW_INIT("‘"), MH_VIEW_INIT("’"), MH_VIEW_INIT("ʻ"),
                                     MH_VIEW_INIT("ʼ"), MH_VIEW_INIT("´")};
    if (v.len == 0 || !may_be_apostrophe(v.ptr[0])) return 0;
    if ((unsigned char)v.ptr[0] < 0x80) return 1;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (mh_view_starts(v, shapes[i])) return shapes[i].len;
    return 0;
}

/* Lower case, with one shape of apostrophe. */
static void put_plain(mh_buf *out, mh_view v) {
    while (v.len > 0) {
        size_t n = apostrophe(v), k = 0;
        if (n) mh_buf_puts(out, "‘");
        v = mh_view_sub(v, n, v.len);
        while (k < v.len && !may_be_apostrophe(v.ptr[k])) k++;
        while (k < v.len && !apostrophe(mh_view_sub(v, k, v.len)))
            for (k++; k < v.len && !may_be_apostrophe(v.ptr[k]);) k++;
        mh_put_lower(out, mh_view_sub(v, 0, k));
        v = mh_view_sub(v, k, v.len);
    }
}

/* v without the brackets, stars and dashes that it begins with. */
static mh_view past_signs(mh_view v) {
    static const char *const signs[] = {"[", "*", "•", "—", "–", "-", ">", "»", "►", "▶", "→", " "};
    if (v.len > 2 && v.ptr[0] == '(' && !mh_view_istarts(v, MH_VIEW("(c)")))
        v = mh_view_sub(v, 1, v.len);
    if (v.len == 0 || mh_is_alnum(v.ptr[0])) return v;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        while (mh_view_starts(v, mh_view_of(signs[i]))) v = mh_view_sub(v, strlen(signs[i]), v.len);
    return v;
}

/* Bytes of text that n characters take. */
static size_t bytes_of(mh_view text, size_t n) {
    mh_view v = text;
    while (n-- > 0 && v.len > 0) mh_utf8_next(&v);
    return text.len - v.len;
}

static size_t characters(mh_view v) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++) n += ((unsigned char)v.ptr[i] & 0xC0) != 0x80;
    return n;
}

typedef struct match {
    mh_phrase kind;
    size_t used; /* bytes of the phrase: the longest says most */
    mh_view text;
} match;

static void try_row(match *m, const mh_phrase_row *r, mh_view low, size_t len) {
    if (r->text.len <= m->used || (r->max && len > r->max * (size_t)10)) return;
    if (!mh_view_starts(low, r->text)) return;
    *m = (match){(mh_phrase)r->kind, r->text.len, r->text};
}

/* The first n bytes (four at most) as a number that is ordered as they are. */
static inline uint32_t order_of(const char *p, size_t n) {
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | (unsigned char)p[i];
    return v;
}

/* Those of a sorted table that begin with the same `same` bytes. */
static void try_sorted(match *m, const mh_phrase_row *t, size_t n, size_t same, mh_view low,
                       size_t len) {
    size_t lo = 0, hi = n;
    if (low.len < same) return;
    uint32_t key = order_of(low.ptr, same);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (order_of(t[mid].text.ptr, same) < key) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    for (; lo < n && order_of(t[lo].text.ptr, same) == key; lo++) try_row(m, &t[lo], low, len);
}

/* "5 comments": the heading of comments behind their number. */
static void try_counted(match *m, mh_view low, size_t len) {
    size_t n = 0;
    match word = {MH_PHRASE_NONE, 0, {"", 0}};
    while (n < low.len && mh_is_digit(low.ptr[n])) n++;
    if (n == 0 || n > 4 || n + 1 >= low.len || low.ptr[n] != ' ') return;
    low = mh_view_sub(low, n + 1, low.len);
    try_sorted(&word, mh_phrases_world, mh_phrases_world_n, 2, low, len);
    try_sorted(&word, mh_phrases_credits, mh_phrases_credits_n, 4, low, len);
    if (word.kind == MH_PHRASE_COMMENTS) *m = (match){word.kind, word.used, word.text};
}

/* *rest: what follows the first `used` bytes of text and a colon. */
static void take_rest(mh_view text, size_t used, mh_view *rest) {
    if (rest == NULL) return;
    while (used < text.len && (mh_is_space(text.ptr[used]) || text.ptr[used] == ':')) used++;
    static const char *const dashes[] = {"– ", "— ", "- "};
    mh_view v = mh_view_sub(text, used, text.len);
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
        if (mh_view_starts(v, mh_view_of(dashes[i])))
            v = mh_view_sub(v, mh_view_of(dashes[i]).len, v.len);
    *rest = v;
}

mh_phrase mh_phrase_begins(mh_view text, mh_view *rest) {
    mh_buf low = {0};
    match m = {MH_PHRASE_NONE, 0, {"", 0}};
    text = past_signs(text);
    put_plain(&low, mh_view_sub(text, 0, 96));
    mh_view v = mh_buf_view(&low);
    try_sorted(&m, mh_phrases_world, mh_phrases_world_n, 2, v, text.len);
    try_sorted(&m, mh_phrases_pointers, mh_phrases_pointers_n, 4, v, text.len);
    try_sorted(&m, mh_phrases_widgets, mh_phrases_widgets_n, 4, v, text.len);
    try_sorted(&m, mh_phrases_credits, mh_phrases_credits_n, 4, v, text.len);
    try_sorted(&m, mh_phrases_around, mh_phrases_around_n, 4, v, text.len);
    if (m.kind == MH_PHRASE_NONE && text.len <= COUNTED_MAX) try_counted(&m, v, text.len);
    if (m.kind) take_rest(text, bytes_of(text, characters(m.text)), rest);
    mh_buf_clear(&low);
    return m.kind;
}

/* Whether words in it give the block away as a widget. */
static bool is_told(mh_view text) {
    mh_buf low = {0};
    mh_hay hay;
    if (text.len < PLEA_LEAST || text.len > PLEA_LOOK) return false;
    mh_put_lower(&low, text);
    mh_hay_init(&hay, mh_buf_view(&low));
    bool tells = text.len <= TELLING_MAX &&
                 mh_hay_has_any(&hay, telling, sizeof telling / sizeof telling[0]);
    tells = tells || mh_is_plea(&hay);
    mh_buf_clear(&low);
    return tells;
}

mh_phrase mh_phrase_of(mh_view text, mh_view *rest) {
    mh_phrase found = mh_phrase_begins(text, rest);
    mh_view v = past_signs(text);
    if (found || !is_told(v)) return found;
    take_rest(v, 0, rest);
    return MH_PHRASE_WIDGET;
}
