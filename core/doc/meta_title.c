/* The title: which heading it is, and without the name of the site behind or before it. */
#include "doc/meta_priv.h"

#include "base/utf8.h"
#include "doc/person.h"
#include "doc/phrases.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

#include <string.h>
#include <unicode/uchar.h>

static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / "};

bool mh_title_segment(mh_view *rest, mh_view *part) {
    size_t best = SIZE_MAX, len = 0;
    if (rest->len == 0) return false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t at = mh_view_find(*rest, mh_view_of(marks[i]), 0);
        if (at < best) best = at, len = strlen(marks[i]);
    }
    *part = mh_view_trim(mh_view_sub(*rest, 0, best));
    *rest = best == SIZE_MAX ? (mh_view){"", 0} : mh_view_sub(*rest, best + len, rest->len);
    return true;
}

/* Whether v is the site's name, or so short that it can only be one. */
static bool is_site(mh_view v, mh_view site) {
    if (site.len && mh_view_ieq(v, site)) return true;
    if (site.len && v.len >= 4 && mh_view_ifind(site, v, 0) != SIZE_MAX) return true;
    return site.len >= 4 && v.len < site.len + 16 && mh_view_ifind(v, site, 0) != SIZE_MAX;
}

/* Longest part of a <title>, in bytes, that numbers a page of several. */
#define PAGE_BYTES ((size_t)30)

/* Whether a part of a <title> is "Page 2", in a language of the region. */
static bool is_page_number(mh_view v) {
    static const char *const words[] = {"page",   "страниц", "стр",  "бет", "барак",
                                        "саҳифа", "sahifa",  "صفحه", "صفحهٔ"};
    mh_buf low = {0};
    bool digit = false, named = false;
    if (v.len > PAGE_BYTES) return false;
    for (size_t i = 0; i < v.len; i++) digit = digit || mh_is_digit(v.ptr[i]);
    mh_put_lower(&low, v);
    for (size_t i = 0; i < sizeof words / sizeof words[0] && digit && !named; i++)
        named = mh_view_find(mh_buf_view(&low), mh_view_of(words[i]), 0) != SIZE_MAX;
    mh_buf_clear(&low);
    return digit && named;
}

/* The title without the number of its page and what stands behind: "Society - Page 2 - Outlet". */
static mh_view before_page_number(mh_view title) {
    mh_view rest = title, part = {0}, before = {0};
    while (mh_title_segment(&rest, &part)) {
        if (before.len > 0 && is_page_number(part))
            return mh_view_sub(title, 0, (size_t)(before.ptr + before.len - title.ptr));
        before = part;
    }
    return title;
}

/* Whether v begins with a small letter: what a site says of itself behind its name. */
static bool begins_small(mh_view v) {
    return v.len > 0 && u_charType((UChar32)mh_utf8_next(&v)) == U_LOWERCASE_LETTER;
}

mh_view mh_meta_title_core(mh_arena *a, mh_view title, mh_view site) {
    title = before_page_number(title);
    size_t raquo = mh_view_find(title, MH_VIEW(" » "), 0); /* always the site, or its section */
    if (raquo != SIZE_MAX && raquo >= 3) return mh_arena_dup(a, mh_view_sub(title, 0, raquo));
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        mh_view mark = mh_view_of(marks[i]);
        size_t first = mh_view_find(title, mark, 0), last = SIZE_MAX;
        for (size_t at = first; at != SIZE_MAX; at = mh_view_find(title, mark, at + 1)) last = at;
        if (first == SIZE_MAX) continue;
        if (is_site(mh_view_sub(title, last + mark.len, title.len), site))
            return mh_arena_dup(a, mh_view_sub(title, 0, last));
        mh_view rest = mh_view_sub(title, first + mark.len, title.len);
        if (is_site(mh_view_sub(title, 0, first), site) && !begins_small(rest))
            return mh_arena_dup(a, rest);
    }
    return title;
}

void mh_put_bare(mh_buf *out, mh_view v) {
    while (v.len > 0) {
        size_t i = 0;
        mh_buf_reserve(out, v.len);
        char *to = out->ptr + out->len;
        for (; i < v.len && (unsigned char)v.ptr[i] < 0x80; i++) {
            *to = mh_lower(v.ptr[i]);
            to += mh_is_alnum(v.ptr[i]);
        }
        *to = '\0';
        out->len = (size_t)(to - out->ptr);
        v = mh_view_sub(v, i, v.len);
        if (v.len == 0) break;
        uint32_t cp = mh_utf8_next(&v);
        bool cyrillic = cp >= 0x0410 && cp <= 0x045F;
        if (cyrillic || u_isalnum((UChar32)cp)) mh_buf_put_cp(out, mh_lower_cp(cp));
    }
}

