#include "base/image.h"
#include "text/rules_priv.h"

#include <stdlib.h>

/* The image of rules (base/image.h): their words in one pool, then steps, sets and starts as they lie in
 * memory. */
#define KIND    "mhrules"
#define VERSION 1u

typedef struct place {
    uint32_t at, len; /* in the pool */
} place;

typedef struct info {
    uint32_t exact, languages;
    bool prefix[MH_TOKEN_MAX + 1];
    char pad[7 - MH_TOKEN_MAX % 8];
} info;
_Static_assert(sizeof(info) % 8 == 0, "no bytes without a value");

typedef struct type {
    place name;
    uint32_t symbol, zero;
} type;

typedef struct kept_rule {
    place attributes;
    uint32_t name, file, line, steps, steps_len, zero;
    char lang[8];
} kept_rule;

enum { INFO, POOL, SYMBOLS, TYPES, NAMES, FILES, LANGS, RULES, STEPS, SETS, STARTS, FIRST, PARTS };
_Static_assert(PARTS <= MH_IMAGE_PARTS, "one image");

static const size_t sizes[PARTS] = {[INFO] = sizeof(info),          [POOL] = 1,
                                    [SYMBOLS] = sizeof(place),      [TYPES] = sizeof(type),
                                    [NAMES] = sizeof(place),        [FILES] = sizeof(place),
                                    [LANGS] = sizeof(place),        [RULES] = sizeof(kept_rule),
                                    [STEPS] = sizeof(mh_rule_step), [SETS] = sizeof(uint32_t),
                                    [STARTS] = sizeof(uint64_t),    [FIRST] = sizeof(uint32_t)};

/* --- writing --- */

static place put(mh_buf *pool, mh_view v) {
    place p = {(uint32_t)pool->len, (uint32_t)v.len};
    mh_buf_put(pool, v);
    return p;
}

/* The keys of a map in their order. */
static place *put_keys(mh_buf *pool, const mh_map *m) {
    place *all = mh_alloc_array(mh_map_len(m) + 1, sizeof *all);
    for (size_t i = 0; i < mh_map_len(m); i++) all[i] = put(pool, mh_map_entry_at(m, i)->key);
    return all;
}

static type *put_types(mh_buf *pool, const mh_map *m) {
    type *all = mh_alloc_array(mh_map_len(m) + 1, sizeof *all);
    for (size_t i = 0; i < mh_map_len(m); i++) {
        const mh_map_entry *x = mh_map_entry_at(m, i);
        all[i] = (type){.name = put(pool, x->key), .symbol = (uint32_t)x->val.num};
    }
    return all;
}

static kept_rule *put_rules(mh_buf *pool, const mh_rules *r) {
    kept_rule *all = mh_alloc_array(r->rules.len + 1, sizeof *all);
    for (size_t i = 0; i < r->rules.len; i++) {
        const mh_rule *y = &r->rules.ptr[i];
        all[i] = (kept_rule){.attributes = put(pool, y->attributes),
                             .name = y->name,
                             .file = y->file,
                             .line = y->line,
                             .steps = y->steps,
                             .steps_len = y->steps_len};
        memcpy(all[i].lang, y->lang, sizeof all[i].lang);
    }
    return all;
}

void mh_rules_save(const mh_rules *r, mh_buf *out) {
    mh_buf pool = {0};
    info x = {.exact = r->exact, .languages = r->languages};
    memcpy(x.prefix, r->prefix, sizeof x.prefix);
    place *symbols = put_keys(&pool, r->symbols), *names = put_keys(&pool, r->names);
    type *types = put_types(&pool, r->types);
    kept_rule *rules = put_rules(&pool, r);
    place *files = mh_alloc_array(r->files.len + 1, sizeof *files);
    place *langs = mh_alloc_array(r->stem_langs.len + 1, sizeof *langs);
    for (size_t i = 0; i < r->files.len; i++) files[i] = put(&pool, r->files.ptr[i]);
    for (size_t i = 0; i < r->stem_langs.len; i++)
        langs[i] = put(&pool, mh_view_of(r->stem_langs.ptr[i]));
    const void *ptr[PARTS] = {&x,           pool.ptr,    symbols,       types,
                              names,        files,       langs,         rules,
                              r->steps.ptr, r->sets.ptr, r->starts.ptr, r->first.ptr};
    const size_t len[PARTS] = {1,
                               pool.len,
                               mh_map_len(r->symbols),
                               mh_map_len(r->types),
                               mh_map_len(r->names),
                               r->files.len,
                               r->stem_langs.len,
                               r->rules.len,
                               r->steps.len,
                               r->sets.len,
                               r->starts.len,
                               r->first.len};
    mh_image_part parts[PARTS];
    for (int i = 0; i < PARTS; i++) parts[i] = (mh_image_part){ptr[i], len[i], sizes[i]};
    mh_image_put(out, KIND, VERSION, parts, PARTS);
    free(symbols);
    free(names);
    free(types);
    free(rules);
    free(files);
    free(langs);
    mh_buf_clear(&pool);
}

/* --- reading --- */

static bool view_at(const mh_image_part *x, place p, mh_view *out) {
    if (p.at > x[POOL].len || p.len > x[POOL].len - p.at) return false;
    *out = (mh_view){(const char *)x[POOL].ptr + p.at, p.len};
    return true;
}

/* Fills a map whose i-th key is to have the number i + from; none may come twice. */
static bool read_keys(mh_map *m, const mh_image_part *x, int part, uint64_t from) {
    const place *all = x[part].ptr;
    for (size_t i = 0; i < x[part].len; i++) {
        mh_view name;
        bool fresh = false;
        if (!view_at(x, all[i], &name)) return false;
        mh_value *v = mh_map_at(m, name, &fresh);
        if (fresh) v->num = i + from;
        if (v->num != i + from || mh_map_len(m) < i + 1) return false;
    }
    return mh_map_len(m) == x[part].len;
}

