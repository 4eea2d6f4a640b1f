#include "text/forms.h"

#include "base/map.h"
#include "base/mem.h"
#include "text/name.h"
#include "text/stem.h"
#include "text/text_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#define RULES "forms 1, "

struct mh_forms {
    mh_text *t;    /* lazy */
    mh_map *known; /* word -> where its forms lie in pool; lazy */
    mh_buf pool, stem, key, name;
};

mh_forms *mh_forms_new(void) {
    return mh_alloc(sizeof(mh_forms));
}

static void forget(mh_forms *f) {
    mh_map_free(f->known);
    f->known = NULL;
    mh_buf_reset(&f->pool);
}

void mh_forms_free(mh_forms *f) {
    if (!f) return;
    forget(f);
    mh_text_free(f->t);
    mh_buf_clear(&f->pool);
    mh_buf_clear(&f->stem);
    mh_buf_clear(&f->key);
    mh_buf_clear(&f->name);
    free(f);
}

const char *mh_forms_name(mh_forms *f) {
    if (f->name.len == 0) {
        mh_buf_puts(&f->name, RULES);
        mh_text_basis(&f->name);
    }
    return f->name.ptr;
}

/* Bits of the languages whose alphabet has the Cyrillic letter beside Russian ones. */
enum { KK = 1, KY = 2, TG = 4, UZ = 8 };

static unsigned letter_of(uint32_t cp) {
    switch (cp) {
    case 0x4D9:                      /* ә */
    case 0x4B1:                      /* ұ */
    case 0x4BB:                      /* һ */
    case 0x456: return KK;           /* і */
    case 0x4E9:                      /* ө */
    case 0x4AF:                      /* ү */
    case 0x4A3: return KK | KY;      /* ң */
    case 0x493:                      /* ғ */
    case 0x49B: return KK | TG | UZ; /* қ */
    case 0x4B3: return TG | UZ;      /* ҳ */
    case 0x45E: return UZ;           /* ў */
    case 0x4E3:                      /* ӣ */
    case 0x4EF:                      /* ӯ */
    case 0x4B7: return TG;           /* ҷ */
    default: return KK | KY | TG | UZ;
    }
}

typedef struct mh_spelling {
    bool latin, cyrillic, other;
    unsigned languages; /* that it may be, of those in Cyrillic */
} mh_spelling;

static mh_spelling spelling_of(mh_view w) {
    mh_spelling s = {.languages = KK | KY | TG | UZ};
    size_t next = 0;
    for (size_t i = 0; i < w.len; i = next) {
        uint32_t cp = mh_cp_at(w, i, &next);
        if (cp == '\'') continue;
        if (!u_isalpha((UChar32)cp))
            s.other = true;
        else if (cp < 0x250)
            s.latin = true;
        else if (cp >= 0x400 && cp < 0x530)
            s.cyrillic = true, s.languages &= letter_of(cp);
        else
            s.other = true;
    }
    return s;
}

/* Appends form unless it stands in out behind `from` already. */
static void add(mh_buf *out, size_t from, mh_view form) {
    if (form.len == 0) return;
    mh_view rest = mh_view_sub(mh_buf_view(out), from, out->len), one;
    while (mh_view_split(&rest, ' ', &one))
        if (mh_view_eq(one, form)) return;
    if (out->len > from) mh_buf_putc(out, ' ');
    mh_buf_put(out, form);
}

static mh_view stem(mh_forms *f, const char *lang, mh_view word) {
    mh_buf_reset(&f->stem);
    mh_text_stem(f->t, lang, word, &f->stem);
    return mh_buf_view(&f->stem);
}

/* The key under which s is the same in either script. */
static void add_key(mh_forms *f, mh_view s, mh_buf *out, size_t from) {
    mh_buf_reset(&f->key);
    mh_name_key(f->t, s, &f->key);
    add(out, from, mh_buf_view(&f->key));
}

static void work_out(mh_forms *f, mh_view word, mh_buf *out, size_t from) {
    static const char *const steppe[] = {"kk", "ky", "tg", "uz"};
    mh_spelling s = spelling_of(word);
    if (s.other || s.latin == s.cyrillic) return;
    add(out, from, stem(f, s.latin ? "en" : "ru", word));
    add_key(f, word, out, from);
    for (size_t i = 0; i < sizeof steppe / sizeof steppe[0]; i++) {
        unsigned language = 1u << i;
        if (s.latin ? language == UZ : (s.languages & language) != 0)
            add_key(f, stem(f, steppe[i], word), out, from);
    }
}

void mh_forms_add(void *arg, mh_view word, mh_buf *out) {
    mh_forms *f = arg;
    if (word.len < 2 || word.len > MH_FORMS_BYTES) return;
    if (!f->t && mh_text_new(&f->t, NULL) != MH_OK)
        abort(); /* an index half without would be wrong */
    if (f->known && mh_map_len(f->known) >= MH_FORMS_KEPT) forget(f);
    if (!f->known) f->known = mh_map_new();
    bool fresh = false;
    mh_value *v = mh_map_at(f->known, word, &fresh);
    if (fresh) {
        size_t from = f->pool.len;
        work_out(f, word, &f->pool, from);
        v->num = (uint64_t)from << 16 | (f->pool.len - from);
    }
    mh_buf_put_n(out, f->pool.ptr ? f->pool.ptr + (v->num >> 16) : "", v->num & 0xffff);
}
