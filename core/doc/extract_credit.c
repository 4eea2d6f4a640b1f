/* The credit of a source: a "source:" line near the text, a line at the end of its last paragraph, an
 * agency in brackets behind its last sentence. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/person.h"

/* Blocks before the text that are looked at, longest credit in bytes. */
#define REACH_BEFORE ((size_t)20)
#define REACH_INSIDE ((size_t)12) /* from either end of the text, for a line of facts */
#define MAX_CREDIT   ((size_t)200)
#define MAX_WORD     ((size_t)64) /* bytes of what stands before it, "Source:" */

static const struct {
    mh_view open, close;
} quotes[] = {
    {MH_VIEW_INIT("«"), MH_VIEW_INIT("»")}, {MH_VIEW_INIT("“"), MH_VIEW_INIT("”")},
    {MH_VIEW_INIT("„"), MH_VIEW_INIT("“")}, {MH_VIEW_INIT("\""), MH_VIEW_INIT("\"")},
    {MH_VIEW_INIT("‘"), MH_VIEW_INIT("’")}, {MH_VIEW_INIT("("), MH_VIEW_INIT(")")},
    {MH_VIEW_INIT("<"), MH_VIEW_INIT(">")},
};

/* What stands before the name of an agency and is no part of it, where the name is in quotes. */
static const char *const kinds[] = {
    "ИА ",        "ИАА ",           "АА ",          "агентство ",
    "Агентство ", "газета ",        "газеты ",      "портал ",
    "сайт ",      "по материалам ", "АМИТ ",        "ақпарат агенттігі ",
    "газеті ",    "сайти ",         "портали ",     "خبرگزاری ",
    "روزنامه ",   "agentligi ",     "News agency ", "информационное агентство ",
    "рӯзномаи ",  "ҳафтаномаи ",    "пресс-служба "};

/* The name without the quotes around all of it and the full stop behind. */
static mh_view bare(mh_view v) {
    v = mh_view_trim(v);
    while (v.len > 2 &&
           (v.ptr[v.len - 1] == '.' || v.ptr[v.len - 1] == ',' || v.ptr[v.len - 1] == ';'))
        v = mh_view_trim(mh_view_sub(v, 0, v.len - 1));
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
        mh_view o = quotes[i].open, e = quotes[i].close;
        if (v.len < o.len + e.len + 1 || !mh_view_starts(v, o) || !mh_view_ends(v, e)) continue;
        mh_view in = mh_view_sub(v, o.len, v.len - e.len);
        if (mh_view_find(in, e, 0) == SIZE_MAX) return mh_view_trim(in);
    }
    return v;
}

/* The first line of what is behind the phrase, up to the next fact of the line. */
static mh_view name_of(mh_view rest) {
    static const char *const ends[] = {"\n", " | ", " • ", " · ", " / "};
    size_t cut = rest.len;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t at = mh_view_find(rest, mh_view_of(ends[i]), 0);
        if (at < cut && at > 0) cut = at;
    }
    rest = mh_view_trim(mh_view_sub(rest, 0, cut));
    while (rest.len && (rest.ptr[0] == '-' || mh_view_starts(rest, MH_VIEW("–")) ||
                        mh_view_starts(rest, MH_VIEW("—"))))
        rest = mh_view_trim(mh_view_sub(rest, rest.ptr[0] == '-' ? 1 : 3, rest.len));
    return rest.len <= MAX_CREDIT ? bare(rest) : (mh_view){"", 0};
}

static bool take_block(mh_extract *x, size_t i) {
    mh_view rest = {0};
    if (x->phrase[i] != MH_PHRASE_CREDIT || (x->out[i] & MH_OUT_COMMENT)) return false;
    mh_phrase_of(mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]), &rest);
    x->credit = name_of(rest);
    return x->credit.len > 0;
}

/* "source: x" within a line of facts: "12.03.2024 | 311 | Источник: x". */
static bool take_segment(mh_extract *x, size_t i) {
    mh_view v = mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]), rest;
    if (v.len > 300 || (x->out[i] & MH_OUT_COMMENT)) return false;
    size_t colon = mh_view_find_byte(v, ':', 0); /* the next one: a phrase that counts ends there */
    for (size_t at = 1; at < v.len && colon != SIZE_MAX; at++) {
        if (at > colon) colon = mh_view_find_byte(v, ':', at);
        if (!mh_is_space(v.ptr[at - 1]) || colon == SIZE_MAX || colon - at > MAX_WORD) continue;
        mh_view part = mh_view_sub(v, at, v.len);
        if (mh_phrase_begins(part, &rest) != MH_PHRASE_CREDIT || rest.len == 0) continue;
        mh_view said = mh_view_sub(part, 0, part.len - rest.len);
        if (mh_view_find_byte(said, ':', 0) == SIZE_MAX) continue; /* a word of the sentence */
        x->credit = name_of(rest);
        return x->credit.len > 0;
    }
    return false;
}

