#include "text/seen.h"

#include "base/mem.h"
#include "text/text_priv.h"

#include <stdlib.h>
#include <string.h>

typedef struct seen {
    mh_buf text;
    mh_seen_list lists[MH_SEEN_WHATS];
    uint64_t asked; /* when it was asked for last; 0: free */
} seen;

struct mh_seen_texts {
    seen texts[MH_SEEN_TEXTS];
    seen *last;   /* the one asked for last */
    uint64_t now; /* counts the questions */
};

static void forget(seen *x) {
    for (int k = 0; k < MH_SEEN_WHATS; k++) {
        free(x->lists[k].ptr);
        x->lists[k] = (mh_seen_list){0};
    }
    mh_buf_clear(&x->text);
    x->asked = 0;
}

static size_t bytes_of(const seen *x) {
    size_t n = x->text.cap;
    for (int k = 0; k < MH_SEEN_WHATS; k++) n += x->lists[k].len * x->lists[k].size;
    return n;
}

/* The one that was not asked for the longest: a free one if there is one. */
static seen *oldest(mh_seen_texts *all, bool in_use) {
    seen *x = NULL;
    for (size_t i = 0; i < MH_SEEN_TEXTS; i++) {
        seen *one = &all->texts[i];
        if ((one->asked || !in_use) && (x == NULL || one->asked < x->asked)) x = one;
    }
    return x;
}

/* A free place, with room for what will be found. */
static seen *make_room(mh_seen_texts *all) {
    size_t bytes = 0;
    for (size_t i = 0; i < MH_SEEN_TEXTS; i++) bytes += bytes_of(&all->texts[i]);
    while (bytes > MH_SEEN_ROOM) {
        seen *x = oldest(all, true);
        bytes -= bytes_of(x);
        forget(x);
    }
    seen *x = oldest(all, false);
    forget(x);
    return x;
}

void mh_seen_free(mh_text *t) {
    if (t->seen == NULL) return;
    for (size_t i = 0; i < MH_SEEN_TEXTS; i++) forget(&t->seen->texts[i]);
    free(t->seen);
    t->seen = NULL;
}

static seen *find(mh_seen_texts *all, mh_view s) {
    if (all->last && mh_view_eq(mh_buf_view(&all->last->text), s)) return all->last;
    for (size_t i = 0; i < MH_SEEN_TEXTS; i++) {
        if (mh_view_eq(mh_buf_view(&all->texts[i].text), s)) return &all->texts[i];
    }
    seen *x = make_room(all);
    mh_buf_put(&x->text, s);
    return x;
}

mh_seen_list *mh_seen_at(mh_text *t, mh_seen_what what, mh_view s) {
    if (s.len < MH_SEEN_LEAST || s.len > MH_SEEN_MOST) return NULL;
    if (t->seen == NULL) t->seen = mh_alloc(sizeof *t->seen);
    t->seen->last = find(t->seen, s);
    t->seen->last->asked = ++t->seen->now;
    return &t->seen->last->lists[what];
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
    mh_seen_take(l, copy, n, size);
}

void mh_seen_take(mh_seen_list *l, void *items, size_t n, size_t size) {
    if (l == NULL) {
        free(items);
        return;
    }
    free(l->ptr);
    l->ptr = items;
    l->len = n;
    l->size = size;
    l->known = true;
}
