/* quotes - scores mh_text_quotes on texts with annotated attributions.
 *     quotes FILE [all|even|odd] [misses]
 * FILE is JSON Lines: "text" and "attributions", each with lists of [start, end) code points under
 * source, cue and content. A content found is right when the words (by place) that it shares with an
 * annotated one are half or more of those of both (Jaccard >= .5), each used once, best first. Of the
 * right ones whose source is annotated the speaker is right by the same measure (strict), or when one
 * word is shared (loose). Direct: contents that open with a quotation mark; a found one when its marks
 * say so. */
#include "text/quotes.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/token.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct spot {
    MH_VEC(size_t) at; /* bytes where words start, in order */
} spot;

typedef struct said {
    spot content, speaker;
    mh_span where;
    bool direct, has_speaker;
    size_t mate;
    const char *rule;
    mh_span cue;
} said;

typedef MH_VEC(said) saids;

typedef struct pair {
    double score;
    size_t gold, found;
} pair;

typedef struct tally {
    size_t gold, found, right, sourced, strict, loose;
    size_t direct_gold, direct_found, direct_gold_right, direct_found_right, direct_sourced,
        direct_strict;
} tally;

static void add_words(mh_view s, mh_span w, spot *out) {
    size_t at = w.from;
    mh_token t;
    mh_view part = mh_view_sub(s, 0, w.to);
    while (mh_token_next(part, &at, &t)) mh_vec_push(&out->at, t.from);
}

static int by_size(const void *x, const void *y) {
    size_t a = *(const size_t *)x, b = *(const size_t *)y;
    return a < b ? -1 : a > b;
}

static void settle(spot *p) {
    size_t n = 0;
    if (p->at.len) qsort(p->at.ptr, p->at.len, sizeof *p->at.ptr, by_size);
    for (size_t i = 0; i < p->at.len; i++) {
        if (i == 0 || p->at.ptr[i] != p->at.ptr[i - 1]) p->at.ptr[n++] = p->at.ptr[i];
    }
    p->at.len = n;
}

static size_t shared(const spot *a, const spot *b) {
    size_t i = 0, k = 0, n = 0;
    while (i < a->at.len && k < b->at.len) {
        if (a->at.ptr[i] == b->at.ptr[k])
            n++, i++, k++;
        else if (a->at.ptr[i] < b->at.ptr[k])
            i++;
        else
            k++;
    }
    return n;
}

static double jaccard(const spot *a, const spot *b) {
    size_t both = shared(a, b), all = a->at.len + b->at.len - both;
    return all ? (double)both / (double)all : 0;
}

/* Byte of code point n, by a table. */
static size_t *byte_table(mh_arena *a, mh_view s) {
    size_t *t = mh_arena_array(a, s.len + 2, sizeof *t), n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (((unsigned char)s.ptr[i] & 0xC0) != 0x80) t[n++] = i;
    }
    t[n] = s.len;
    return t;
}

static mh_span read_role(mh_view s, const size_t *bytes, json_t *role, spot *out) {
    mh_span all = {SIZE_MAX, 0};
    json_t *piece;
    size_t i;
    json_array_foreach(role, i, piece) {
        mh_span w = {bytes[json_integer_value(json_array_get(piece, 0))],
                     bytes[json_integer_value(json_array_get(piece, 1))]};
        if (w.from < all.from) all.from = w.from;
        if (w.to > all.to) all.to = w.to;
        add_words(s, w, out);
    }
    settle(out);
    return all;
}

static bool opens_quote(mh_view v) {
    static const char *const marks[] = {"\"", "“", "‘", "«", "''", "``", "„"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (mh_view_starts(v, mh_view_of(marks[i]))) return true;
    }
    return false;
}

