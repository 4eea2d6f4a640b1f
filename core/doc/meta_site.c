/* The name of the site from the link to its first page (meta_priv.h): the words of a logo. */
#include "doc/meta_priv.h"

#include "doc/render.h"
#include "doc/tree_priv.h"

/* Links to the first page that are read, nodes of one. */
#define MAX_LINKS ((size_t)8)
#define MAX_NODES ((mh_node)12)
/* Blocks from the end in which a line of copyright may stand, its bytes. */
#define MAX_FOOT ((size_t)30)
#define MAX_LINE ((size_t)200)

static bool leads_home(mh_view href) {
    size_t host = mh_view_find(href, MH_VIEW("://"), 0);
    mh_view path = href;
    if (host != SIZE_MAX) {
        size_t at = mh_view_find_byte(href, '/', host + 3);
        path = at == SIZE_MAX ? MH_VIEW("/") : mh_view_sub(href, at, href.len);
    }
    static const char *const homes[] = {"/",          "./",   "/index.php", "/index.html",
                                        "index.html", "/ru/", "/ru"};
    for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++)
        if (mh_view_eq(path, mh_view_of(homes[i]))) return true;
    return path.len == 3 && path.ptr[0] == '/'; /* "/kk": a language */
}

/* The last part of the <title> that says the same, or the first: the site's name as the <title> has it;
 * false when none does. */
static bool add_segment(mh_collect *c, mh_view name) {
    mh_view rest = mh_doc_title(c->d), part, found = {0};
    mh_buf own = {0}, other = {0};
    mh_put_bare(&own, name);
    while (own.len >= 4 && mh_title_segment(&rest, &part)) {
        mh_buf_reset(&other);
        mh_put_bare(&other, part);
        if (mh_view_eq(mh_buf_view(&own), mh_buf_view(&other))) found = part;
    }
    mh_buf_clear(&own);
    mh_buf_clear(&other);
    if (found.len == 0) return false; /* the <title> may be the name alone */
    mh_collect_add(c, MH_META_SITE, found, MH_VIEW("link:home"), 30);
    return true;
}

/* The same by a line of copyright that ends with the name. */
static bool add_owner(mh_collect *c, const mh_blocks *b, mh_view name) {
    mh_buf own = {0}, line = {0};
    bool found = false;
    mh_put_bare(&own, name);
    for (size_t i = b->list.len; own.len >= 4 && i-- > 0 && i + MAX_FOOT > b->list.len && !found;) {
        mh_view v = mh_blocks_text(b, &b->list.ptr[i]);
        if (v.len > MAX_LINE || mh_view_find(v, MH_VIEW("©"), 0) == SIZE_MAX) continue;
        mh_buf_reset(&line);
        mh_put_bare(&line, v);
        found = mh_view_find(mh_buf_view(&line), mh_buf_view(&own), 0) != SIZE_MAX;
    }
    mh_buf_clear(&own);
    mh_buf_clear(&line);
    if (found) mh_collect_add(c, MH_META_SITE, name, MH_VIEW("link:home"), 31);
    return found;
}

/* What the link says: its words, or those beside its picture. */
static bool read_link(mh_collect *c, const mh_blocks *b, mh_node n) {
    mh_buf text = {0};
    mh_render_inline(&text, c->t, n);
    mh_view name = mh_view_trim(mh_buf_view(&text));
    bool found = add_segment(c, name) || add_owner(c, b, name);
    mh_buf_clear(&text);
    for (mh_node i = n + 1, end = mh_tree_end(c->t, n); i < end && !found; i++) {
        mh_view alt = {0};
        if (mh_rec(c->t, i)->tag == MH_TAG_IMG && mh_tree_attr(c->t, i, MH_VIEW("alt"), &alt))
            found = add_segment(c, alt);
    }
    return found;
}

void mh_meta_guess_site(mh_collect *c, const mh_blocks *b) {
    if (c->list[MH_META_SITE].len > 0) return;
    size_t read = 0;
    for (mh_node n = mh_tree_body(c->t); n < mh_tree_count(c->t) && read < MAX_LINKS; n++) {
        if (mh_rec(c->t, n)->tag != MH_TAG_A || mh_rec(c->t, n)->type != MH_NODE_ELEMENT) continue;
        if (mh_tree_end(c->t, n) - n > MAX_NODES ||
            !leads_home(mh_tree_attr_num(c->t, n, MH_ATTR_HREF)))
            continue;
        read++;
        if (read_link(c, b, n)) return;
    }
}