/* Links between a heading and the next one that are a menu. */
#define MENU_LINKS ((size_t)4)

/* What headings are held against. */
typedef struct known {
    mh_buf title, og; /* bare <title> and og:title */
    mh_buf
        first; /* bare: what stands before the first mark of the <title>, empty without one; behind
                     the last mark where it begins with the site */
    mh_view site, whole; /* whole: the <title> as it is */
    mh_buf parts;        /* bare: those of the <title> between its marks, each behind a line feed */
} known;

static mh_view first_of(const mh_collect *c, mh_meta_field f, const char *basis) {
    for (size_t i = 0; i < c->list[f].len; i++)
        if (mh_view_eq(c->list[f].ptr[i].basis, mh_view_of(basis))) return c->list[f].ptr[i].value;
    return (mh_view){"", 0};
}

/* How much of the <title> a heading is, in percent; 0 when it is no part of it. */
static size_t share(const known *k, mh_view bare) {
    mh_view t = mh_buf_view(&k->title);
    if (bare.len == 0 || t.len == 0 || mh_view_find(t, bare, 0) == SIZE_MAX) return 0;
    return bare.len * 100 / t.len;
}

static size_t words_of(mh_view v) {
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++)
        n += !mh_is_space(v.ptr[i]) && (i == 0 || mh_is_space(v.ptr[i - 1]));
    return n;
}

/* A heading that names the site or its section and not the page. */
static bool is_general(const known *k, mh_view text, mh_view bare) {
    size_t part = share(k, bare);
    if (mh_view_eq(bare, mh_buf_view(&k->og))) return false;
    if (k->site.len && mh_view_ieq(text, k->site)) return true;
    if (part > 0 && part < 40) return true; /* the lesser part of the title */
    return part < 60 && words_of(text) <= 2 && bare.len < 40;
}

static bool has_title_class(const mh_tree *t, mh_node n) {
    mh_view v = mh_tree_attr_num(t, n, MH_ATTR_CLASS);
    return mh_view_ifind(v, MH_VIEW("title"), 0) != SIZE_MAX ||
           mh_view_ifind(v, MH_VIEW("headline"), 0) != SIZE_MAX;
}

/* Longest text, in bytes, that is taken for a heading. */
#define HEADING_MAX  ((size_t)400)
#define HEADING_LOOK ((size_t)16384) /* bytes looked at, white space included */

static void add_title(mh_collect *c, mh_node n, mh_view v, const char *basis, int rank) {
    mh_collect_add(c, MH_META_TITLE, v, mh_view_of(basis), rank);
    if (c->heading != MH_NODE_NONE && c->heading_rank <= rank) return;
    c->heading = n;
    c->heading_rank = rank;
}

/* A kicker before the title inside one heading: what the page says of itself elsewhere is the heading
 * without it. */
static void drop_kicker(mh_collect *c, const known *k, mh_node n, mh_view bare) {
    for (size_t i = 0; i < c->list[MH_META_TITLE].len; i++) {
        mh_meta_value v = c->list[MH_META_TITLE].ptr[i];
        if (!mh_view_eq(v.basis, MH_VIEW("json-ld")) &&
            !mh_view_eq(v.basis, MH_VIEW("meta:og:title")))
            continue;
        mh_buf other = {0};
        mh_view core = mh_meta_title_core(c->a, v.value, k->site);
        mh_put_bare(&other, core);
        bool inside = other.len < bare.len && other.len * 5 > bare.len * 2 &&
                      mh_view_ends(bare, mh_buf_view(&other));
        mh_buf_clear(&other);
        if (!inside) continue;
        mh_collect_add(c, MH_META_TITLE, core, v.basis, 8);
        c->heading = n;
        c->heading_rank = 8;
        return;
    }
}

/* The same where only the <title> tells: a heading of a small element and the rest, with which the
 * <title> begins. */
