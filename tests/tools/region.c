/* region FOLDER [--f1 MIN] [--wrong N] [--FIELD N] [-v]: extracts each page that
 * FOLDER/expected.jsonl names and compares: word F1 of the text (multiset of words), title, day, time
 * of day, update, byline, language and script, kind, source credit, and phrases that must not be in
 * the text. One line a page with what is wrong, then the mean F1 and the counts. A page without an
 * expected text is left out of the mean. Exit 1 when the mean is below MIN (.97) or a field is wrong
 * on more than N pages (1; "--title 2" for one field). Time and update are shown, not judged.
 * -v shows the texts that differ. */
#include "doc/article.h"
#include "text/language.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_SCORE 0.3 /* default of the plugin "language" */
#define SHORT     24  /* its bytes below which the page is asked */

enum { TITLE, DATE, BYLINE, LANGUAGE, KIND, CREDIT, LEAKS, TIME, UPDATED, FIELDS };
static const char *const field_name[FIELDS] = {
    "title", "date", "byline", "language", "kind", "source_credit", "leaks", "time", "updated"};

typedef struct tally {
    double f1, min_f1;
    int scored, pages, judged[FIELDS], wrong[FIELDS], allowed[FIELDS];
    bool verbose;
    mh_text *text;
} tally;

typedef struct got {
    mh_meta meta;
    mh_article article;
    mh_lang language;
    char declared[3];
} got;

static bool read_file(mh_buf *out, const char *folder, const char *name) {
    char path[4096], chunk[65536];
    size_t n;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) mh_buf_put_n(out, chunk, n);
    bool ok = !ferror(f);
    fclose(f);
    return ok;
}

static mh_view str(const json_t *row, const char *key) {
    json_t *v = json_object_get(row, key);
    return (mh_view){json_string_value(v) ? json_string_value(v) : "", json_string_length(v)};
}

/* White space, no-break spaces too, made one space; trimmed. */
static void squash(mh_buf *out, mh_view v) {
    bool gap = false;
    for (size_t i = 0; i < v.len; i++) {
        bool nbsp =
            (unsigned char)v.ptr[i] == 0xC2 && i + 1 < v.len && (unsigned char)v.ptr[i + 1] == 0xA0;
        if (nbsp || mh_is_space(v.ptr[i])) {
            gap = out->len > 0;
            i += nbsp;
            continue;
        }
        if (gap) mh_buf_putc(out, ' ');
        gap = false;
        mh_buf_putc(out, v.ptr[i]);
    }
}

static bool same(mh_view a, mh_view b) {
    mh_buf x = {0}, y = {0};
    squash(&x, a);
    squash(&y, b);
    bool eq = mh_view_eq(mh_buf_view(&x), mh_buf_view(&y));
    mh_buf_clear(&x);
    mh_buf_clear(&y);
    return eq;
}

/* Words: runs of bytes that are neither ASCII blanks or punctuation nor general punctuation. */
static size_t skip_mark(mh_view v, size_t i) {
    unsigned char c = (unsigned char)v.ptr[i];
    if (c < 0x80) return mh_is_alnum(v.ptr[i]) ? 0 : 1;
    unsigned char d = i + 1 < v.len ? (unsigned char)v.ptr[i + 1] : 0;
    if (c == 0xC2) return 2;                                          /* Latin-1 marks */
    if (c == 0xE2 && d == 0x80) return 3;                             /* dashes, quotes, joiners */
    if (c == 0xD8 && (d == 0x8C || d == 0x9B || d == 0x9F)) return 2; /* Arabic , ; ? */
    if (c == 0xEF && d == 0xBB) return 3;                             /* byte order mark */
    return 0;
}

static size_t words(mh_view v, mh_view **out) {
    mh_view *w = malloc((v.len / 2 + 2) * sizeof *w);
    size_t n = 0, i = 0;
    if (!w) abort();
    while (i < v.len) {
        size_t skip = skip_mark(v, i);
        if (skip) {
            i += skip;
            continue;
        }
        size_t from = i;
        while (i < v.len && !skip_mark(v, i)) i++;
        w[n++] = mh_view_sub(v, from, i);
    }
    *out = w;
    return n;
}

static int by_bytes(const void *a, const void *b) {
    return mh_view_cmp(*(const mh_view *)a, *(const mh_view *)b);
}

static double word_f1(mh_view a, mh_view b) {
    mh_view *x, *y;
    size_t nx = words(a, &x), ny = words(b, &y), i = 0, k = 0, both = 0;
    qsort(x, nx, sizeof *x, by_bytes);
    qsort(y, ny, sizeof *y, by_bytes);
    while (i < nx && k < ny) {
        int c = mh_view_cmp(x[i], y[k]);
        both += c == 0;
        i += c <= 0;
        k += c >= 0;
    }
    free(x);
    free(y);
    return nx + ny ? 2.0 * (double)both / (double)(nx + ny) : 1.0;
}

