/* Bylines that nothing sets apart but their place: a name alone between the headline and the text, a name
 * alone under it, a label in an element beside the name. */
#include "doc/meta_priv.h"

#include "doc/person.h"
#include "doc/phrases.h"
#include "doc/tree_priv.h"

/* Longest such line in characters, bytes of a label; blocks between the headline and the name. */
#define MAX_LINE  60
#define MIN_SHORT 25 /* of a short last paragraph */
#define MAX_LABEL ((size_t)40)
#define REACH     ((size_t)6)
/* Ranks of bylines that the page says, below this one. */
#define SAID_TO 20
/* Blocks behind the first signature in which another one is of the same article. */
#define NEAR_SIGN ((size_t)2)

/* Whether v is a name that ends as those of the region do, which titles and captions seldom do. */
static bool is_plain_name(mh_view v) {
    return mh_is_person(v) && mh_has_surname(v);
}

/* Whether v is what the page says of its site or title: no person. */
static bool is_known(const mh_collect *c, mh_view v) {
    static const mh_meta_field fields[] = {MH_META_SITE, MH_META_PUBLISHER, MH_META_TITLE};
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
        for (size_t i = 0; i < c->list[fields[f]].len; i++)
            if (mh_view_ieq(c->list[fields[f]].ptr[i].value, v)) return true;
    return false;
}

/* Whether a word of v is not all in capitals: that of a given name. */
static bool has_small(mh_view v) {
    mh_view word;
    while (mh_view_split(&v, ' ', &word))
        if (word.len >= 6 && !mh_has_capitals(word)) return true;
    return false;
}

/* A name alone above the text, "Given Name, Outlet" and "Label: Given Name" too. */
static void read_above(mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    mh_view v = mh_blocks_text(b, k);
    bool below = c->heading != MH_NODE_NONE && k->first > c->heading;
    if (!below || k->link_chars > 0) return;
    v = mh_sign_labelled(v);
    mh_view head = mh_sign_head(v), bare = mh_sign_bare(v);
    bool sure = bare.len < head.len || (mh_has_capitals(head) && has_small(head));
    head = bare;
    bool several =
        mh_people_split(v, NULL, 0) > 1 && mh_is_signature(v) && mh_has_surname(mh_sign_head(v));
    if (!several && (v.len > head.len + 40 || !(sure ? mh_is_person(head) : is_plain_name(head))))
        return;
    for (size_t j = i; j-- > 0 && j + REACH > i && b->list.ptr[j].first > c->heading;)
        if (mh_meta_is_prose(b, j)) return;
    size_t next = i + 1; /* a date may stand between */
    while (next < b->list.len && next < i + 3 && !mh_meta_is_prose(b, next)) next++;
    if (next == b->list.len || !mh_meta_is_prose(b, next) || !mh_meta_is_near(c, k->first)) return;
    mh_collect_people(c, several ? v : head, MH_VIEW("place"), 32);
}

static bool is_short(const mh_block *k) {
    return k->stops > 0 && k->chars >= MIN_SHORT && k->link_chars == 0 &&
           !mh_tag_is_heading(k->tag);
}

/* Whether block i is a paragraph, or a short one behind another. */
static bool ends_text(const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    if (mh_meta_is_prose(b, i)) return true;
    return i > 0 && is_short(k) && (mh_meta_is_prose(b, i - 1) || is_short(k - 1));
}

/* A name alone as the last line, right under a paragraph. */
static void read_below(mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    bool below = c->heading == MH_NODE_NONE || k->first > c->heading;
    if (i == 0 || !below || !ends_text(b, i - 1)) return;
    if (!mh_meta_ends_prose(c, b, i)) return;
    mh_view v = mh_blocks_text(b, k), head = mh_sign_head(v);
    bool mail = mh_view_find_byte(v, '@', 0) != SIZE_MAX;
    if ((k->link_chars > 0 && !mail) || (!mail && v.len > head.len + 1)) return;
    if (c->signed_at > 0 && i > c->signed_at + NEAR_SIGN) return; /* of a second article */
    if (!(mail ? mh_is_person(head) : is_plain_name(head))) return;
    mh_collect_people(c, head, MH_VIEW("place"), 33);
    if (c->signed_at == 0) c->signed_at = i;
}