static size_t last_kept(const mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->to; i-- > c->from;)
        if (!x->out[i] && x->good[i]) return i;
    return c->to;
}

static bool ends_sentence(mh_view v) {
    static const char *const ends[] = {".", "!", "?", "…", "»", "”", ")", "؟", "۔", ":", "\""};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (mh_view_ends(v, mh_view_of(ends[i]))) return true;
    return false;
}

/* The last line of a paragraph, behind a <br>, that is a credit or a plea. */
static void cut_last_line(mh_extract *x, size_t i) {
    mh_view v = mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]), rest;
    size_t at = SIZE_MAX;
    for (size_t k = 0; (k = mh_view_find(v, MH_VIEW("\n"), k)) != SIZE_MAX; k++) at = k;
    if (at == SIZE_MAX || at < 20) return;
    mh_view line = mh_view_sub(v, at + 1, v.len);
    mh_phrase p = mh_phrase_of(line, &rest);
    bool signs = mh_is_signature(line) && line.len < 100;
    if (p == MH_PHRASE_NONE && !signs) return;
    if (p == MH_PHRASE_BYLINE && !signs) return;
    if (p == MH_PHRASE_CREDIT && x->credit.len == 0) x->credit = name_of(rest);
    mh_view before = mh_view_trim(mh_view_sub(v, 0, at));
    if (signs && at <= MAX_CREDIT && mh_view_find_byte(before, '\n', 0) == SIZE_MAX &&
        !ends_sentence(before)) { /* "From reports of the foreign press" above the name */
        x->out[i] |= MH_OUT_TAIL;
        return;
    }
    x->cut_block = i;
    x->cut = at;
}

/* Whether what is in brackets can only be the name of an agency; *name is it. */
static bool is_agency(mh_view in, mh_view *name) {
    size_t cut = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (mh_view_starts(in, mh_view_of(kinds[i]))) cut = mh_view_of(kinds[i]).len;
    mh_view rest = mh_view_sub(in, cut, in.len);
    *name = bare(rest);
    bool quoted = name->len < mh_view_trim(rest).len;
    return in.len < 120 && cut > 0 && (quoted || mh_is_office(in));
}

/* "... месяца. (ИА «Восход»)", "... /Кабат/" */
static void cut_brackets(mh_extract *x, size_t i) {
    mh_view v = mh_view_trim(mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i])), name;
    mh_view t = v;
    if (t.len && t.ptr[t.len - 1] == '.') t.len--;
    if (t.len < 20 || (t.ptr[t.len - 1] != ')' && t.ptr[t.len - 1] != '/')) return;
    char open = t.ptr[t.len - 1] == ')' ? '(' : '/';
    size_t at = t.len - 1;
    while (at > 0 && t.ptr[at - 1] != open && t.len - at < 130) at--;
    if (at < 4 || t.ptr[at - 1] != open) return;
    mh_view before = mh_view_trim(mh_view_sub(t, 0, at - 1));
    bool ended =
        before.len && (before.ptr[before.len - 1] == '.' || before.ptr[before.len - 1] == '!' ||
                       mh_view_ends(before, MH_VIEW("»")));
    if (!ended || !is_agency(mh_view_sub(t, at, t.len - 1), &name)) return;
    if (x->credit.len == 0) x->credit = name;
    x->cut_block = i;
    x->cut = before.len;
}

void mh_extract_credit(mh_extract *x, const mh_candidate *c) {
    size_t n = x->blocks.list.len, before = c->from > REACH_BEFORE ? c->from - REACH_BEFORE : 0;
    size_t last = last_kept(x, c);
    for (size_t i = c->from; i < n; i++)
        if (take_block(x, i)) break;
    for (size_t i = before; i < c->from && x->credit.len == 0; i++)
        if (take_block(x, i)) break;
    for (size_t i = before; i < c->to && x->credit.len == 0; i++)
        if ((i < c->from + REACH_INSIDE || i + REACH_INSIDE > c->to) && take_segment(x, i)) break;
    if (last == c->to) return;
    cut_last_line(x, last);
    if (x->cut == 0) cut_brackets(x, last);
}