static bool read_types(mh_rules *r, const mh_image_part *x) {
    const type *all = x[TYPES].ptr;
    for (size_t i = 0; i < x[TYPES].len; i++) {
        mh_view name;
        if (!view_at(x, all[i].name, &name)) return false;
        if (all[i].symbol == 0 || all[i].symbol > x[SYMBOLS].len) return false;
        mh_map_at(r->types, name, NULL)->num = all[i].symbol;
    }
    return true;
}

static bool read_names(mh_rules *r, const mh_image_part *x) {
    const place *files = x[FILES].ptr, *langs = x[LANGS].ptr;
    mh_view v;
    for (size_t i = 0; i < x[FILES].len; i++) {
        if (!view_at(x, files[i], &v)) return false;
        mh_vec_push(&r->files, v);
    }
    for (size_t i = 0; i < x[LANGS].len; i++) {
        if (!view_at(x, langs[i], &v)) return false;
        mh_vec_push(&r->stem_langs, mh_strndup(v.ptr, v.len));
    }
    return true;
}

/* Steps lead forward, to others of the rule, whose last one is MATCH: so each way through them ends. */
static bool steps_ok(const mh_image_part *x, const kept_rule *y) {
    if (y->steps > x[STEPS].len || y->steps_len > x[STEPS].len - y->steps || y->steps_len == 0 ||
        y->steps_len > MH_RULE_STEPS)
        return false;
    const mh_rule_step *s = (const mh_rule_step *)x[STEPS].ptr + y->steps;
    for (uint32_t i = 0; i < y->steps_len; i++) {
        bool leads = s[i].op == MH_OP_SPLIT || s[i].op == MH_OP_LAZY || s[i].op == MH_OP_JUMP;
        bool named = s[i].op == MH_OP_OPEN || s[i].op == MH_OP_CLOSE;
        if ((unsigned)s[i].op > MH_OP_MATCH) return false;
        if (leads && (s[i].arg <= i || s[i].arg >= y->steps_len)) return false;
        if (named && s[i].arg >= x[NAMES].len) return false;
        if (s[i].set > x[SETS].len || s[i].len > x[SETS].len - s[i].set) return false;
    }
    return s[y->steps_len - 1].op == MH_OP_MATCH;
}

static bool read_rules(mh_rules *r, const mh_image_part *x) {
    const kept_rule *all = x[RULES].ptr;
    if (x[RULES].len > MH_RULES_MAX) return false;
    for (size_t i = 0; i < x[RULES].len; i++) {
        const kept_rule *k = &all[i];
        mh_rule y = {.name = k->name,
                     .file = k->file,
                     .line = k->line,
                     .steps = k->steps,
                     .steps_len = k->steps_len};
        if (!view_at(x, k->attributes, &y.attributes) || !steps_ok(x, k)) return false;
        if (k->name >= x[NAMES].len || k->file >= x[FILES].len || k->lang[7]) return false;
        memcpy(y.lang, k->lang, sizeof y.lang);
        mh_vec_push(&r->rules, y);
    }
    return true;
}

static bool starts_ok(const mh_image_part *x) {
    const uint64_t *starts = x[STARTS].ptr;
    const uint32_t *first = x[FIRST].ptr;
    for (size_t i = 0; i < x[STARTS].len; i++)
        if ((uint32_t)starts[i] >= x[RULES].len) return false;
    if (x[FIRST].len == 0) return x[RULES].len == 0;
    if (x[FIRST].len != x[SYMBOLS].len + 2) return false;
    for (size_t i = 0; i < x[FIRST].len; i++)
        if (first[i] > x[STARTS].len || (i && first[i] < first[i - 1])) return false;
    return true;
}

/* A flag of the image as a bool: any other byte than 0 and 1 is none. */
static bool read_info(mh_rules *r, const mh_image_part *x) {
    if (x[INFO].len != 1) return false;
    const info *k = x[INFO].ptr;
    const unsigned char *p = (const unsigned char *)k->prefix;
    for (size_t i = 0; i < sizeof k->prefix; i++)
        if (p[i] > 1) return false;
    memcpy(r->prefix, k->prefix, sizeof r->prefix);
    r->exact = k->exact != 0;
    r->languages = k->languages != 0;
    return true;
}

/* The arrays are the image's; rules that were attached take no more. */
static void borrow(mh_rules *r, const mh_image_part *x) {
#define MH_TAKE(vec, i) r->vec.ptr = (void *)(uintptr_t)x[i].ptr, r->vec.len = x[i].len
    MH_TAKE(steps, STEPS);
    MH_TAKE(sets, SETS);
    MH_TAKE(starts, STARTS);
    MH_TAKE(first, FIRST);
#undef MH_TAKE
    r->borrowed = true;
}

mh_rc mh_rules_attach(mh_rules **out, mh_view image, mh_err *e) {
    mh_image_part x[PARTS];
    *out = NULL;
    for (int i = 0; i < PARTS; i++) x[i].size = sizes[i];
    if (mh_image_open(x, PARTS, image, KIND, VERSION, e) != MH_OK) return MH_FAIL;
    mh_rules *r = mh_rules_new();
    if (!read_info(r, x) || !read_keys(r->symbols, x, SYMBOLS, 1) ||
        !read_keys(r->names, x, NAMES, 0) || !read_types(r, x) || !read_names(r, x) ||
        !read_rules(r, x) || !starts_ok(x)) {
        mh_rules_free(r);
        return mh_fail(e, MH_E_CORRUPT, "compiled rules: a place leads outside");
    }
    borrow(r, x);
    *out = r;
    return MH_OK;
}