/* The last line of the last paragraph, behind a single <br>, is a name. */
static void read_last_line(mh_collect *c, const mh_blocks *b, size_t i) {
    mh_view v = mh_blocks_text(b, &b->list.ptr[i]);
    size_t at = v.len;
    bool below = c->heading == MH_NODE_NONE || b->list.ptr[i].first > c->heading;
    while (at > 0 && v.ptr[at - 1] != '\n') at--;
    if (at < MAX_LABEL || !below || (i + 1 < b->list.len && mh_meta_is_prose(b, i + 1))) return;
    mh_view line = mh_view_trim(mh_view_sub(v, at, v.len)), rest;
    if (line.len > 3 * MAX_LABEL || !mh_is_signature(line)) return;
    bool said = mh_phrase_begins(line, &rest) == MH_PHRASE_BYLINE;
    mh_view name = said ? rest : mh_people_core(mh_sign_head(line));
    if (said || is_plain_name(name)) mh_collect_people(c, name, MH_VIEW("place"), 33);
}

/* Whether block i is two lines of which the first is long: "From reports of the foreign press" above a name. */
static bool has_lines(const mh_blocks *b, size_t i) {
    mh_view v = mh_blocks_text(b, &b->list.ptr[i]);
    size_t at = mh_view_find_byte(v, '\n', 0);
    return at != SIZE_MAX && at >= MAX_LABEL && b->list.ptr[i].link_chars == 0 &&
           mh_view_find_byte(v, '\n', at + 1) == SIZE_MAX;
}

/* Whether label and name beside each other are what a byline says: "Author" and "Given Name". */
static bool is_labelled(mh_view label, mh_view name) {
    mh_buf line = {0};
    mh_view rest;
    mh_buf_put(&line, label);
    mh_buf_putc(&line, ' ');
    mh_buf_put(&line, name);
    mh_view v = mh_buf_view(&line);
    bool said = mh_is_byline(v, &rest) || mh_phrase_begins(v, &rest) == MH_PHRASE_BYLINE;
    said = said && mh_view_eq(mh_view_trim(rest), name);
    mh_buf_clear(&line);
    return said;
}

/* "<span>Author</span><span>Given Name</span>"; the label is asked first, as few texts are one. */
static void read_labelled(mh_collect *c, mh_node n) {
    mh_view name = mh_view_trim(mh_tree_text(c->t, n));
    if (name.len > 4 * MAX_LABEL || mh_view_find_byte(name, ' ', 0) == SIZE_MAX) return;
    for (mh_node i = n; i-- > 0 && i + 6 > n;) {
        if (!mh_rec_has_text(c->t, i)) continue;
        mh_view label = mh_view_trim(mh_tree_text(c->t, i));
        if (label.len > MAX_LABEL || mh_rec(c->t, i)->parent == mh_rec(c->t, n)->parent) return;
        if (is_labelled(label, name) && mh_is_signature(name) && mh_meta_is_near(c, n))
            mh_collect_people(c, name, MH_VIEW("label"), 24);
        return;
    }
}

/* Whether a person is said to be the author by what no guess from places outranks. */
static bool is_settled(const mh_collect *c) {
    const mh_meta_list *l = &c->list[MH_META_BYLINE];
    for (size_t i = 0; i < l->len; i++)
        if (l->ptr[i].rank < SAID_TO && mh_is_person(l->ptr[i].value) &&
            !is_known(c, l->ptr[i].value))
            return true;
    return false;
}

void mh_meta_from_plain(mh_collect *c, const mh_blocks *b) {
    c->no_dates = c->comments = 0;
    if (is_settled(c)) return;
    for (mh_node n = mh_tree_body(c->t); n < mh_tree_count(c->t); n++)
        if (mh_rec_has_text(c->t, n) && mh_tree_text(c->t, n).len < 4 * MAX_LABEL)
            read_labelled(c, n);
    for (size_t i = 0; i < b->list.len; i++) {
        const mh_block *k = &b->list.ptr[i];
        if (mh_tag_is_heading(k->tag) || mh_meta_in_teaser(c, k->first)) continue;
        if (c->phrase[i] != MH_PHRASE_NONE && c->phrase[i] != MH_PHRASE_BYLINE) continue;
        if (mh_meta_is_prose(b, i) || has_lines(b, i)) {
            read_last_line(c, b, i);
        } else if (k->chars >= 7 && k->chars <= MAX_LINE && !is_known(c, mh_blocks_text(b, k))) {
            read_above(c, b, i);
            read_below(c, b, i);
        }
    }
}
