/* dict.c: a dictionary, and behind the first byte 1 a text that it is sought in, as it was read and from
 * its compiled form; behind a second one, changes to that form (an offset of two bytes, a byte), sealed
 * again: whatever indices it then has, none may lead outside. */
#include "fuzz.h"

#include "base/image.h"
#include "text/dict.h"
#include "text/match_priv.h"

static mh_view until_one(mh_view *rest) {
    size_t at = mh_view_find_byte(*rest, 1, 0);
    mh_view part = mh_view_sub(*rest, 0, at);
    *rest = at == SIZE_MAX ? (mh_view){rest->ptr, 0} : mh_view_sub(*rest, at + 1, rest->len);
    return part;
}

static void in_text(const mh_matcher *m, mh_view s, const mh_matches *got) {
    for (size_t i = 0, at = 0; i < got->len; i++) {
        const mh_match *x = &got->ptr[i];
        fz_is_range(s, x->from, x->to);
        fz_check(x->from < x->to && x->from >= at && x->entry < mh_matcher_len(m));
        if (i + 1 < got->len && got->ptr[i + 1].from != x->from) at = x->to;
        mh_match_entry e = mh_matcher_entry(m, x->entry);
        fz_check(e.file.len == 0 || e.file.ptr[0] != 0);
    }
}

static void changed(mh_text *t, mh_arena *a, mh_buf *image, mh_view s, mh_view changes) {
    mh_matcher *m = NULL;
    for (size_t i = 0; i + 3 <= changes.len; i += 3) {
        const unsigned char *p = (const unsigned char *)changes.ptr + i;
        size_t at = ((size_t)p[0] << 8 | p[1]) % image->len;
        image->ptr[at] = (char)p[2];
    }
    mh_image_seal(image->ptr, image->len);
    if (mh_matcher_attach(&m, mh_buf_view(image), NULL) != MH_OK) return;
    mh_matches got = mh_matcher_find(m, t, a, s, "ru");
    for (size_t i = 0; i < got.len; i++) {
        fz_check(got.ptr[i].to <= s.len && got.ptr[i].entry < mh_matcher_len(m));
        volatile size_t sum = mh_matcher_entry(m, got.ptr[i].entry).id.len;
        (void)sum;
    }
    mh_matcher_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static mh_text *t;
    if (!t && mh_text_new(&t, NULL) != MH_OK) abort();
    mh_view rest = fz_view(data, size), file = until_one(&rest), raw = until_one(&rest);
    mh_matcher *m = mh_matcher_new(), *kept = NULL;
    mh_arena *a = mh_arena_new();
    mh_buf text = {0}, image = {0};
    mh_err e = {0};
    mh_view s = fz_repaired(&text, raw);
    if (mh_dict_read(m, t, file, MH_VIEW("f"), &e) != MH_OK) {
        fz_check(e.code == MH_E_PARSE || e.code == MH_E_LIMIT);
        fz_check(strncmp(e.msg, "f:", 2) == 0);
        fz_is_text(mh_view_of(e.msg));
    }
    mh_matches got = mh_matcher_find(m, t, a, s, "ru");
    in_text(m, s, &got);
    mh_matcher_save(m, &image);
    fz_check(mh_matcher_attach(&kept, mh_buf_view(&image), &e) == MH_OK);
    mh_matches again = mh_matcher_find(kept, t, a, s, "ru");
    fz_check(again.len == got.len);
    fz_check(got.len == 0 || memcmp(again.ptr, got.ptr, got.len * sizeof *got.ptr) == 0);
    mh_matcher_free(kept);
    changed(t, a, &image, s, rest);
    mh_matcher_free(m);
    mh_arena_free(a);
    mh_buf_clear(&text);
    mh_buf_clear(&image);
    return 0;
}
