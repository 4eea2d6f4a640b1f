#include "doc/hints.h"

#include "base/map.h"
#include "base/mem.h"
#include "doc/hints_priv.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

static unsigned tag_flags(unsigned tag) {
    switch (tag) {
    case MH_TAG_NAV:
    case MH_TAG_FOOTER:
    case MH_TAG_BUTTON:
    case MH_TAG_SELECT:
    case MH_TAG_TEXTAREA:
    case MH_TAG_INPUT:
    case MH_TAG_MENU:
    case MH_TAG_LABEL: return MH_HINT_DROP | MH_HINT_HARD;
    case MH_TAG_DIALOG: return MH_HINT_DROP | MH_HINT_HARD | MH_HINT_DIALOG;
    case MH_TAG_ADDRESS:
    case MH_TAG_ASIDE: return MH_HINT_DROP;
    case MH_TAG_FIGCAPTION: return MH_HINT_CAPTION;
    case MH_TAG_TIME: return MH_HINT_META;
    case MH_TAG_ARTICLE:
    case MH_TAG_MAIN: return MH_HINT_GOOD;
    default: return 0;
    }
}

static unsigned role_flags(mh_view role) {
    static const char *const drop[] = {"navigation", "banner",       "contentinfo", "search",
                                       "button",     "menu",         "menubar",     "alert",
                                       "toolbar",    "complementary"};
    if (role.len == 0) return 0;
    if (mh_view_ieq(role, MH_VIEW("dialog")) || mh_view_ieq(role, MH_VIEW("alertdialog")))
        return MH_HINT_DROP | MH_HINT_DIALOG;
    for (size_t i = 0; i < sizeof drop / sizeof drop[0]; i++)
        if (mh_view_ieq(role, mh_view_of(drop[i]))) return MH_HINT_DROP;
    return mh_view_ieq(role, MH_VIEW("main")) ? MH_HINT_GOOD : 0;
}

static bool style_hides(mh_view style) {
    for (size_t at = 0; (at = mh_view_ifind(style, MH_VIEW("display"), at)) != SIZE_MAX;) {
        at += 7;
        while (at < style.len && (mh_is_space(style.ptr[at]) || style.ptr[at] == ':')) at++;
        if (mh_view_istarts(mh_view_sub(style, at, style.len), MH_VIEW("none"))) return true;
    }
    return false;
}

static unsigned itemprop_flags(mh_view v) {
    unsigned flags = 0;
    mh_view word;
    while (mh_view_split(&v, ' ', &word)) {
        if (mh_view_ieq(word, MH_VIEW("articleBody"))) flags |= MH_HINT_BODY | MH_HINT_GOOD;
        if (mh_view_ieq(word, MH_VIEW("author")) || mh_view_ieq(word, MH_VIEW("datePublished")))
            flags |= MH_HINT_META;
        if (mh_view_ieq(word, MH_VIEW("caption"))) flags |= MH_HINT_CAPTION;
        if (mh_view_ieq(word, MH_VIEW("comment"))) flags |= MH_HINT_COMMENT;
    }
    return flags;
}

/* The indexes of one pass, and the names seen in it: they repeat a lot. */
typedef struct name_reader {
    mh_hint_index hints;
    mh_name_index words;
    mh_map *seen; /* hints, and the flags of words NAME_SHIFT bits up */
} name_reader;

#define NAME_SHIFT 16

static unsigned read_name(name_reader *r, mh_view name) {
    bool fresh;
    mh_value *known = mh_map_at(r->seen, name, &fresh);
    if (fresh) {
        char low[MH_NAME_BYTES + 1];
        name = mh_view_sub(name, 0, MH_NAME_BYTES);
        for (size_t i = 0; i < name.len; i++) low[i] = mh_lower(name.ptr[i]);
        low[name.len] = '\0';
        known->num = mh_hint_flags(&r->hints, name, low) | mh_name_flags(&r->words, name, low)
                                                               << NAME_SHIFT;
    }
    return (unsigned)known->num;
}

void mh_hints_init(mh_hints *h, const mh_tree *t) {
    name_reader reader = {.seen = mh_map_new()};
    mh_hint_index_init(&reader.hints);
    mh_name_index_init(&reader.words);
    h->n = mh_tree_count(t);
    h->flags = mh_alloc_array(h->n, sizeof *h->flags);
    h->names = mh_alloc_array(h->n, sizeof *h->names);
    for (mh_node n = 0; n < h->n; n++) {
        const mh_node_rec *r = mh_rec(t, n);
        if (r->type != MH_NODE_ELEMENT) continue;
        unsigned flags = tag_flags(r->tag);
        for (uint32_t i = 0; i < r->count; i++) {
            const mh_attr_rec *a = &t->attrs.ptr[r->data + i];
            mh_view v = {t->pool.ptr + a->value, a->len};
            if (a->len == 0 && a->name != MH_ATTR_HIDDEN) continue;
            if (a->name == MH_ATTR_CLASS || a->name == MH_ATTR_ID) {
                flags |= read_name(&reader, v);
            } else if (a->name == MH_ATTR_ROLE) {
                flags |= role_flags(v);
            } else if (a->name == MH_ATTR_ITEMPROP || a->name == MH_ATTR_PROPERTY) {
                flags |= itemprop_flags(v);
            } else if (a->name == MH_ATTR_HIDDEN || (a->name == MH_ATTR_STYLE && style_hides(v))) {
                flags |= MH_HINT_HIDDEN;
            }
        }
        h->flags[n] = (uint16_t)flags;
        h->names[n] = (uint8_t)(flags >> NAME_SHIFT);
    }
    mh_map_free(reader.seen);
}

void mh_hints_clear(mh_hints *h) {
    free(h->flags);
    free(h->names);
    *h = (mh_hints){0};
}
