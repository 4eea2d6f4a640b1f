/* What a page sets into the text or around it that is none (extract_priv.h), told by what it says and not
 * by the names of its elements. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"
#include "doc/region.h"
#include "doc/tree_priv.h"
#include "doc/when.h"

#include <string.h>

/* Longest line, in bytes, that names a file, that names the outlet, that is a rate; of a headline with
 * its date. */
#define MAX_FILE   ((size_t)160)
#define MAX_OUTLET ((size_t)80)
#define MAX_RATE   ((size_t)24)
#define MAX_HEAD   ((size_t)400)
#define MAX_TITLE  ((size_t)800)
/* Characters of a caption that names its photographer. */
#define MAX_CAPTION 160
#define MAX_LABEL   ((size_t)40) /* bytes of "Photo" */
/* Cells from which a run of currencies and figures is a table of rates. */
#define MIN_RATES ((size_t)4)
/* Bytes of a line that says "end"; quotations that are looked for in the text. */
#define MAX_END    ((size_t)20)
#define MAX_QUOTES ((size_t)12)

static mh_view text_of(const mh_extract *x, size_t i) {
    return mh_blocks_text(&x->blocks, &x->blocks.list.ptr[i]);
}

static bool ends_word(mh_view v, size_t at) {
    return at >= v.len || !(mh_is_alnum(v.ptr[at]) || (unsigned char)v.ptr[at] >= 0x80);
}

/* A link to a file, or its name and its size: no sentence that names one. */
static bool is_file(const mh_extract *x, size_t i) {
    static const char *const ends[] = {".pdf",  ".doc", ".docx", ".xls", ".xlsx", ".rtf",
                                       ".pptx", ".zip", ".rar",  ".ppt", ".odt",  ".7z"};
    const mh_block *k = &x->blocks.list.ptr[i];
    mh_view v = text_of(x, i);
    if (v.len > MAX_FILE || !memchr(v.ptr, '.', v.len) || x->good[i] || x->facts[i] ||
        mh_tag_is_heading(k->tag))
        return false;
    for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++) {
        mh_view end = mh_view_of(ends[e]);
        size_t at = mh_view_ifind(v, end, 0);
        if (at == SIZE_MAX || at == 0 || v.ptr[at - 1] == ' ' || !ends_word(v, at + end.len))
            continue;
        return k->link_chars * 2 > k->chars || mh_view_find_byte(v, '(', at) != SIZE_MAX;
    }
    return false;
}

/* Files to load down behind the text, and the line that heads them. */
static void drop_files(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->from + 1; i < c->to; i++) {
        if (!is_file(x, i)) continue;
        x->out[i] |= MH_OUT_LINKS;
        const mh_block *above = &x->blocks.list.ptr[i - 1];
        if (above->chars <= 25 && above->stops == 0 && !x->good[i - 1] && !x->facts[i - 1])
            x->out[i - 1] |= MH_OUT_LINKS;
    }
}

/* A short block that ends with who took the picture: "The hall. Photo: N. N." */
static bool is_photo_line(const mh_extract *x, size_t i) {
    static const char *const marks[] = {". ", "\n", " / ", " | ", "("};
    const mh_block *k = &x->blocks.list.ptr[i];
    mh_view v = text_of(x, i);
    if (k->chars > MAX_CAPTION || k->link_chars * 2 > k->chars || x->facts[i]) return false;
    for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
        mh_view mark = mh_view_of(marks[m]);
        for (size_t at = 3; (at = mh_view_find(v, mark, at)) != SIZE_MAX; at++) {
            mh_view end = mh_view_sub(v, at + mark.len, v.len);
            if ((mh_view_find_byte(end, ':', 0) < MAX_LABEL || end.len < MAX_LABEL) &&
                mh_phrase_begins(end, NULL) == MH_PHRASE_PHOTO)
                return true;
        }
    }
    return false;
}

static void drop_photo_lines(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->from; i < c->to; i++)
        if (!x->out[i] && is_photo_line(x, i)) x->out[i] |= MH_OUT_HINT;
}

