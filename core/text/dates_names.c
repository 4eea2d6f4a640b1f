#include "base/hash.h"
#include "base/utf8.h"
#include "text/dates_priv.h"
#include "text/fold.h"
#include "text/text_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/ustring.h>

#define STEM_MIN   4 /* letters of a name that may be followed by an ending */
#define ENDING_MAX 6
#define WORD_MAX   40   /* bytes of a word that may be a name */
#define SEEN       1024 /* words whose meaning is kept: those of a text come again and again */

struct mh_date_names {
    mh_map *words; /* folded name or stem -> kind << 8 | value */
    mh_map *exact; /* folded word -> the same; never by a part */
    bool inflects;
    const char *endings; /* that the names may take, NULL for any of at most ENDING_MAX letters */
};

struct mh_date_seen {
    char word[WORD_MAX], lang[4];
    uint8_t len; /* 0: nothing is kept here */
    mh_name name;
};

static const char *const known[MH_DATE_KNOWN] = {"en", "ru", "kk", "ky", "tg", "uz", "uk"};

void mh_date_names_free_all(mh_map *names) {
    for (size_t i = 0; names && i < mh_map_len(names); i++) {
        mh_date_names *n = mh_map_entry_at(names, i)->val.ptr;
        mh_map_free(n->words);
        mh_map_free(n->exact);
        free(n);
    }
    mh_map_free(names);
}

/* Letters of a folded name that its inflected forms share: without a last vowel or soft sign. */
static mh_view stem_of(mh_view name) {
    size_t start = 0;
    if (mh_utf8_len(name) <= STEM_MIN) return name;
    uint32_t last = mh_cp_before(name, name.len, &start);
    bool drop = last == 0x44C || last == 0x44F || last == 0x430 || last == 0x435 || last == 0x439 ||
                last == 0x438;
    return drop ? mh_view_sub(name, 0, start) : name;
}

static void add_name(mh_text *t, mh_date_names *n, mh_view name, mh_name_kind kind, int value) {
    mh_buf key = {0};
    mh_text_fold(t, name, &key);
    mh_view k = mh_view_trim(mh_buf_view(&key));
    while (k.len && k.ptr[k.len - 1] == '.') k.len--;
    if (n->inflects) k = stem_of(k);
    if (mh_utf8_len(k) >= 2) {
        bool fresh = false;
        mh_value *v = mh_map_at(n->words, k, &fresh);
        if (fresh) v->num = (uint64_t)kind << 8 | (uint64_t)value;
    }
    mh_buf_clear(&key);
}

static void add_symbols(mh_text *t, mh_date_names *n, UDateFormat *f, UDateFormatSymbolType type,
                        mh_name_kind kind) {
    int32_t first = kind == MH_NAME_WEEKDAY ? 1 : 0; /* ICU's weekdays count from 1, Sunday */
    for (int32_t i = first; i < udat_countSymbols(f, type); i++) {
        UChar u[64];
        char b[200];
        int32_t len = 0;
        UErrorCode uc = U_ZERO_ERROR;
        udat_getSymbols(f, type, i, u, 64, &uc);
        u_strToUTF8(b, sizeof b, &len, u, -1, &uc);
        if (U_FAILURE(uc) || len == 0 || mh_is_digit(b[0])) continue;
        int value = kind == MH_NAME_WEEKDAY ? (i == 1 ? 7 : i - 1) : i + 1;
        if (value <= 12) add_name(t, n, (mh_view){b, (size_t)len}, kind, value);
    }
}

static void add_exact(mh_text *t, mh_date_names *n, mh_view word, mh_name_kind kind, int value) {
    mh_buf key = {0};
    bool fresh = false;
    mh_text_fold(t, word, &key);
    mh_value *v = mh_map_at(n->exact, mh_buf_view(&key), &fresh);
    if (fresh) v->num = (uint64_t)kind << 8 | (uint64_t)value;
    mh_buf_clear(&key);
}

static void add_extra(mh_text *t, mh_date_names *n, const char *lang) {
    mh_view rest, w;
    for (const mh_date_word_row *r = mh_date_names_extra; r->lang; r++) {
        if (strcmp(r->lang, lang) != 0) continue;
        for (rest = mh_view_of(r->words); mh_view_split(&rest, ' ', &w);)
            add_name(t, n, w, r->kind, r->value);
    }
    for (const mh_date_word_row *r = mh_date_words; r->lang; r++) {
        if (strcmp(r->lang, lang) != 0) continue;
        for (rest = mh_view_of(r->words); mh_view_split(&rest, ' ', &w);)
            add_exact(t, n, w, r->kind, r->value);
    }
}

