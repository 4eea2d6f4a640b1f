/* What class and id names say of metadata. */
#include "doc/hints_priv.h"

#include <string.h>

/* Bytes of a name in which words are looked for. */
#define LOOK_BYTES ((size_t)256)

typedef struct word {
    mh_view text;
    uint8_t flags;
    bool inside; /* anywhere in the name; else where a word begins */
} word;

#define IN(t, f)                                                                                   \
    { MH_VIEW_INIT(t), (f), true }
#define AT(t, f)                                                                                   \
    { MH_VIEW_INIT(t), (f), false }
#define COMMENTS  (MH_NAME_OTHERS | MH_NAME_COMMENTS)
#define PUBLISHED (MH_NAME_DATE | MH_NAME_PUBLISHED)

/* Sorted by first letter. */
static const word words[] = {
    AT("advert", MH_NAME_ASIDE),    IN("auteur", MH_NAME_AUTHOR),
    IN("author", MH_NAME_AUTHOR),   IN("autor", MH_NAME_AUTHOR),
    AT("banner", MH_NAME_ASIDE),    IN("breadcrumb", MH_NAME_ASIDE),
    IN("byl", MH_NAME_AUTHOR),      IN("byline", MH_NAME_DATE),
    AT("carousel", MH_NAME_ASIDE),  AT("comment", COMMENTS),
    AT("copyright", MH_NAME_ASIDE), IN("created", MH_NAME_DATE),
    IN("date", MH_NAME_DATE),       IN("datum", MH_NAME_DATE),
    IN("disqus", COMMENTS),         IN("entry-date", PUBLISHED),
    IN("fecha", MH_NAME_DATE),      AT("foot", MH_NAME_ASIDE),
    AT("gallery", MH_NAME_ASIDE),   IN("info", MH_NAME_DATE),
    AT("latest", MH_NAME_ASIDE),    AT("listing", MH_NAME_OTHERS),
    IN("livefyre", COMMENTS),       AT("menu", MH_NAME_ASIDE),
    IN("meta", MH_NAME_DATE),       IN("modif", MH_NAME_UPDATED),
    IN("more-from", MH_NAME_ASIDE), IN("most-popular", MH_NAME_ASIDE),
    IN("most-read", MH_NAME_ASIDE), IN("mostread", MH_NAME_ASIDE),
    AT("nav", MH_NAME_ASIDE),       IN("newsletter", MH_NAME_ASIDE),
    AT("popular", MH_NAME_ASIDE),   AT("popup", MH_NAME_ASIDE),
    IN("posted", PUBLISHED),        IN("post-nav", MH_NAME_ASIDE),
    AT("promo", MH_NAME_ASIDE),     IN("publish", PUBLISHED),
    AT("rail", MH_NAME_ASIDE),      IN("read-also", MH_NAME_ASIDE),
    IN("read-more", MH_NAME_ASIDE), AT("recirc", MH_NAME_ASIDE),
    AT("recommend", MH_NAME_ASIDE), IN("related", MH_NAME_ASIDE),
    AT("replies", COMMENTS),        AT("respond", COMMENTS),
    IN("see-also", MH_NAME_ASIDE),  AT("share", MH_NAME_ASIDE),
    AT("side", MH_NAME_ASIDE),      IN("sidebar", MH_NAME_ASIDE),
    AT("slider", MH_NAME_ASIDE),    AT("social", MH_NAME_ASIDE),
    AT("sponsor", MH_NAME_ASIDE),   IN("submitted", MH_NAME_DATE),
    AT("teaser", MH_NAME_OTHERS),   IN("time", MH_NAME_DATE),
    AT("trackback", COMMENTS),      AT("trending", MH_NAME_ASIDE),
    IN("updat", MH_NAME_UPDATED),   AT("widget", MH_NAME_ASIDE),
    IN("writer", MH_NAME_AUTHOR),   IN("you-may", MH_NAME_ASIDE),
};

void mh_name_index_init(mh_name_index *x) {
    size_t n = sizeof words / sizeof words[0], i = 0;
    for (unsigned letter = 0; letter < 27; letter++) {
        while (i < n && (unsigned)(words[i].text.ptr[0] - 'a') < letter) i++;
        x->words[letter] = (uint8_t)i;
    }
    for (i = 0; i < n; i++)
        x->seconds[words[i].text.ptr[0] - 'a'] |= (uint32_t)1 << (words[i].text.ptr[1] & 31);
}

/* A word begins behind a sign and where a capital follows a small letter. */
static bool begins_word(mh_view name, size_t i) {
    if (i == 0 || !mh_is_alnum(name.ptr[i - 1])) return true;
    char a = name.ptr[i - 1], b = name.ptr[i];
    return mh_lower(b) != b && mh_lower(a) == a;
}

unsigned mh_name_flags(const mh_name_index *x, mh_view name, const char *low) {
    unsigned flags = 0;
    name = mh_view_sub(name, 0, LOOK_BYTES);
    for (size_t i = 0; i < name.len; i++) {
        unsigned letter = (unsigned)(low[i] - 'a');
        if (letter >= 26 || !(x->seconds[letter] >> (low[i + 1] & 31) & 1)) continue;
        bool start = begins_word(name, i);
        for (size_t k = x->words[letter]; k < x->words[letter + 1]; k++) {
            const word *w = &words[k];
            if ((!start && !w->inside) || w->text.len > name.len - i) continue;
            if (low[i + 1] != w->text.ptr[1]) continue; /* nearly always; no word is shorter */
            if (memcmp(low + i, w->text.ptr, w->text.len) == 0) flags |= w->flags;
        }
    }
    return flags;
}
