#include "text/keyphrases_priv.h"

#include "text/stem.h"
#include "text/territory.h"
#include "text/text_priv.h"
#include "text/token.h"

#include <string.h>

static void put_key(mh_buf *key, const char *lang, mh_view stem) {
    mh_buf_reset(key);
    mh_buf_puts(key, lang);
    mh_buf_putc(key, ' ');
    mh_buf_put(key, stem);
}

/* The whole of v is one word. */
static bool one_word(mh_view v) {
    size_t at = 0;
    mh_token w;
    return mh_token_next(v, &at, &w) && w.from == 0 && w.to == v.len;
}

static void add_names(mh_text *t, const char *lang, const char *tag) {
    mh_arena *a = mh_arena_new();
    mh_territories all = {0};
    mh_buf stem = {0}, key = {0};
    mh_err e = {0};
    if (mh_territory_names(a, tag, &all, &e) != MH_OK) all.len = 0;
    for (size_t i = 0; i < all.len; i++) {
        if (!one_word(all.ptr[i].name)) continue;
        mh_buf_reset(&stem);
        mh_text_stem(t, lang, all.ptr[i].name, &stem);
        put_key(&key, lang, mh_buf_view(&stem));
        mh_map_at(t->lands, mh_buf_view(&key), NULL)->num = 1;
    }
    mh_buf_clear(&stem);
    mh_buf_clear(&key);
    mh_arena_free(a);
}

/* Makes sure that the names of the language are there. */
static void load(mh_text *t, const char *lang) {
    mh_buf *key = &t->scratch;
    bool fresh = false;
    mh_view last = mh_buf_view(&t->lands_lang); /* a text asks about one language */
    if (t->lands && mh_view_eq(last, mh_view_of(lang))) return;
    if (t->lands == NULL) t->lands = mh_map_new();
    put_key(key, lang, (mh_view){0}); /* says that they are */
    mh_map_at(t->lands, mh_buf_view(key), &fresh);
    mh_buf_reset(&t->lands_lang);
    mh_buf_puts(&t->lands_lang, lang);
    if (!fresh) return;
    add_names(t, lang, lang);
    if (strcmp(lang, "uz") == 0) add_names(t, lang, "uz-Cyrl");
}

bool mh_keyphrases_is_land(mh_text *t, const char *lang, mh_view stem) {
    if (stem.len == 0) return false;
    load(t, lang);
    put_key(&t->scratch, lang, stem);
    return mh_map_get(t->lands, mh_buf_view(&t->scratch)) != NULL;
}