static void drop_marked_kicker(mh_collect *c, const known *k, mh_node n, mh_view v) {
    mh_node first = mh_rec(c->t, n)->first;
    while (first != MH_NODE_NONE && mh_rec(c->t, first)->type == MH_NODE_TEXT &&
           mh_view_trim(mh_tree_text(c->t, first)).len == 0)
        first = mh_rec(c->t, first)->next;
    if (first == MH_NODE_NONE || mh_rec(c->t, first)->type != MH_NODE_ELEMENT) return;
    mh_buf kicker = {0}, bare = {0};
    mh_render_inline(&kicker, c->t, first);
    if (kicker.len > 0 && kicker.len < v.len && mh_view_starts(v, mh_buf_view(&kicker))) {
        mh_view rest = mh_view_trim(mh_view_sub(v, kicker.len, v.len));
        mh_put_bare(&bare, rest);
        if (bare.len * 5 > v.len * 2 && mh_view_starts(mh_buf_view(&k->title), mh_buf_view(&bare)))
            add_title(c, n, rest, "h1", 8);
    }
    mh_buf_clear(&kicker);
    mh_buf_clear(&bare);
}

/* Whether the heading is half or more of what stands before the first mark in the <title>. */
static bool heads(const known *k, mh_view bare) {
    mh_view first = mh_buf_view(&k->first);
    return first.len > bare.len && bare.len >= 8 && bare.len * 2 >= first.len &&
           mh_view_find(first, bare, 0) != SIZE_MAX;
}

/* Whether all of the heading is a link to the site's first page: its name. */
static bool links_home(const mh_collect *c, mh_node n) {
    for (mh_node i = n + 1; i < mh_tree_end(c->t, n); i++) {
        if (mh_rec(c->t, i)->type == MH_NODE_TEXT) {
            if (mh_view_trim(mh_tree_text(c->t, i)).len > 0) return false;
        } else if (mh_rec(c->t, i)->tag == MH_TAG_A) {
            mh_view href = mh_tree_attr_num(c->t, i, MH_ATTR_HREF);
            size_t host = mh_view_find(href, MH_VIEW("://"), 0);
            if (host == SIZE_MAX) return mh_view_eq(href, MH_VIEW("/"));
            size_t path = mh_view_find_byte(href, '/', host + 3);
            return path == SIZE_MAX || path + 1 == href.len;
        }
    }
    return false;
}

/* Whether the heading is all that stands before the first mark in the <title>. */
static bool is_first(const known *k, mh_view bare) {
    return k->first.len > 0 && mh_view_eq(mh_buf_view(&k->first), bare);
}

/* How good the h1 with this bare text is. */
static int h1_rank(const known *k, mh_view text, mh_view bare, size_t h1_count) {
    size_t part = share(k, bare);
    bool leads = mh_view_starts(mh_buf_view(&k->title), bare) && bare.len < k->title.len;
    bool stranger = part == 0 && words_of(text) >= 2 && bare.len > 12;
    if (h1_count > 1 && part >= 40 && words_of(text) >= 2 && is_first(k, bare)) return 9;
    if (is_general(k, text, bare))
        return h1_count == 1 && ((leads && bare.len >= 4) || stranger || heads(k, bare)) ? 19 : 30;
    return h1_count == 1 || part > 50 ? 9 : 16;
}

/* A single h1 that is no part of the title stands behind a heading that is most of it. */
static void doubt_stranger(mh_collect *c, const known *k) {
    mh_meta_list *l = &c->list[MH_META_TITLE];
    bool better = false;
    for (size_t i = 0; i < l->len; i++)
        better =
            better || (l->ptr[i].rank == 12 && mh_view_eq(l->ptr[i].basis, MH_VIEW("heading")));
    for (size_t i = 0; i < l->len && better; i++) {
        mh_buf bare = {0};
        if (l->ptr[i].rank != 9 || !mh_view_eq(l->ptr[i].basis, MH_VIEW("h1"))) continue;
        mh_put_bare(&bare, l->ptr[i].value);
        if (share(k, mh_buf_view(&bare)) == 0 &&
            !mh_view_eq(mh_buf_view(&bare), mh_buf_view(&k->og)))
            l->ptr[i].rank = 16;
        mh_buf_clear(&bare);
    }
}

/* Reads k->first. */
static void read_first(known *k) {
    mh_view rest = k->whole, part;
    if (rest.len > 2 * HEADING_MAX || !mh_title_segment(&rest, &part) || rest.len == 0) return;
    if (k->site.len > 0 && mh_view_ieq(part, k->site)) /* "Site :: Section :: Headline" */
        while (mh_title_segment(&rest, &part)) continue;
    mh_put_bare(&k->first, part);
}