static void add_locale(mh_text *t, mh_date_names *n, const char *locale) {
    UErrorCode uc = U_ZERO_ERROR;
    UDateFormat *f = udat_open(UDAT_LONG, UDAT_LONG, locale, u"UTC", -1, NULL, 0, &uc);
    if (U_FAILURE(uc)) return;
    add_symbols(t, n, f, UDAT_MONTHS, MH_NAME_MONTH);
    add_symbols(t, n, f, UDAT_STANDALONE_MONTHS, MH_NAME_MONTH);
    add_symbols(t, n, f, UDAT_SHORT_MONTHS, MH_NAME_MONTH);
    add_symbols(t, n, f, UDAT_STANDALONE_SHORT_MONTHS, MH_NAME_MONTH);
    add_symbols(t, n, f, UDAT_WEEKDAYS, MH_NAME_WEEKDAY);
    add_symbols(t, n, f, UDAT_STANDALONE_WEEKDAYS, MH_NAME_WEEKDAY);
    if (!n->inflects) add_symbols(t, n, f, UDAT_SHORT_WEEKDAYS, MH_NAME_WEEKDAY);
    udat_close(f);
}

static const mh_date_names *names_of(mh_text *t, const char *lang) {
    if (t->date_names == NULL) t->date_names = mh_map_new();
    bool fresh = false;
    mh_value *v = mh_map_at(t->date_names, mh_view_of(lang), &fresh);
    if (!fresh) return v->ptr;
    mh_date_names *n = mh_alloc(sizeof *n);
    v->ptr = n;
    n->words = mh_map_new();
    n->exact = mh_map_new();
    static const char *const stiff[] = {"en", "fr", "es", "de", "zh", "ar", "fa"};
    n->inflects = true;
    for (size_t i = 0; i < sizeof stiff / sizeof stiff[0]; i++) {
        if (strcmp(stiff[i], lang) == 0) n->inflects = false;
    }
    for (const mh_date_endings *e = mh_date_endings_of; e->lang; e++) {
        if (strcmp(e->lang, lang) == 0) n->endings = e->endings;
    }
    add_locale(t, n, lang);
    if (strcmp(lang, "uz") == 0) add_locale(t, n, "uz_Cyrl");
    add_extra(t, n, lang);
    return n;
}

static const mh_date_names *names_of_known(mh_text *t, size_t i) {
    if (t->date_known[i] == NULL) t->date_known[i] = names_of(t, known[i]);
    return t->date_known[i];
}

static bool among(mh_view v, const char *list) {
    mh_view rest = mh_view_of(list), item;
    while (mh_view_split(&rest, ' ', &item)) {
        if (mh_view_eq(item, v)) return true;
    }
    return false;
}

/* An ending as it is, or behind the vowel that stem_of took off. */
static bool is_ending(const mh_date_names *n, mh_view v) {
    if (n->endings == NULL || among(v, n->endings)) return true;
    size_t next = 0;
    uint32_t first = mh_cp_at(v, 0, &next);
    bool dropped = first == 0x430 || first == 0x435 || first == 0x439 || first == 0x438;
    return dropped && (next == v.len || among(mh_view_sub(v, next, v.len), n->endings));
}

static mh_name find(const mh_date_names *n, mh_view key) {
    mh_value *v = mh_map_get(n->exact, key);
    if (v == NULL) v = mh_map_get(n->words, key);
    size_t start = key.len, left = ENDING_MAX + 1;
    while (v == NULL && n->inflects && --left && start > 0) {
        mh_cp_before(key, start, &start);
        if (mh_utf8_len(mh_view_sub(key, 0, start)) < STEM_MIN) break;
        v = mh_map_get(n->words, mh_view_sub(key, 0, start));
        if (v && !is_ending(n, mh_view_sub(key, start, key.len))) v = NULL;
    }
    if (v == NULL) return (mh_name){MH_NAME_NONE, 0};
    return (mh_name){(mh_name_kind)(v->num >> 8), (int)(v->num & 0xFF)};
}

/* k is folded. */
static mh_name look_up(mh_text *t, const char *lang, mh_view k) {
    mh_name got = {MH_NAME_NONE, 0};
    if (k.len == 0) return got;
    if (lang) got = find(names_of(t, lang), k);
    for (size_t i = 0; got.kind == MH_NAME_NONE && i < MH_DATE_KNOWN; i++) {
        bool latin = (unsigned char)k.ptr[0] < 0x80, uses = i == 0 || i == 5;
        if (latin ? uses : i > 0) got = find(names_of_known(t, i), k);
        if (lang && got.kind != MH_NAME_MONTH && got.kind != MH_NAME_WEEKDAY)
            got.kind = MH_NAME_NONE;
    }
    return got;
}

static const char *short_code(const char *lang) {
    return lang && strlen(lang) > 3 ? NULL : lang;
}

/* What the note of a folded word has above its kind and value: the language in three bytes. */
static uint64_t code_of(const char *lang) {
    uint64_t code = 1;
    for (const char *c = lang ? lang : ""; *c; c++) code = code << 8 | (unsigned char)*c;
    return code;
}

static mh_name name_in(uint64_t note) {
    return (mh_name){(mh_name_kind)(note >> 16 & 0xFFFF), (int)(note & 0xFFFF)};
}

