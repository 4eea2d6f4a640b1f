#include "text/seen.h"

#include "base/mem.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <string.h>

typedef struct seen {
    mh_buf text;
    mh_seen_list lists[MH_SEEN_WHATS];
    uint64_t asked; /* when it was asked for last */
} seen;

struct mh_seen_texts {
    seen texts[MH_SEEN_TEXTS];
    uint64_t now; /* counts the questions */
};

static void forget(seen *x) {
    for (int k = 0; k < MH_SEEN_WHATS; k++) {
        free(x->lists[k].ptr);
        x->lists[k] = (mh_seen_list){0};
    }
}

void mh_seen_free(mh_text *t) {
    if (t->seen == NULL) return;
    for (size_t i = 0; i < MH_SEEN_TEXTS; i++) {
        forget(&t->seen->texts[i]);
        mh_buf_clear(&t->seen->texts[i].text);
    }
    free(t->seen);
    t->seen = NULL;
}

mh_seen_list *mh_seen_at(mh_text *t, mh_seen_what what, mh_view s) {
    if (s.len < MH_SEEN_LEAST || s.len > MH_SEEN_MOST) return NULL;
    if (t->seen == NULL) t->seen = mh_alloc(sizeof *t->seen);
    seen *x = NULL; /* the one that was not asked for the longest */
    for (size_t i = 0; i < MH_SEEN_TEXTS; i++) {
        seen *one = &t->seen->texts[i];
        if (mh_view_eq(mh_buf_view(&one->text), s)) {
            one->asked = ++t->seen->now;
            return &one->lists[what];
        }
        if (x == NULL || one->asked < x->asked) x = one;
    }
    x->asked = ++t->seen->now;
    forget(x);
    mh_buf_reset(&x->text);
    mh_buf_put(&x->text, s);
    return &x->lists[what];
}

void *mh_seen_copy(const mh_seen_list *l, mh_arena *a, size_t size) {
    void *out = mh_arena_array(a, l->len + 1, size);
    if (l->len) memcpy(out, l->ptr, l->len * size);
    return out;
}

void mh_seen_keep(mh_seen_list *l, const void *items, size_t n, size_t size) {
    if (l == NULL) return;
    void *copy = mh_alloc_array(n + 1, size);
    if (n) memcpy(copy, items, n * size);
    mh_seen_take(l, copy, n);
}

void mh_seen_take(mh_seen_list *l, void *items, size_t n) {
    if (l == NULL) {
        free(items);
        return;
    }
    free(l->ptr);
    l->ptr = items;
    l->len = n;
    l->known = true;
}