/* Reads k->parts: those of two words or more. */
static void read_parts(known *k) {
    mh_view rest = k->whole, part;
    if (rest.len > 2 * HEADING_MAX) return; /* of no page that is meant to be read */
    while (mh_title_segment(&rest, &part)) {
        if (words_of(part) < 2) continue;
        mh_buf_putc(&k->parts, '\n');
        mh_put_bare(&k->parts, part);
    }
    mh_buf_putc(&k->parts, '\n');
}

/* Whether a heading of two words or more is a part of the <title>, between its marks. */
static bool is_segment(const known *k, mh_view bare) {
    mh_view rest = mh_buf_view(&k->parts), part;
    while (bare.len > 0 && mh_view_split(&rest, '\n', &part))
        if (mh_view_eq(part, bare)) return true;
    return false;
}

/* Whether the nearest header around n holds the menu too: that of the site. */
static bool in_header(const mh_collect *c, mh_node n) {
    while ((n = mh_rec(c->t, n)->parent) != MH_NODE_ROOT && n != MH_NODE_NONE)
        if (mh_rec(c->t, n)->tag == MH_TAG_HEADER) break;
    for (mh_node i = n; n != MH_NODE_NONE && n != MH_NODE_ROOT && i < mh_tree_end(c->t, n); i++)
        if (mh_rec(c->t, i)->tag == MH_TAG_NAV) return true;
    return false;
}

/* A main heading that the <title> does not know, above a menu, names the office: the heading below the
 * menu is that of the page. */
static void doubt_office(mh_collect *c, const known *k) {
    mh_meta_list *l = &c->list[MH_META_TITLE];
    size_t links = 0;
    if (c->second.len == 0 || c->heading == MH_NODE_NONE ||
        (c->heading_rank != 9 && c->heading_rank != 19) || c->second_node < c->heading ||
        words_of(c->second) < 3)
        return;
    for (mh_node n = c->heading; n < c->second_node && links < MENU_LINKS; n++)
        links += mh_rec(c->t, n)->tag == MH_TAG_A;
    bool header = links >= MENU_LINKS && in_header(c, c->heading);
    for (size_t i = 0; i < l->len && links >= MENU_LINKS; i++) {
        mh_buf bare = {0};
        mh_put_bare(&bare, l->ptr[i].value);
        bool office =
            l->ptr[i].rank == c->heading_rank && mh_view_eq(l->ptr[i].basis, MH_VIEW("h1")) &&
            share(k, mh_buf_view(&bare)) == 0 && (header || mh_is_office(l->ptr[i].value));
        mh_buf_clear(&bare);
        if (!office) continue;
        l->ptr[i].rank = 30;
        c->heading_rank = 30;
        add_title(c, c->second_node, c->second, "heading", 12);
        return;
    }
}

static void read_heading(mh_collect *c, const known *k, mh_node n, unsigned tag, size_t h1_count) {
    mh_buf text = {0}, bare = {0};
    mh_render_some(&text, c->t, n, HEADING_LOOK);
    mh_view v = mh_buf_view(&text);
    if (v.len >= 3 && v.len <= HEADING_MAX) {
        mh_put_bare(&bare, v);
        size_t part = share(k, mh_buf_view(&bare));
        if (tag == MH_TAG_H1) {
            int rank = h1_rank(k, v, mh_buf_view(&bare), h1_count);
            if (rank == 9 && part < 100 && links_home(c, n)) rank = 30;
            add_title(c, n, v, "h1", rank);
            if (rank == 9 && c->heading == n) drop_kicker(c, k, n, mh_buf_view(&bare));
            if (rank == 9 && c->heading == n) drop_marked_kicker(c, k, n, v);
        } else if (part >= 50) {
            add_title(c, n, v, "heading", 12);
        } else if (tag <= MH_TAG_H3 && is_segment(k, mh_buf_view(&bare)) && !links_home(c, n) &&
                   !mh_view_ieq(v, k->site) && !c->teasers.in[n]) {
            add_title(c, n, v, "heading", 17);
        } else if (tag <= MH_TAG_H3 && has_title_class(c->t, n) &&
                   words_of(v) > (part > 0 ? 0 : 2) && !c->teasers.in[n]) {
            add_title(c, n, v, "heading", 18);
        }
        if (tag == MH_TAG_H2 && part == 0 && c->second.len == 0 && !c->teasers.in[n]) {
            c->second = mh_arena_dup(c->a, v);
            c->second_node = n;
        }
    }
    mh_buf_clear(&text);
    mh_buf_clear(&bare);
}

