/* minehost search: full-text search of the documents kept. */
#include "cli/db.h"
#include "store/then_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_mark(char c) {
    return c == MH_MARK_ON || c == MH_MARK_OFF;
}

/* Text on one line, with the matches painted, or between asterisks where there are no colours. */
static void put_marked(mh_view v, bool colour) {
    const char *on = colour ? "\033[1;33m" : "*", *off = colour ? "\033[0m" : "*";
    size_t from = 0;
    for (size_t i = 0; i <= v.len; i++) {
        if (i < v.len && !is_mark(v.ptr[i]) && !mh_is_space(v.ptr[i])) continue;
        mh_cli_put(mh_view_sub(v, from, i));
        from = i + 1;
        if (i == v.len) break;
        if (is_mark(v.ptr[i]))
            fputs(v.ptr[i] == MH_MARK_ON ? on : off, stdout);
        else if (from == v.len || !mh_is_space(v.ptr[from])) /* the last of several */
            putchar(' ');
    }
}

static mh_view unmarked(mh_arena *a, mh_view v) {
    char *out = mh_arena_alloc(a, v.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < v.len; i++)
        if (v.ptr[i] != MH_MARK_ON && v.ptr[i] != MH_MARK_OFF) out[n++] = v.ptr[i];
    return (mh_view){out, n};
}

static void put_json(const mh_hit *h, mh_arena *a) {
    json_t *o = json_object();
    json_object_set_new(o, "id", json_integer(h->id));
    json_object_set_new(o, "score", json_real(h->score));
    mh_cli_set(o, "title", unmarked(a, h->title));
    mh_cli_set(o, "snippet", unmarked(a, h->snippet));
    mh_cli_set(o, "url", h->url);
    mh_cli_set(o, "date", h->date);
    mh_cli_set(o, "language", h->language);
    mh_cli_set(o, "source", h->source);
    mh_cli_set(o, "story", h->story);
    char *s = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(4));
    mh_cli_puts(s);
    free(s);
    json_decref(o);
}

static void put_hit(const mh_hit *h, bool colour) {
    printf(colour ? "\033[2m%6lld\033[0m  " : "%6lld  ", (long long)h->id);
    put_marked(h->title, colour);
    printf("\n        ");
    mh_cli_put(mh_view_sub(h->date, 0, 10));
    if (h->language.len) {
        printf("  ");
        mh_cli_put(h->language);
    }
    printf("  ");
    mh_cli_put(h->url);
    printf("\n        ");
    put_marked(h->snippet, colour);
    puts("\n");
}

static int search(mh_cli *c) {
    if (c->words.len == 0) return mh_cli_usage(&mh_cmd_search, "search needs a query");
    mh_search_opts o = {0};
    mh_err e = {0};
    if (mh_cli_number(c, "limit", MH_CLI_LIST_MAX, &o.limit, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_search, e.msg);
    size_t page = 1;
    if (mh_cli_number(c, "page", MH_SEARCH_RANKED, &page, &e) != MH_OK)
        return mh_cli_usage(&mh_cmd_search, e.msg);
    o.offset = (page > 0 ? page - 1 : 0) * (o.limit ? o.limit : MH_SEARCH_PAGE);
    mh_store *s = NULL;
    int code = mh_cli_as_of(c, &o.filter.as_of);
    if (code == MH_EXIT_OK) code = mh_cli_open_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    mh_hits hits;
    mh_arena *a = mh_arena_new();
    char *query = mh_cli_joined(c);
    mh_view f = c->settings.format;
    bool json = mh_view_eq(f, MH_VIEW("jsonl")) || mh_view_eq(f, MH_VIEW("json"));
    mh_rc rc = o.filter.as_of ? mh_search_then(s, mh_view_of(query), &o, a, &hits, &e)
                              : mh_search(s, mh_view_of(query), &o, a, &hits, &e);
    if (rc != MH_OK) {
        fprintf(stderr, "minehost: %s\n", e.msg);
        code = e.code == MH_E_PARSE ? MH_EXIT_USAGE : mh_cli_code(&e);
    } else {
        bool colour = mh_cli_colour();
        for (size_t i = 0; i < hits.n; i++)
            if (json)
                put_json(&hits.hit[i], a);
            else
                put_hit(&hits.hit[i], colour);
        if (hits.n == 0 && !c->settings.quiet) fputs("minehost: nothing found\n", stderr);
        if (hits.more && !c->settings.quiet)
            fprintf(stderr, "minehost: more than these %zu; see more with --page %zu\n", hits.n,
                    page + 1);
    }
    free(query);
    mh_arena_free(a);
    mh_store_close(s);
    return code;
}

static const mh_option options[] = {{"limit", true}, {"page", true}, {NULL, false}};

const mh_command mh_cmd_search = {
    .name = "search",
    .usage = "search QUERY",
    .about = "search the documents kept",
    .run = search,
    .options = options,
    .help =
        "A word is found in any of its forms, a name in either script. Words are joined by AND.\n"
        "Also: \"a phrase\", OR, NOT or -word, (brackets), prefix*,\n"
        "title:word, language:kk, country:KAZ, topic:sanctions, source:, story:, since:2d,\n"
        "until:2026-01-31.\n"
        "\n"
        "  --as-of TIME     as it was then (2026-11-20T08:00+05:00, 2026-11-20, 2d), by date\n"
        "  --limit N        hits to show (20)\n"
        "  --page N         the next ones, page by page; the best 600 are ranked\n"
        "  --format jsonl   an object a line\n"
        "  --db FILE\n"};
