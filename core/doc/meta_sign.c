/* Bylines that no class or tag gives away: a segment of a line of facts, the link to an author's page,
 * the signature under the text. */
#include "doc/meta_priv.h"

#include "doc/person.h"
#include "doc/phrases.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

/* Longest such line, in bytes; characters of the paragraph above a signature. */
#define LINE_MAX_BYTES ((size_t)200)
#define MIN_ABOVE      60
/* Blocks behind the first label of an author in which another one is of the same article. */
#define SAID_NEAR ((size_t)3)

/* Bytes of a label before a name: two words at most. */
#define LABEL_BYTES ((size_t)40)
/* Nodes behind a line in which a rule ends the text. */
#define RULE_NEAR ((mh_node)24)
/* Brothers of an element with a name that are asked. */
#define MAX_ALIKE ((size_t)12)

/* Between the facts of one line. */
static const char *const bars[] = {" | ", " • ", " · ", " / ", "\n", " — ", " – "};

static mh_view next_segment(mh_view *rest) {
    size_t best = SIZE_MAX, len = 0;
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        size_t at = mh_view_find(*rest, mh_view_of(bars[i]), 0);
        if (at < best) best = at, len = mh_view_of(bars[i]).len;
    }
    mh_view part = mh_view_sub(*rest, 0, best);
    *rest = best == SIZE_MAX ? (mh_view){"", 0} : mh_view_sub(*rest, best + len, rest->len);
    return mh_view_trim(part);
}

/* Bytes before the first comma, bracket, semicolon or dash between blanks. */
static size_t head_bytes(mh_view v) {
    for (size_t i = 0; i < v.len; i++) {
        char ch = v.ptr[i];
        if (ch == ',' || ch == '(' || ch == ';') return i;
        if ((unsigned char)ch == 0xD8 && i + 1 < v.len && (unsigned char)v.ptr[i + 1] == 0x8C)
            return i; /* the Arabic comma */
        if (ch != ' ' || i + 1 == v.len || (unsigned char)v.ptr[i + 1] != 0xE2) continue;
        mh_view at = mh_view_sub(v, i, v.len);
        if (mh_view_starts(at, MH_VIEW(" – ")) || mh_view_starts(at, MH_VIEW(" — "))) return i;
    }
    return v.len;
}

/* "Given Name for Outlet", "Given Name in Town": without what a name is followed by. */
static mh_view before_outlet(mh_view v) {
    static const char *const words[] = {" для ",    " in ",     " for ",   " from ",
                                        " атайын ", " махсус ", " барои ", " maxsus "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t at = mh_view_find(v, mh_view_of(words[i]), 0);
        if (at != SIZE_MAX && mh_is_person(mh_view_sub(v, 0, at))) return mh_view_sub(v, 0, at);
    }
    return v;
}

/* What stands before the first comma, bracket or full stop behind a word. */
mh_view mh_sign_head(mh_view v) {
    v = before_outlet(mh_view_trim(mh_view_sub(v, 0, head_bytes(v))));
    size_t at = mh_view_find_byte(v, '@', 0);
    if (at != SIZE_MAX) { /* "Given Name name@outlet.example" */
        while (at > 0 && v.ptr[at - 1] != ' ') at--;
        v = mh_view_trim(mh_view_sub(v, 0, at));
    }
    if (v.len > 4 && v.ptr[v.len - 1] == '.') v.len--;
    return v;
}

/* Whether the line is two names or more. */
static bool are_people(mh_view line) {
    mh_view names[4];
    size_t n = mh_people_split(line, NULL, 0);
    if (n < 2 || n > 4) return false;
    mh_people_split(line, names, 4);
    for (size_t i = 0; i < n; i++)
        if (!mh_is_person(names[i])) return false;
    return true;
}