/* Whether v is what stands behind the last mark of the <title>, while a heading says what stands before
 * the first one: the name of the outlet, which pages write anywhere. */
static bool is_behind_heading(const mh_collect *c, const known *k, mh_view bare) {
    mh_view first = k->whole, last = k->whole;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        mh_view mark = mh_view_of(marks[i]);
        first = mh_view_sub(first, 0, mh_view_find(first, mark, 0));
        for (size_t at; (at = mh_view_find(last, mark, 0)) != SIZE_MAX;)
            last = mh_view_sub(last, at + mark.len, last.len);
    }
    mh_buf b = {0};
    mh_put_bare(&b, last);
    bool found = false, is_last = last.len < k->whole.len && mh_view_eq(mh_buf_view(&b), bare);
    for (size_t i = 0; is_last && i < c->list[MH_META_TITLE].len && !found; i++)
        found = mh_view_ieq(mh_view_trim(first), c->list[MH_META_TITLE].ptr[i].value);
    mh_buf_clear(&b);
    return found;
}

/* Text of no heading element that is most of the <title>: old pages write their headings in bold. */
static void read_block(mh_collect *c, const known *k, mh_node n, mh_view v) {
    mh_buf bare = {0};
    if (v.len < 15 || v.len > HEADING_MAX || mh_view_starts(v, MH_VIEW("©"))) return;
    bool may_be_first = k->first.len > 0 && v.len >= k->first.len && v.len <= 2 * k->first.len;
    if (!may_be_first && v.len * 2 < k->title.len) return; /* cannot be half of it */
    mh_put_bare(&bare, v);
    if (may_be_first && is_first(k, mh_buf_view(&bare)) && words_of(v) >= 2)
        add_title(c, n, v, "heading", 13);
    else if (share(k, mh_buf_view(&bare)) >= 50 && !is_behind_heading(c, k, mh_buf_view(&bare)))
        add_title(c, n, v, "heading", 13);
    mh_buf_clear(&bare);
}

/* The same of a line with which the <title> ends, in a block that says the date too: old pages with no
 * headings, print versions. */
static void read_lines(mh_collect *c, const known *k, mh_node n, mh_view v) {
    mh_view rest = v, line;
    mh_when w;
    if (c->heading != MH_NODE_NONE || v.len > HEADING_MAX ||
        mh_view_find_byte(v, '\n', 0) == SIZE_MAX)
        return;
    while (mh_view_split(&rest, '\n', &line)) {
        line = mh_view_trim(line);
        if (line.len < 15 || !mh_view_ends(k->whole, line) ||
            !mh_when_find(v, 0, c->month_first, &w))
            continue;
        read_block(c, k, n, line);
    }
}

void mh_meta_from_headings(mh_collect *c, const mh_blocks *b) {
    const mh_tree *t = c->t;
    known k = {.site = first_of(c, MH_META_SITE, "meta:og:site_name")};
    if (k.site.len == 0) k.site = first_of(c, MH_META_SITE, "link:home");
    size_t h1_count = 0;
    k.whole = mh_doc_title(c->d);
    mh_put_bare(&k.title, k.whole);
    read_first(&k);
    read_parts(&k);
    mh_put_bare(&k.og, first_of(c, MH_META_TITLE, "meta:og:title"));
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        if (mh_rec(t, n)->tag != MH_TAG_H1 || mh_tree_end(t, n) - n > 60) continue;
        mh_buf text = {0};
        mh_render_some(&text, t, n, HEADING_LOOK);
        h1_count += text.len >= 3;
        mh_buf_clear(&text);
    }
    for (mh_node n = 0; n < mh_tree_count(t); n++) {
        unsigned tag = mh_rec(t, n)->tag;
        if (mh_tag_is_heading(tag) && mh_tree_end(t, n) - n <= 60)
            read_heading(c, &k, n, tag, h1_count);
    }
    for (size_t i = 0; i < b->list.len; i++) {
        const mh_block *o = &b->list.ptr[i];
        if (mh_tag_is_heading(o->tag) || o->link_chars >= o->chars) continue;
        read_block(c, &k, o->first, mh_blocks_text(b, o));
        read_lines(c, &k, o->first, mh_blocks_text(b, o));
    }
    doubt_stranger(c, &k);
    doubt_office(c, &k);
    mh_buf_clear(&k.title);
    mh_buf_clear(&k.first);
    mh_buf_clear(&k.parts);
    mh_buf_clear(&k.og);
}