/* A code of a currency, a figure, or both. */
static bool is_rate(mh_view v) {
    static const char *const codes[] = {"USD", "EUR", "RUB", "RUR", "CNY", "KZT", "KGS",
                                        "UZS", "TJS", "GBP", "TRY", "AFN", "TMT", "CHF"};
    mh_view word;
    size_t codes_seen = 0, figures = 0;
    if (v.len > MAX_RATE) return false;
    while (mh_view_split(&v, ' ', &word)) {
        bool code = false, figure = word.len > 0;
        for (size_t i = 0; i < sizeof codes / sizeof codes[0] && !code; i++)
            code =
                mh_view_eq(word, mh_view_of(codes[i])) ||
                (word.len == 4 && word.ptr[3] == ':' && mh_view_starts(word, mh_view_of(codes[i])));
        for (size_t i = 0; i < word.len && figure; i++)
            figure = mh_is_digit(word.ptr[i]) || (word.ptr[i] && strchr(".,+-:%", word.ptr[i]));
        if (word.len > 0 && !code && !figure) return false;
        codes_seen += code;
        figures += figure;
    }
    return codes_seen + figures > 0;
}

/* Whether the blocks are 1, 2, 3 ...: the stars of a vote. */
static bool is_scale(const mh_extract *x, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        mh_view v = text_of(x, i);
        if (v.len != 1 || v.ptr[0] != (char)('1' + (i - from) % 10)) return false;
    }
    return true;
}

/* A run of rates of currencies, outside of a table of facts, and the line that heads it. */
static void drop_rates(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->from, run = 0; i <= c->to; i++) {
        if (i < c->to && !x->facts[i] && is_rate(text_of(x, i))) {
            run++;
            continue;
        }
        bool named = false;
        for (size_t k = i - run; k < i && !named; k++) {
            mh_view v = text_of(x, k);
            named = v.len >= 3 && v.ptr[0] >= 'A' && v.ptr[0] <= 'Z';
        }
        if (run >= MIN_RATES && (named || is_scale(x, i - run, i))) {
            for (size_t k = i - run; k < i; k++) x->out[k] |= MH_OUT_HINT;
            size_t head = i - run;
            if (head > c->from && x->blocks.list.ptr[head - 1].chars <= 30 && !x->good[head - 1])
                x->out[head - 1] |= MH_OUT_HINT;
        }
        run = 0;
    }
}

/* Whether v is the name of the outlet: that of its site, or what the <title> says beside the title. */
static bool names_outlet(const mh_extract *x, mh_view v) {
    mh_buf own = {0}, other = {0};
    mh_put_bare(&own, v);
    mh_put_bare(&other, x->meta->site);
    bool same = own.len >= 6 && mh_view_eq(mh_buf_view(&own), mh_buf_view(&other));
    mh_buf_reset(&other);
    if (mh_doc_title(x->d).len <= MAX_TITLE) mh_put_bare(&other, mh_doc_title(x->d));
    same = same || (own.len >= 6 && own.len < other.len &&
                    mh_view_ends(mh_buf_view(&other), mh_buf_view(&own)));
    mh_buf_clear(&own);
    mh_buf_clear(&other);
    return same && !mh_extract_is_title(x, v);
}

/* The name of the outlet as the last line. */
static void drop_outlet(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->to; i-- > c->from;) {
        if (x->out[i]) continue;
        mh_view v = text_of(x, i);
        if (v.len <= MAX_OUTLET && !x->good[i] && names_outlet(x, v)) {
            x->out[i] |= MH_OUT_TAIL;
            continue;
        }
        if (x->good[i]) return;
    }
}

/* A block of several lines above the text, each of them the title or little but a date. */
static void drop_headline(mh_extract *x, const mh_candidate *c) {
    size_t seen = 0;
    for (size_t i = c->from; i < c->to && seen < 3; i++) {
        seen += x->out[i] == 0;
        mh_view rest = text_of(x, i), line;
        size_t titles = 0, lines = 0, others = 0;
        if (x->out[i] || rest.len > MAX_HEAD || mh_view_find_byte(rest, '\n', 0) == SIZE_MAX)
            continue;
        while (mh_view_split(&rest, '\n', &line)) {
            mh_when w;
            bool title = mh_extract_is_title(x, line);
            bool date = mh_when_find(line, 0, false, &w) &&
                        line.len - (w.to - w.from) < (w.from == 0 && !w.in_words ? 80 : 40);
            titles += title;
            others += !title && !date;
            lines++;
        }
        if (titles > 0 && lines > 1 && others == 0) x->out[i] |= MH_OUT_TITLE;
    }
}