/* Whether a position of those who write is named in low, which is in lower case. */
static bool names_position(mh_view low) {
    static const char *const words[] = {
        "корреспондент", "обозреватель", "журналист", "колумнист", "шолушы",      "тілші",
        "баяндамачы",    "кабарчы",      "мухбир",    "muxbir",    "sharhlovchi", "шарҳловчи",
        "хабарнигор",    "шореҳ",        "خبرنگار",   "گزارشگر",   "columnist",   "reporter",
        "correspondent", "staff writer", "шерхчи",    "собкор",    "соб. корр",   "спецкор",
        "публицист",     "политолог",    "журналіст", "мухаррир",  "муҳаррир",    "колумнист",
        "аналитик",      "автор"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (mh_view_find(low, mh_view_of(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

/* "Correspondent Given Name": the name behind the position, else v. */
static mh_view past_position(mh_view v) {
    mh_view name = v, word;
    mh_buf low = {0};
    if (!mh_view_split(&name, ' ', &word) || word.len < 8 || !mh_is_person(name)) return v;
    mh_put_lower(&low, word);
    bool told = names_position(mh_buf_view(&low));
    mh_buf_clear(&low);
    return told ? name : v;
}

/* The line of several that is the name of a person or two, where the others say the position or the
 * address; else all. */
static mh_view named_line(mh_view lines) {
    mh_view rest = lines, line;
    if (mh_view_find_byte(lines, '\n', 0) == SIZE_MAX) return lines;
    while (mh_view_split(&rest, '\n', &line)) {
        if (are_people(line)) return line;
        if (mh_is_person(mh_sign_head(line))) return mh_sign_head(line);
    }
    return lines;
}

mh_view mh_sign_bare(mh_view v) {
    return past_position(mh_people_core(mh_sign_head(v)));
}

/* Bytes of the label that v begins with, a word or two before a colon or a dash; *len is that of the mark. */
static size_t label_bytes(mh_view v, size_t *len) {
    static const char *const marks[] = {":", " – ", " — ", " - "};
    size_t best = SIZE_MAX, words = 1;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t at = mh_view_find(v, mh_view_of(marks[i]), 0);
        if (at < best) best = at, *len = mh_view_of(marks[i]).len;
    }
    if (best == SIZE_MAX || best < 4 || best > LABEL_BYTES) return 0;
    for (size_t i = 0; i < best; i++) {
        bool letter = (unsigned char)v.ptr[i] >= 0x80 || mh_is_alpha(v.ptr[i]);
        if (!letter && v.ptr[i] != ' ' && v.ptr[i] != '.') return 0;
        words += v.ptr[i] == ' ';
    }
    return words <= 2 ? best : 0;
}

mh_view mh_sign_labelled(mh_view v) {
    size_t mark = 0, label = v.len <= LINE_MAX_BYTES ? label_bytes(v, &mark) : 0;
    if (label == 0) return v;
    mh_view name = mh_sign_head(mh_view_trim(mh_view_sub(v, label + mark, v.len)));
    bool known =
        mh_phrase_begins(v, NULL) != MH_PHRASE_NONE || mh_is_person(mh_view_sub(v, 0, label));
    return known || !mh_is_person(name) || !mh_has_surname(name) ? v : name;
}

bool mh_is_signature(mh_view line) {
    if (line.len > LINE_MAX_BYTES) return false;
    line = named_line(line);
    mh_view rest = line;
    if (mh_phrase_begins(line, &rest) == MH_PHRASE_BYLINE) line = rest;
    line = mh_sign_labelled(line);
    rest = past_position(mh_people_core(mh_sign_head(line)));
    return mh_is_person(rest) || are_people(rest);
}

/* Whether one of the signs that bars are made of is in v. */
static bool has_bar(mh_view v) {
    for (size_t i = 0; i < v.len; i++) {
        unsigned char ch = (unsigned char)v.ptr[i];
        if (ch == '|' || ch == '/' || ch == '\n' || ch == 0xE2 || ch == 0xC2) return true;
    }
    return false;
}

static void read_segments(mh_collect *c, mh_view v) {
    mh_view rest = v, part, name;
    mh_when w;
    if (!has_bar(v)) return;
    part = next_segment(&rest);
    if (part.len == v.len) return;
    rest = v;
    bool dated = mh_when_find(v, 0, c->month_first, &w);
    while (rest.len > 0) {
        part = next_segment(&rest);
        if (part.len == v.len) return;
        bool said = mh_phrase_begins(part, &name) == MH_PHRASE_BYLINE;
        if (!said && dated) part = mh_sign_labelled(part);
        mh_view head = said ? name : mh_sign_head(part); /* "Given Name, City" */
        if (part.len > head.len + 40) continue;
        if (said ? mh_is_signature(name) : dated && mh_is_person(head) && mh_has_surname(head))
            mh_collect_people(c, head, MH_VIEW("text"), said ? 24 : 25);
    }
}

/* "26.02.2026, 09:18 Author: Given Name": the label of an author behind the date of a line. */
static void read_label_inside(mh_collect *c, mh_view v) {
    mh_when w;
    mh_view rest;
    size_t colon = mh_view_find_byte(v, ':', 0);
    if (colon == SIZE_MAX || !mh_when_find(v, 0, c->month_first, &w)) return;
    for (size_t at = w.to; at + 1 < v.len; at++) {
        if (v.ptr[at] != ' ') continue;
        mh_view part = mh_view_sub(v, at + 1, v.len);
        if (mh_phrase_begins(part, &rest) != MH_PHRASE_BYLINE || rest.len == part.len) continue;
        mh_view said = mh_view_sub(part, 0, part.len - rest.len);
        if (mh_view_find_byte(said, ':', 0) == SIZE_MAX || !mh_is_signature(rest)) continue;
        mh_collect_people(c, rest, MH_VIEW("text"), 24);
        return;
    }
}

/* Close to the heading and in no box beside the article: asked in this order, as a page has few nodes
 * close to its heading and may have any number of boxes. */
bool mh_meta_is_near(mh_collect *c, mh_node n) {
    if (c->heading == MH_NODE_NONE || mh_meta_rank_at(c, n, 0) != 0) return false; /* most */
    for (size_t i = 0; i + 1 < c->aside.len; i += 3)
        if (n >= c->aside.ptr[i] && n < c->aside.ptr[i + 1]) return false;
    for (mh_node i = mh_tree_end(c->t, c->heading); i < n; i++)
        if (mh_rec(c->t, i)->tag == MH_TAG_H1) return false; /* of a second article */
    return !mh_meta_in_teaser(c, n);
}

/* A link to the page of an author, close to the heading. */
static void read_author_link(mh_collect *c, mh_node n) {
    static const char *const paths[] = {"/author",     "/avtor",   "/user/",    "/users/",
                                        "/journalist", "/muallif", "/reporter", "/profile/",
                                        "/person/",    "/u/",      "/team/",    "/people/",
                                        "/staff/",     "/writer",  "/autor",    "/contributor"};
    mh_view href = mh_tree_attr_num(c->t, n, MH_ATTR_HREF);
    bool named = false;
    if (mh_tree_end(c->t, n) - n > 12 || !mh_meta_is_near(c, n)) return;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0] && !named; i++)
        named = mh_view_ifind(href, mh_view_of(paths[i]), 0) != SIZE_MAX;
    if (!named) return;
    mh_buf text = {0};
    mh_render_inline(&text, c->t, n);
    bool near = c->link_home == 0 || n < c->link_home; /* others are of a second article */
    if (near && mh_is_person(mh_buf_view(&text))) {
        mh_collect_people(c, mh_buf_view(&text), MH_VIEW("link"), 22);
        mh_node box = mh_tree_parent(c->t, mh_tree_parent(c->t, n));
        if (c->link_home == 0) c->link_home = mh_tree_end(c->t, box);
    }
    mh_buf_clear(&text);
}

/* Whether one of the few texts in n is a date: what stands beside it may be stuck to it. */
static bool has_dated_piece(const mh_collect *c, mh_node n) {
    mh_when w;
    for (mh_node i = n, end = mh_tree_end(c->t, n); i < end; i++) {
        if (mh_rec(c->t, i)->type != MH_NODE_TEXT) continue;
        mh_view v = mh_tree_text(c->t, i);
        if (v.len >= 8 && v.len < 80 && mh_when_find(v, 0, c->month_first, &w)) return true;
    }
    return false;
}

/* The people in elements of the tag and the class of n, its brothers and n itself. */
static size_t read_alike(mh_collect *c, mh_node n) {
    mh_view cls = mh_tree_attr_num(c->t, n, MH_ATTR_CLASS);
    size_t people = 0;
    mh_node b = cls.len ? mh_rec(c->t, mh_rec(c->t, n)->parent)->first : MH_NODE_NONE;
    for (size_t i = 0; b != MH_NODE_NONE && i < MAX_ALIKE; b = mh_rec(c->t, b)->next, i++) {
        if (mh_rec(c->t, b)->tag != mh_rec(c->t, n)->tag || mh_tree_end(c->t, b) - b > 4 ||
            !mh_view_eq(mh_tree_attr_num(c->t, b, MH_ATTR_CLASS), cls))
            continue;
        mh_buf text = {0};
        mh_render_inline(&text, c->t, b);
        if (mh_is_person(mh_buf_view(&text))) {
            mh_collect_people(c, mh_buf_view(&text), MH_VIEW("position"), 23);
            people++;
        }
        mh_buf_clear(&text);
    }
    return people;
}

/* A name close to the heading, in an element of its own beside one of a position, or beside the date
 * when it ends as surnames do. */
static void read_with_position(mh_collect *c, mh_node n) {
    mh_buf own = {0}, all = {0}, low = {0};
    mh_node parent = mh_rec(c->t, n)->parent;
    if (mh_rec(c->t, parent)->tag == MH_TAG_LI && mh_tree_end(c->t, parent) - parent < 8)
        parent = mh_rec(c->t, parent)->parent;     /* a list of facts */
    if (c->facts_end && n >= c->facts_end) return; /* of a second article */
    if (mh_tree_end(c->t, n) - n > 4 || mh_tree_end(c->t, parent) - parent > 30 ||
        !mh_meta_is_near(c, n))
        return;
    mh_render_inline(&own, c->t, n);
    if (mh_is_signature(mh_buf_view(&own))) {
        mh_render_inline(&all, c->t, parent);
        mh_put_lower(&low, mh_buf_view(&all));
        mh_when w;
        bool told =
            mh_has_surname(mh_buf_view(&own)) &&
            (mh_when_find(mh_buf_view(&low), 0, c->month_first, &w) || has_dated_piece(c, parent));
        mh_view name;
        bool one = mh_is_person(mh_buf_view(&own));
        told = told || mh_phrase_begins(mh_buf_view(&own), &name) == MH_PHRASE_BYLINE;
        told = told || (one && names_position(mh_buf_view(&low)));
        if (told && low.len < 300) {
            size_t others = one ? read_alike(c, n) : 0;
            if (others < 2) mh_collect_people(c, mh_buf_view(&own), MH_VIEW("position"), 23);
            c->facts_end = mh_tree_end(c->t, parent);
        }
    }
    mh_buf_clear(&own);
    mh_buf_clear(&all);
    mh_buf_clear(&low);
}

/* Whether the class of n says that it holds a signature. */
static bool is_signed(const mh_collect *c, mh_node n) {
    static const char *const names[] = {"sig", "podpis", "avtor", "author", "byline", "writer"};
    mh_view cls = mh_tree_attr_num(c->t, n, MH_ATTR_CLASS);
    for (size_t i = 0; cls.len > 0 && i < sizeof names / sizeof names[0]; i++)
        if (mh_view_istarts(cls, mh_view_of(names[i]))) return true;
    return false;
}

/* Whether the block stands out: all of it bold or slanted, or set to the right. */
static bool stands_out(const mh_collect *c, const mh_block *k) {
    mh_node n = mh_rec(c->t, k->first)->parent;
    if (k->bold_chars * 10 >= k->chars * 9) return true;
    for (int up = 0; up < 4 && n != MH_NODE_ROOT && n != MH_NODE_NONE; up++) {
        unsigned tag = mh_rec(c->t, n)->tag;
        mh_view align = {0};
        if (tag == MH_TAG_I || tag == MH_TAG_EM || tag == MH_TAG_B || tag == MH_TAG_STRONG)
            return true;
        mh_tree_attr(c->t, n, MH_VIEW("align"), &align);
        mh_view style = mh_tree_attr_num(c->t, n, MH_ATTR_STYLE);
        if (mh_view_ieq(align, MH_VIEW("right")) ||
            mh_view_ifind(style, MH_VIEW("align:right"), 0) != SIZE_MAX ||
            mh_view_ifind(style, MH_VIEW("align: right"), 0) != SIZE_MAX || is_signed(c, n))
            return true;
        if (n == k->node) return false;
        n = mh_rec(c->t, n)->parent;
    }
    return false;
}

/* Whether a position stands behind the name, as "Given Name, correspondent" has it. */
static bool has_position(mh_view v) {
    mh_view head = mh_sign_head(v);
    mh_buf low = {0};
    if (head.len + 2 > v.len || !mh_is_person(head)) return false;
    mh_put_lower(&low, mh_view_sub(v, head.len, v.len));
    bool found = names_position(mh_buf_view(&low));
    mh_buf_clear(&low);
    return found;
}

bool mh_has_capitals(mh_view v) {
    mh_view word;
    while (mh_view_split(&v, ' ', &word)) {
        mh_buf low = {0};
        mh_put_lower(&low, word);
        size_t differ = 0;
        for (size_t i = 0; i < low.len && low.len == word.len; i++)
            differ += low.ptr[i] != word.ptr[i];
        bool all = word.len >= 6 && differ * 10 >= word.len * 4;
        mh_buf_clear(&low);
        if (all) return true;
    }
    return false;
}

/* Text of a paragraph, long enough, which is no pointer or plea. */
bool mh_meta_is_prose(const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    return k->chars >= MIN_ABOVE && k->stops > 0 && k->link_chars * 3 < k->chars &&
           !mh_tag_is_heading(k->tag);
}

bool mh_meta_ends_prose(const mh_collect *c, const mh_blocks *b, size_t i) {
    if (i + 1 >= b->list.len || !mh_meta_is_prose(b, i + 1)) return true;
    mh_node from = b->list.ptr[i].first, to = b->list.ptr[i + 1].first;
    for (mh_node n = from; n < to && n < from + RULE_NEAR; n++)
        if (mh_rec(c->t, n)->tag == MH_TAG_HR) return true;
    return false;
}

/* A line of its own above the text that is a name in bold. */
static void read_bold_name(mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    if (i + 1 >= b->list.len || k->chars < 7 || k->chars > 40 || mh_tag_is_heading(k->tag) ||
        k->bold_chars * 10 < k->chars * 9 || k->link_chars > 0)
        return;
    const mh_block *next = &b->list.ptr[i + 1];
    if (next->chars < 40 || next->stops == 0 || (i > 0 && mh_meta_is_prose(b, i - 1)) ||
        !mh_meta_is_near(c, k->first))
        return;
    mh_view v = mh_blocks_text(b, k);
    if (c->phrase[i] == MH_PHRASE_NONE && mh_is_person(v))
        mh_collect_people(c, v, MH_VIEW("bold"), 27);
}

static void read_signature(mh_collect *c, const mh_blocks *b, size_t i) {
    const mh_block *k = &b->list.ptr[i];
    mh_view v = mh_blocks_text(b, k), rest;
    if (i == 0 || k->chars < 8 || k->chars > 100 || k->link_chars * 2 > k->chars ||
        mh_tag_is_heading(k->tag) || mh_meta_in_teaser(c, k->first))
        return;
    bool above = mh_meta_is_prose(b, i - 1) || (i > 1 && mh_meta_is_prose(b, i - 2));
    bool behind = c->heading == MH_NODE_NONE || k->first > c->heading;
    bool told = mh_people_core(v).len + 8 < v.len; /* "... has prepared it" */
    const mh_block *prev = &b->list.ptr[i - 1];
    above = above || (prev->stops > 0 && prev->link_chars == 0 && !mh_tag_is_heading(prev->tag) &&
                      (told || (prev->chars >= MIN_ABOVE / 2 && prev->tag == MH_TAG_P)));
    bool last = above && mh_meta_ends_prose(c, b, i);
    if (!behind && !last) return;
    if (c->phrase[i] != MH_PHRASE_NONE && c->phrase[i] != MH_PHRASE_BYLINE) return;
    bool said = c->phrase[i] == MH_PHRASE_BYLINE && mh_phrase_begins(v, &rest) == MH_PHRASE_BYLINE;
    if (said ? !behind || (c->said_at > 0 && i > c->said_at + SAID_NEAR) : !last) return;
    if (!said && !told && !has_position(v) && !stands_out(c, k) && !mh_has_capitals(v)) return;
    if (!mh_is_signature(v)) return;
    v = mh_sign_labelled(named_line(v));
    mh_view one = are_people(v) ? v : mh_sign_bare(v);
    if (!mh_is_person(one)) one = v;
    mh_collect_people(c, said ? rest : one, MH_VIEW("signature"), 26);
    if (said && c->said_at == 0) c->said_at = i;
}

/* "(Reporting by Given Name in Town; Editing by ...)", the note of a desk under the text. */
static void read_desk_note(mh_collect *c, mh_view v) {
    if (v.len && v.ptr[0] == '(') v = mh_view_sub(v, 1, v.len);
    if (!mh_view_istarts(v, MH_VIEW("reporting by "))) return;
    v = mh_view_sub(v, sizeof "reporting by " - 1, v.len);
    size_t end = mh_view_find_byte(v, ';', 0), close = mh_view_find_byte(v, ')', 0);
    v = mh_view_sub(v, 0, end < close ? end : close);
    mh_collect_people(c, v, MH_VIEW("note"), 28);
}

void mh_meta_from_signs(mh_collect *c, const mh_blocks *b) {
    const mh_tree *t = c->t;
    c->no_dates = c->comments = 0; /* what the walk over blocks left */
    for (mh_node n = mh_tree_body(t); n < mh_tree_count(t); n++)
        switch (mh_rec(t, n)->type == MH_NODE_ELEMENT ? mh_rec(t, n)->tag : 0) {
        case MH_TAG_A:
            read_author_link(c, n);
            read_with_position(c, n);
            break;
        case MH_TAG_B:
        case MH_TAG_STRONG:
        case MH_TAG_SPAN:
        case MH_TAG_DIV:
        case MH_TAG_LI:
        case MH_TAG_P: read_with_position(c, n); break;
        default: break;
        }
    for (size_t i = 0; i < b->list.len; i++) {
        mh_view v = mh_blocks_text(b, &b->list.ptr[i]);
        if (v.len > LINE_MAX_BYTES) continue;
        read_segments(c, v);
        if (c->heading == MH_NODE_NONE || b->list.ptr[i].first > c->heading)
            read_label_inside(c, v);
        read_signature(c, b, i);
        read_bold_name(c, b, i);
        read_desk_note(c, v);
    }
}