static mh_name noted(mh_text *t, const char *lang, uint64_t code, mh_lex_key *key) {
    bool fresh = false;
    uint64_t *note = mh_lex_note(key, lang ? MH_LEX_DATE_IN : MH_LEX_DATE, &fresh);
    if (fresh || *note >> 32 != code) {
        mh_name got = look_up(t, lang, key->text);
        *note = code << 32 | (uint64_t)got.kind << 16 | (uint64_t)got.value;
    }
    return name_in(*note);
}

mh_name mh_lex_date_name(mh_text *t, const char *lang, const mh_lex_token *w) {
    if (w->to - w->from > WORD_MAX) return (mh_name){MH_NAME_NONE, 0};
    lang = short_code(lang);
    return noted(t, lang, code_of(lang), mh_lex_key_at(t, w->key));
}

/* What stands between the parts of a date or behind it begins none. */
static bool is_inner(mh_name_kind k) {
    return k == MH_NAME_AND || k == MH_NAME_TO || k == MH_NAME_AT || k == MH_NAME_AGO ||
           k == MH_NAME_AHEAD || k == MH_NAME_HALF;
}

static bool is_whole(mh_name_kind k) {
    return k == MH_NAME_WEEKDAY || k == MH_NAME_OFFSET || k == MH_NAME_YEAR_OFFSET;
}

/* What a word names; MH_NAME_COUNT for figures. */
static mh_name_kind kind_at(mh_text *t, const char *lang, uint64_t code, mh_view s,
                            const mh_lex_token *w) {
    if (mh_begins_with_digit(s, w->from)) return MH_NAME_COUNT;
    if (w->to - w->from > WORD_MAX) return MH_NAME_NONE;
    return noted(t, lang, code, mh_lex_key_at(t, w->key)).kind;
}

/* Goes on: "a couple of days". */
static bool is_of(mh_view s, const mh_lex_token *w) {
    return mh_view_ieq(mh_view_sub(s, w->from, w->to), MH_VIEW("of"));
}

size_t mh_lex_next_date(mh_text *t, const mh_date_options *o, mh_view s, mh_lex_tokens all,
                        size_t from) {
    const char *lang = short_code(o->lang);
    uint64_t code = code_of(lang);
    for (; from < all.len; from++) {
        const mh_lex_token *w = &all.ptr[from];
        mh_name_kind kind = kind_at(t, lang, code, s, w);
        if (kind == MH_NAME_NONE) continue;
        if (o->alone || is_whole(kind) || mh_begins_with_digit(s, w->from)) break;
        if (is_inner(kind) || from + 1 == all.len) continue;
        if (kind_at(t, lang, code, s, w + 1) != MH_NAME_NONE || is_of(s, w + 1)) break;
    }
    return from;
}

mh_name mh_date_name(mh_text *t, const char *lang, mh_view w) {
    if (w.len > WORD_MAX || w.len == 0) return (mh_name){MH_NAME_NONE, 0};
    lang = short_code(lang);
    if (t->date_seen == NULL) t->date_seen = mh_alloc(SEEN * sizeof *t->date_seen);
    mh_date_seen *seen = &t->date_seen[mh_hash64(w, 0) % SEEN];
    if (seen->len == w.len && memcmp(seen->word, w.ptr, w.len) == 0 &&
        strcmp(seen->lang, lang ? lang : "") == 0)
        return seen->name;
    mh_buf *key = &t->scratch;
    mh_buf_reset(key);
    mh_text_fold(t, w, key);
    mh_name got = look_up(t, lang, mh_buf_view(key));
    seen->len = (uint8_t)w.len;
    memcpy(seen->word, w.ptr, w.len);
    snprintf(seen->lang, sizeof seen->lang, "%s", lang ? lang : "");
    seen->name = got;
    return got;
}

static bool in_list(mh_text *t, mh_view w, const char *list) {
    mh_buf key = {0};
    mh_view rest = mh_view_of(list), item;
    bool found = false;
    if (w.len > 40) return false;
    mh_text_fold(t, w, &key);
    while (!found && mh_view_split(&rest, ' ', &item)) found = mh_view_eq(item, mh_buf_view(&key));
    mh_buf_clear(&key);
    return found;
}

bool mh_is_single_unit(mh_text *t, mh_view w) {
    return in_list(t, w,
                   "секунду минуту час день сутки неделю месяц полгода полчаса год десятилетие "
                   "хвилину годину добу тиждень місяць рік");
}

bool mh_is_year_word(mh_text *t, mh_view w) {
    return in_list(
        t, w,
        "г гг ж жж й год года году годом годы годов годах годам жыл жылы жылғы жылдың жылдан жылга "
        "жылга "
        "жылдын жылкы "
        "жылдары сол соли yil yili yilning yillar yillari йиллар йил йили йилнинг рік року році");
}

bool mh_is_year_before(mh_text *t, mh_view w) {
    return in_list(t, w, "in since of until during by from late early year соли en depuis");
}
