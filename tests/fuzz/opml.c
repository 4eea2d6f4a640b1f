/* opml.c: a list of feeds as OPML: its entries, written and read again. */
#include "fuzz.h"

#include "doc/opml.h"

static void check_views(const mh_view *v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        fz_is_text(v[i]);
        fz_check(v[i].len > 0);
    }
}

static bool is_ascii(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] & 0x80) return false;
    return true;
}

/* What is written reads the same; but letters that look like UTF-8 encoded twice are put right then. */
static void again(const mh_opml *o) {
    mh_buf b = {0};
    mh_opml *back = NULL;
    size_t n = mh_opml_count(o);
    mh_opml_write(&b, mh_opml_title(o), n ? mh_opml_entry_at(o, 0) : NULL, n);
    fz_is_text(mh_buf_view(&b));
    fz_check(mh_opml_parse(&back, mh_buf_view(&b), NULL, NULL) == MH_OK);
    fz_check(mh_opml_clipped(back) || mh_opml_count(back) == n);
    for (size_t i = 0; i < n && i < mh_opml_count(back); i++) {
        const mh_opml_entry *x = mh_opml_entry_at(o, i), *y = mh_opml_entry_at(back, i);
        fz_check(!is_ascii(x->url) || mh_view_eq(x->url, y->url));
        fz_check(!is_ascii(x->site) || mh_view_eq(x->site, y->site));
        fz_check(x->n_folders == y->n_folders);
    }
    mh_opml_free(back);
    mh_buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_opml *o = NULL;
    mh_err e = {0};
    if (mh_opml_parse(&o, fz_view(data, size), NULL, &e) != MH_OK) {
        fz_check(o == NULL && e.code != MH_E_NONE);
        return 0;
    }
    fz_is_text(mh_opml_title(o));
    fz_check(mh_opml_count(o) <= MH_OPML_MAX_ENTRIES);
    for (size_t i = 0; i < mh_opml_count(o); i++) {
        const mh_opml_entry *x = mh_opml_entry_at(o, i);
        fz_is_text(x->title);
        fz_check(x->url.len > 0 && x->n_folders <= MH_OPML_MAX_FOLDERS);
        check_views(x->folders, x->n_folders);
        check_views(x->categories, x->n_categories);
    }
    again(o);
    mh_opml_free(o);
    return 0;
}
