/* The title without the name of the site behind or before it. */
#include "doc/meta_priv.h"

static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / "};

/* Whether v is the site's name, or so short that it can only be one. */
static bool is_site(mh_view v, mh_view site) {
    if (site.len && mh_view_ieq(v, site)) return true;
    if (site.len && v.len >= 4 && mh_view_ifind(site, v, 0) != SIZE_MAX) return true;
    return site.len >= 4 && v.len < site.len + 16 && mh_view_ifind(v, site, 0) != SIZE_MAX;
}

mh_view mh_meta_title_core(mh_arena *a, mh_view title, mh_view site) {
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        mh_view mark = mh_view_of(marks[i]);
        size_t first = mh_view_find(title, mark, 0), last = SIZE_MAX;
        for (size_t at = first; at != SIZE_MAX; at = mh_view_find(title, mark, at + 1)) last = at;
        if (first == SIZE_MAX) continue;
        if (is_site(mh_view_sub(title, last + mark.len, title.len), site))
            return mh_arena_dup(a, mh_view_sub(title, 0, last));
        if (is_site(mh_view_sub(title, 0, first), site))
            return mh_arena_dup(a, mh_view_sub(title, first + mark.len, title.len));
    }
    return title;
}
