/* kept.c: what is kept compiled (packed values, a classifier, rules; of a dictionary see dict.c) with
 * changes to its bytes (an offset of two bytes, a byte), sealed again: whatever it then says, no place
 * in it leads outside and no way through it goes on for ever. The first byte says what of. */
#include "fuzz.h"

#include "base/image.h"
#include "base/pack.h"
#include "text/classify.h"
#include "text/rules.h"

static mh_text *T;
static mh_arena *A;

static mh_pack_cell word(mh_pack *p, const char *s) {
    return mh_pack_string(p, mh_view_of(s));
}

static void pack_image(mh_buf *out) {
    mh_pack *p = mh_pack_new();
    mh_pack_cell pairs[24], list[] = {mh_pack_int(p, 7), mh_pack_number(p, 0.5), word(p, "list"),
                                      mh_pack_int(p, INT64_MIN)};
    for (int i = 0; i < 12; i++) {
        char name[] = {'w', (char)('a' + i), '\0'};
        pairs[2 * i] = i < 9 ? word(p, name) : mh_pack_int(p, -i);
        pairs[2 * i + 1] = mh_pack_int(p, i);
    }
    mh_pack_cell root[4] = {word(p, "pairs"), mh_pack_table(p, NULL, 0, pairs, 12, 0),
                            word(p, "list"), mh_pack_table(p, list, 4, NULL, 0, MH_PACK_ARRAY)};
    fz_check(mh_pack_save(p, mh_pack_table(p, list, 4, root, 2, 0), out, NULL) == MH_OK);
    mh_pack_free(p);
}

static size_t walk(const mh_packed *p, mh_pack_cell c, int depth) {
    size_t n = 1;
    if (mh_pack_type_of(c) == MH_PACK_STRING) {
        mh_view v = mh_packed_string(p, c);
        for (size_t i = 0; i < v.len; i++) n += v.ptr[i] == 'w';
    }
    if (mh_pack_type_of(c) == MH_PACK_NUMBER) n += mh_packed_number(p, c) > 0;
    if (mh_pack_type_of(c) == MH_PACK_INT) n += mh_packed_int(p, c) > 0;
    if (mh_pack_type_of(c) != MH_PACK_TABLE) return n;
    const mh_packed_table *t = mh_packed_table_of(p, c);
    fz_check(t->depth > 0 && depth < 8); /* tables hold only those before them; there are three */
    for (size_t i = 0; i < t->list_len; i++) n += walk(p, p->cells[t->list + i], depth + 1);
    for (size_t i = 0; i < (size_t)2 * t->pairs_len; i++)
        n += walk(p, p->cells[t->pairs + i], depth + 1);
    n += mh_pack_type_of(mh_packed_get(p, t, MH_VIEW("wc"))) != MH_PACK_NIL;
    return n + (mh_pack_type_of(mh_packed_at(p, t, -9)) != MH_PACK_NIL);
}

static void use_pack(mh_view image) {
    mh_packed p;
    if (mh_packed_open(&p, image, NULL) == MH_OK) fz_check(walk(&p, p.root, 0) > 0);
}

static void class_image(mh_buf *out) {
    mh_classifier *c = mh_classifier_new(&(mh_class_options){.model = MH_CLASS_BOTH});
    for (int i = 0; i < 12; i++)
        fz_check(mh_classifier_train(c, T, i % 2 ? MH_VIEW("sport") : MH_VIEW("talks"),
                                     i % 2 ? MH_VIEW("a late goal") : MH_VIEW("a late treaty"),
                                     NULL) == MH_OK);
    fz_check(mh_classifier_fit(c, NULL) == MH_OK);
    mh_classifier_image(c, out);
    mh_classifier_free(c);
}

static void use_class(mh_view image) {
    mh_classifier *c = NULL;
    mh_explanation why;
    if (mh_classifier_attach(&c, image, NULL) != MH_OK) return;
    mh_view text = MH_VIEW("a late goal of the treaty");
    mh_prediction p = mh_classifier_predict(c, T, A, text);
    fz_check(p.len <= mh_classifier_labels(c));
    (void)mh_classifier_explain(c, T, A, text, (mh_view){0}, (mh_view){0}, 5, &why, NULL);
    mh_classifier_free(c);
}

static void rules_image(mh_buf *out) {
    mh_rules *r = mh_rules_new();
    mh_view text =
        MH_VIEW("@types COUNTRY\n@language en\n"
                "r = COUNTRY:a ..2 (pays|met~ [the] wa*):b =US? => x=1\ns = a !b <!2c\n");
    fz_check(mh_rules_read(r, T, text, MH_VIEW("f"), NULL) == MH_OK);
    mh_rules_save(r, out);
    mh_rules_free(r);
}

static void use_rules(mh_view image) {
    mh_rules *r = NULL;
    if (mh_rules_attach(&r, image, NULL) != MH_OK) return;
    mh_view s = MH_VIEW("Peru pays US, Chile met the water. A met US Peru a c a");
    uint32_t land = mh_rules_type(r, MH_VIEW("COUNTRY"));
    mh_rule_span spans[] = {{0, 4, land}, {14, 19, land}, {44, 48, land}};
    mh_rule_hits hits = mh_rules_find(r, T, A, s, "en", spans, 3);
    for (size_t i = 0; i < hits.len; i++) {
        fz_check(hits.ptr[i].from < hits.ptr[i].to && hits.ptr[i].to <= s.len);
        for (size_t k = 0; k < hits.ptr[i].captures_len; k++)
            fz_check(hits.ptr[i].captures[k].to <= s.len);
    }
    mh_rules_free(r);
}

static const struct {
    void (*make)(mh_buf *out);
    void (*use)(mh_view image);
} kinds[] = {{pack_image, use_pack}, {class_image, use_class}, {rules_image, use_rules}};
#define N (sizeof kinds / sizeof *kinds)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_buf images[N];
    if (T == NULL) {
        if (mh_text_new(&T, NULL) != MH_OK) abort();
        for (size_t i = 0; i < N; i++) kinds[i].make(&images[i]);
    }
    if (size == 0) return 0;
    size_t kind = data[0] % N;
    mh_buf changed = {0};
    mh_buf_put(&changed, mh_buf_view(&images[kind]));
    for (size_t i = 1; i + 3 <= size; i += 3)
        changed.ptr[((size_t)data[i] << 8 | data[i + 1]) % changed.len] = (char)data[i + 2];
    mh_image_seal(changed.ptr, changed.len);
    A = mh_arena_new();
    kinds[kind].use(mh_buf_view(&changed));
    mh_arena_free(A);
    mh_buf_clear(&changed);
    return 0;
}