static void judge(tally *t, int field, bool right, mh_view have, mh_view want) {
    t->judged[field]++;
    if (right) return;
    t->wrong[field]++;
    printf("    %s: got \"%.*s\", wanted \"%.*s\"\n", field_name[field], MH_FMT(have),
           MH_FMT(want));
}

/* Days since 1970-01-01 of a civil date (proleptic Gregorian; Howard Hinnant's days_from_civil). */
static long days(int y, int m, int d) {
    y -= m <= 2;
    long era = y / 400, yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Minutes since 1970 of "YYYY-MM-DDTHH:MM..."; *zoned says whether an offset was there. */
static bool minutes(mh_view v, long *out, bool *zoned) {
    char s[64] = "";
    int y, mo, d, h, mi, oh, om;
    if (v.len >= sizeof s) return false;
    memcpy(s, v.ptr, v.len);
    if (sscanf(s, "%d-%d-%dT%d:%d", &y, &mo, &d, &h, &mi) != 5) return false;
    *out = days(y, mo, d) * 1440 + h * 60 + mi;
    const char *sign = strpbrk(s + 16, "+-");
    *zoned = v.len && (s[v.len - 1] == 'Z' || sign);
    if (sign && sscanf(sign + 1, "%d:%d", &oh, &om) == 2)
        *out += (*sign == '+' ? -1 : 1) * (oh * 60 + om);
    return true;
}

/* The same instant when both have an offset, else the same time on the clock. */
static bool same_time(mh_view a, mh_view b) {
    long x, y;
    bool zx, zy;
    if (!minutes(a, &x, &zx) || !minutes(b, &y, &zy)) return false;
    if (zx && zy) return x == y;
    return mh_view_eq(mh_view_sub(a, 0, 16), mh_view_sub(b, 0, 16));
}

static bool same_day(mh_view have, mh_view want) {
    return mh_view_eq(mh_view_sub(have, 0, 10), mh_view_sub(want, 0, 10)) || same_time(have, want);
}

static void judge_dates(tally *t, const got *g, const json_t *row) {
    mh_view want = str(row, "date"), updated = str(row, "updated");
    judge(t, DATE, same_day(g->meta.date, want), g->meta.date, want);
    if (want.len > 10) judge(t, TIME, same_time(g->meta.date, want), g->meta.date, want);
    if (updated.len)
        judge(t, UPDATED, (updated.len > 10 ? same_time : same_day)(g->meta.updated, updated),
              g->meta.updated, updated);
}

static void judge_byline(tally *t, const got *g, const json_t *row) {
    mh_buf have = {0}, want = {0};
    size_t i;
    json_t *name;
    for (i = 0; i < g->meta.byline.len; i++)
        mh_buf_printf(&have, "%s%.*s", i ? "; " : "", MH_FMT(g->meta.byline.ptr[i].value));
    json_array_foreach(json_object_get(row, "byline"), i, name)
        mh_buf_printf(&want, "%s%s", i ? "; " : "", json_string_value(name));
    mh_view h = mh_buf_view(&have), w = mh_buf_view(&want);
    judge(t, BYLINE, same(h, w), h, w);
    mh_buf_clear(&have);
    mh_buf_clear(&want);
}

static void judge_language(tally *t, const got *g, const json_t *row) {
    mh_buf have = {0}, want = {0};
    mh_buf_printf(&have, "%s-%s", g->language.code, g->language.script);
    mh_buf_printf(&want, "%.*s-%.*s", MH_FMT(str(row, "language")), MH_FMT(str(row, "script")));
    mh_view h = mh_buf_view(&have), w = mh_buf_view(&want);
    judge(t, LANGUAGE, mh_view_eq(h, w), h, w);
    mh_buf_clear(&have);
    mh_buf_clear(&want);
}

static void judge_leaks(tally *t, const got *g, const json_t *row) {
    size_t i;
    json_t *phrase;
    const char *first = NULL;
    json_array_foreach(json_object_get(row, "must_not_contain"), i, phrase) {
        const char *s = json_string_value(phrase);
        if (s && mh_view_find(g->article.text, mh_view_of(s), 0) < g->article.text.len) {
            if (first)
                printf("    leaks: \"%s\" too\n", s);
            else
                first = s;
        }
    }
    judge(t, LEAKS, !first, mh_view_of(first), mh_view_of(""));
}

static void judge_page(tally *t, const got *g, const json_t *row) {
    mh_view want = str(row, "text"), kind = mh_view_of(mh_article_kind_name(g->article.kind));
    t->pages++;
    printf("%.*s", MH_FMT(str(row, "file")));
    if (want.len) {
        double f1 = word_f1(g->article.text, want);
        t->f1 += f1;
        t->scored++;
        printf("  F1 %.3f", f1);
        if (t->verbose && f1 < 1)
            printf("\n    text: got\n%.*s\n    wanted\n%.*s", MH_FMT(g->article.text),
                   MH_FMT(want));
    }
    printf("  (%s)\n", g->article.basis ? g->article.basis : "nothing");
    judge(t, TITLE, same(g->meta.title, str(row, "title")), g->meta.title, str(row, "title"));
    judge_dates(t, g, row);
    judge_byline(t, g, row);
    judge_language(t, g, row);
    judge(t, KIND, mh_view_eq(kind, str(row, "kind")), kind, str(row, "kind"));
    judge(t, CREDIT, same(g->article.source_credit, str(row, "source_credit")),
          g->article.source_credit, str(row, "source_credit"));
    if (want.len) judge_leaks(t, g, row);
}

/* As the plugin "language" does: the title and the text are asked, and the page when they do not say. */
static void guess_language(tally *t, got *g) {
    mh_buf said = {0};
    mh_buf_printf(&said, "%.*s\n%.*s", MH_FMT(g->meta.title), MH_FMT(g->article.text));
    g->language = mh_lang_guess(t->text, mh_buf_view(&said));
    bool asked = said.len >= SHORT && g->language.score >= MIN_SCORE;
    mh_buf_clear(&said);
    if (asked || g->meta.language.len < 2) return;
    memcpy(g->declared, g->meta.language.ptr, 2);
    g->language.code = g->declared;
}

static bool page(tally *t, const char *folder, const json_t *row) {
    mh_arena *a = mh_arena_new();
    mh_buf bytes = {0};
    mh_err e = {0};
    mh_doc *d = NULL;
    got g = {0};
    mh_doc_source src = {.url = str(row, "url")};
    const char *file = json_string_value(json_object_get(row, "file"));
    bool ok = file && read_file(&bytes, folder, file) &&
              mh_doc_parse(&d, mh_buf_view(&bytes), &src, &e) == MH_OK;
    if (!ok) {
        fprintf(stderr, "region: cannot read page %s: %s\n", file ? file : "(none)", e.msg);
        goto out;
    }
    mh_meta_extract(&g.meta, d, NULL, a);
    if (mh_article_extract(&g.article, d, &g.meta, a, &e) != MH_OK) {
        memset(&g.article, 0, sizeof g.article);
        g.article.kind = MH_ARTICLE_NONE;
    }
    guess_language(t, &g);
    judge_page(t, &g, row);
out:
    mh_doc_free(d);
    mh_buf_clear(&bytes);
    mh_arena_free(a);
    return ok;
}

/* Prints the sums; true when all thresholds hold. */
static bool sums(const tally *t) {
    double mean = t->scored ? t->f1 / t->scored : 0;
    bool ok = mean >= t->min_f1;
    printf("%d pages, mean text F1 %.4f over %d (at least %.4f wanted)\n", t->pages, mean,
           t->scored, t->min_f1);
    for (int f = 0; f < FIELDS; f++) {
        printf("%-14s %d of %d right", field_name[f], t->judged[f] - t->wrong[f], t->judged[f]);
        if (f < TIME) printf(" (%d wrong allowed)", t->allowed[f]);
        printf("\n");
        if (f < TIME && t->wrong[f] > t->allowed[f]) ok = false;
    }
    return ok && t->pages > 0;
}

/* --wrong sets the number of wrong pages allowed in every field, --NAME that of one. */
static bool allow(tally *t, const char *option, int n) {
    bool known = false;
    for (int f = 0; f < TIME; f++) {
        if (strcmp(option, "--wrong") != 0 && strcmp(option + 2, field_name[f]) != 0) continue;
        t->allowed[f] = n;
        known = true;
    }
    return known;
}

int main(int argc, char **argv) {
    tally t = {.min_f1 = 0.97};
    char path[4096], *line = NULL;
    size_t room = 0;
    bool ok = true;
    mh_err e = {0};
    allow(&t, "--wrong", 1);
    for (int i = 2; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "0";
        if (strcmp(argv[i], "-v") == 0) {
            t.verbose = true;
        } else if (strcmp(argv[i], "--f1") == 0) {
            t.min_f1 = atof(value), i++;
        } else if (strncmp(argv[i], "--", 2) == 0 && allow(&t, argv[i], atoi(value))) {
            i++;
        } else {
            argc = 0;
        }
    }
    snprintf(path, sizeof path, "%s/expected.jsonl", argc > 1 ? argv[1] : ".");
    FILE *f = argc > 1 ? fopen(path, "r") : NULL;
    if (!f || mh_text_new(&t.text, &e) != MH_OK) {
        fprintf(stderr, "usage: region FOLDER [--f1 MIN] [--wrong N] [--FIELD N] [-v]; %s\n",
                f ? e.msg : "FOLDER/expected.jsonl cannot be read");
        if (f) fclose(f);
        return 2;
    }
    while (getline(&line, &room, f) > 0) {
        json_t *row = json_loads(line, 0, NULL);
        ok = row && page(&t, argv[1], row) && ok;
        if (!row) fprintf(stderr, "region: a line of %s is no JSON\n", path);
        json_decref(row);
    }
    free(line);
    fclose(f);
    ok = sums(&t) && ok;
    mh_text_free(t.text);
    return ok ? 0 : 1;
}