static void read_gold(mh_arena *a, mh_view s, json_t *list, saids *out) {
    size_t *bytes = byte_table(a, s), i;
    json_t *x;
    json_array_foreach(list, i, x) {
        said g = {.mate = SIZE_MAX};
        g.where = read_role(s, bytes, json_object_get(x, "content"), &g.content);
        (void)read_role(s, bytes, json_object_get(x, "source"), &g.speaker);
        g.has_speaker = g.speaker.at.len > 0;
        g.direct = g.content.at.len && opens_quote(mh_view_sub(s, g.where.from, s.len));
        if (g.content.at.len) mh_vec_push(out, g);
    }
}

static void read_found(mh_view s, const mh_quotes *q, saids *out) {
    for (size_t i = 0; i < q->len; i++) {
        const mh_quote *x = &q->ptr[i];
        if (x->part_of == SIZE_MAX) {
            said f = {.mate = SIZE_MAX,
                      .direct = x->direct,
                      .rule = x->rule,
                      .where = x->content,
                      .cue = x->cue};
            add_words(s, x->speaker, &f.speaker);
            f.has_speaker = f.speaker.at.len > 0;
            mh_vec_push(out, f);
        }
        if (out->len) add_words(s, x->content, &out->ptr[out->len - 1].content);
    }
    for (size_t i = 0; i < out->len; i++) settle(&out->ptr[i].content);
}

static int by_score(const void *x, const void *y) {
    const pair *a = x, *b = y;
    return a->score > b->score ? -1 : a->score < b->score;
}

static void match(saids *gold, saids *found) {
    MH_VEC(pair) all = {0};
    for (size_t g = 0; g < gold->len; g++) {
        for (size_t f = 0; f < found->len; f++) {
            double j = jaccard(&gold->ptr[g].content, &found->ptr[f].content);
            pair p = {j, g, f};
            if (j >= .5) mh_vec_push(&all, p);
        }
    }
    if (all.len) qsort(all.ptr, all.len, sizeof *all.ptr, by_score);
    for (size_t i = 0; i < all.len; i++) {
        said *g = &gold->ptr[all.ptr[i].gold], *f = &found->ptr[all.ptr[i].found];
        if (g->mate != SIZE_MAX || f->mate != SIZE_MAX) continue;
        g->mate = all.ptr[i].found;
        f->mate = all.ptr[i].gold;
    }
    mh_vec_clear(&all);
}

static void count(tally *t, const saids *gold, const saids *found) {
    t->gold += gold->len;
    t->found += found->len;
    for (size_t i = 0; i < gold->len; i++) {
        const said *g = &gold->ptr[i];
        t->direct_gold += g->direct;
        if (g->mate == SIZE_MAX) continue;
        t->right++;
        t->direct_gold_right += g->direct;
        if (!g->has_speaker) continue;
        t->sourced++;
        const spot *speaker = &found->ptr[g->mate].speaker;
        bool strict = jaccard(&g->speaker, speaker) >= .5;
        t->strict += strict;
        t->loose += shared(&g->speaker, speaker) > 0;
        t->direct_sourced += g->direct;
        t->direct_strict += g->direct && strict;
    }
    for (size_t i = 0; i < found->len; i++) {
        t->direct_found += found->ptr[i].direct;
        t->direct_found_right += found->ptr[i].direct && found->ptr[i].mate != SIZE_MAX;
    }
}

static mh_span around(const spot *p) {
    if (p->at.len == 0) return (mh_span){0, 0};
    return (mh_span){p->at.ptr[0], p->at.ptr[p->at.len - 1] + 12};
}

