/* What class and id names say of metadata; each name of a page is read once. */
#include "doc/meta_priv.h"

#include "doc/phrases.h"

typedef struct word {
    mh_view text;
    unsigned flags;
} word;

#define W(t, f)                                                                                    \
    { MH_VIEW_INIT(t), (f) }

static const word words[] = {
    W("date", MH_NAME_DATE),
    W("time", MH_NAME_DATE),
    W("publish", MH_NAME_DATE | MH_NAME_PUBLISHED),
    W("posted", MH_NAME_DATE | MH_NAME_PUBLISHED),
    W("entry-date", MH_NAME_DATE | MH_NAME_PUBLISHED),
    W("byline", MH_NAME_DATE | MH_NAME_AUTHOR),
    W("meta", MH_NAME_DATE),
    W("created", MH_NAME_DATE),
    W("submitted", MH_NAME_DATE),
    W("info", MH_NAME_DATE),
    W("datum", MH_NAME_DATE),
    W("fecha", MH_NAME_DATE),
    W("updat", MH_NAME_UPDATED),
    W("modif", MH_NAME_UPDATED),
    W("author", MH_NAME_AUTHOR),
    W("byl", MH_NAME_AUTHOR),
    W("writer", MH_NAME_AUTHOR),
    W("auteur", MH_NAME_AUTHOR),
    W("autor", MH_NAME_AUTHOR),
};

static unsigned read_name(mh_view name) {
    mh_buf low = {0};
    unsigned flags = 0, hints = mh_hints_of_name(name);
    mh_put_lower(&low, mh_view_sub(name, 0, 400));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mh_view_find(mh_buf_view(&low), words[i].text, 0) != SIZE_MAX) flags |= words[i].flags;
    mh_buf_clear(&low);
    if (hints & (MH_HINT_COMMENT | MH_HINT_LISTING)) flags |= MH_NAME_OTHERS;
    if (hints & MH_HINT_DROP) flags |= MH_NAME_ASIDE;
    return flags;
}

unsigned mh_collect_name(mh_collect *c, mh_view name) {
    bool fresh;
    if (name.len == 0) return 0;
    mh_value *v = mh_map_at(c->names, name, &fresh);
    if (fresh) v->num = read_name(name);
    return (unsigned)v->num;
}