/* "- END -" */
static bool says_end(mh_view v) {
    static const char *const dashes[] = {"-", "–", "—", " "};
    if (v.len > MAX_END) return false;
    for (size_t i = 0; i < 2 * sizeof dashes / sizeof dashes[0]; i++) {
        mh_view dash = mh_view_of(dashes[i % 4]);
        while (mh_view_starts(v, dash)) v = mh_view_sub(v, dash.len, v.len);
        while (mh_view_ends(v, dash)) v.len -= dash.len;
    }
    return mh_view_ieq(v, MH_VIEW("end")) || mh_view_ieq(v, MH_VIEW("ends"));
}

/* Lines of nothing but tags: "#water #fish". */
static void drop_hashtags(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->from; i < c->to; i++) {
        mh_view rest = text_of(x, i), word;
        bool tags = !x->out[i] && rest.len > 1 && rest.ptr[0] == '#' && rest.len <= MAX_HEAD;
        while (tags && mh_view_split(&rest, ' ', &word))
            tags = word.len == 0 || (word.len > 1 && word.ptr[0] == '#');
        if (tags) x->out[i] |= MH_OUT_LINKS;
    }
}

/* A quotation that the text says elsewhere, set apart for the eye. */
static void drop_pull_quotes(mh_extract *x, const mh_candidate *c) {
    size_t asked = 0;
    for (size_t i = c->from; i < c->to && asked < MAX_QUOTES; i++) {
        const mh_block *k = &x->blocks.list.ptr[i];
        mh_node p = mh_rec(x->t, k->node)->parent;
        if (x->out[i] || k->chars < 15 || k->chars > MAX_CAPTION ||
            (k->tag != MH_TAG_BLOCKQUOTE && mh_rec(x->t, p)->tag != MH_TAG_BLOCKQUOTE))
            continue;
        asked++;
        mh_view v = text_of(x, i);
        for (size_t j = c->from; j < c->to; j++) {
            if (j == i || x->out[j] || x->blocks.list.ptr[j].chars <= k->chars ||
                mh_view_find(text_of(x, j), v, 0) == SIZE_MAX)
                continue;
            x->out[i] |= MH_OUT_REPEAT;
            break;
        }
    }
}

/* "###", "* * *" at the end: a sign that the text is over. */
static void drop_end_sign(mh_extract *x, const mh_candidate *c) {
    for (size_t i = c->to; i-- > c->from;) {
        mh_view v = text_of(x, i);
        if (x->out[i]) continue;
        if (x->good[i]) return;
        bool sign = v.len > 0 && v.len <= 12;
        for (size_t k = 0; k < v.len && sign; k++) sign = strchr("#* ", v.ptr[k]) != NULL;
        if (sign || says_end(v)) x->out[i] |= MH_OUT_TAIL;
    }
}

/* Posts of services that the page embeds: outlets of the region set them into their text as they do
 * pictures, others quote by them. */
static void drop_posts(mh_extract *x, const mh_candidate *c) {
    if (!mh_is_region_language(x->meta->language)) return;
    for (size_t i = c->from; i < c->to; i++) {
        mh_node n = x->blocks.list.ptr[i].node;
        for (int up = 0; up < 3 && n > c->root && !x->out[i]; up++, n = mh_rec(x->t, n)->parent)
            if (mh_rec(x->t, n)->tag == MH_TAG_BLOCKQUOTE && mh_extract_is_post(x, n))
                x->out[i] |= MH_OUT_HINT;
    }
}

void mh_extract_notes(mh_extract *x, const mh_candidate *c) {
    drop_posts(x, c);
    drop_hashtags(x, c);
    drop_pull_quotes(x, c);
    drop_headline(x, c);
    drop_photo_lines(x, c);
    drop_files(x, c);
    drop_rates(x, c);
    drop_outlet(x, c);
    drop_end_sign(x, c);
}