static void show(mh_view s, const saids *gold, const saids *found) {
    for (size_t i = 0; i < gold->len; i++) {
        const said *g = &gold->ptr[i];
        mh_span w = {g->where.from > 60 ? g->where.from - 60 : 0, g->where.to + 60};
        if (g->mate == SIZE_MAX)
            printf("MISS   %.*s\n", MH_FMT(mh_span_view(s, w)));
        else if (g->has_speaker && !shared(&g->speaker, &found->ptr[g->mate].speaker))
            printf("WHO    [%s] %.*s\n    gold %.*s\n    got  %.*s\n", found->ptr[g->mate].rule,
                   MH_FMT(mh_span_view(s, w)), MH_FMT(mh_span_view(s, around(&g->speaker))),
                   MH_FMT(mh_span_view(s, around(&found->ptr[g->mate].speaker))));
    }
    for (size_t i = 0; i < found->len; i++) {
        const said *f = &found->ptr[i];
        mh_span w = {f->where.from > 60 ? f->where.from - 60 : 0, f->where.to + 40};
        mh_span who = around(&f->speaker);
        printf("CUE    %s %.*s\n", f->mate == SIZE_MAX ? "false" : "right",
               MH_FMT(mh_span_view(s, f->cue)));
        if (f->mate == SIZE_MAX)
            printf("FALSE  [%s] {%.*s} %.*s >>>%.*s<<<\n", f->rule, MH_FMT(mh_span_view(s, who)),
                   MH_FMT(mh_view_sub(s, w.from, f->where.from)),
                   MH_FMT(mh_span_view(s, f->where)));
    }
}

static void clear(saids *all) {
    for (size_t i = 0; i < all->len; i++) {
        mh_vec_clear(&all->ptr[i].content.at);
        mh_vec_clear(&all->ptr[i].speaker.at);
    }
    mh_vec_clear(all);
}

static double share(size_t a, size_t b) {
    return b ? (double)a / (double)b : 0;
}

static void print(const char *name, size_t right, size_t right_found, size_t found, size_t gold) {
    double p = share(right_found, found), r = share(right, gold);
    printf("%s: precision %.3f, recall %.3f, F1 %.3f (%zu found, %zu annotated)\n", name, p, r,
           p + r > 0 ? 2 * p * r / (p + r) : 0, found, gold);
}

int main(int argc, char **argv) {
    const char *part = argc > 2 ? argv[2] : "all";
    bool misses = argc > 3;
    FILE *in = argc > 1 ? fopen(argv[1], "r") : NULL;
    char *line = NULL;
    size_t cap = 0, n = 0;
    tally t = {0};
    mh_text *engine = NULL;
    mh_err e = {0};
    if (in == NULL)
        return fprintf(stderr, "quotes: cannot read %s\n", argc > 1 ? argv[1] : "nothing"), 1;
    if (mh_text_new(&engine, &e) != MH_OK) return fprintf(stderr, "%s\n", e.msg), 1;
    while (getline(&line, &cap, in) > 0) {
        bool odd = n++ % 2;
        if ((strcmp(part, "even") == 0 && odd) || (strcmp(part, "odd") == 0 && !odd)) continue;
        json_t *r = json_loads(line, 0, NULL);
        mh_arena *a = mh_arena_new();
        mh_view s = mh_view_of(json_string_value(json_object_get(r, "text")));
        mh_quotes q = mh_text_quotes(engine, a, s, NULL);
        saids gold = {0}, found = {0};
        read_gold(a, s, json_object_get(r, "attributions"), &gold);
        read_found(s, &q, &found);
        match(&gold, &found);
        count(&t, &gold, &found);
        if (misses) show(s, &gold, &found);
        clear(&gold);
        clear(&found);
        json_decref(r);
        mh_arena_free(a);
    }
    print("contents", t.right, t.right, t.found, t.gold);
    print("direct quotations", t.direct_gold_right, t.direct_found_right, t.direct_found,
          t.direct_gold);
    printf("speakers right among %zu right contents: %.3f (half of the words), %.3f (a word)\n",
           t.sourced, share(t.strict, t.sourced), share(t.loose, t.sourced));
    printf("speakers right among %zu right direct ones: %.3f\n", t.direct_sourced,
           share(t.direct_strict, t.direct_sourced));
    free(line);
    fclose(in);
    mh_text_free(engine);
    return 0;
}
