/* minehost show: one document, whole. */
#include "cli/db.h"
#include "store/docs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of text, each escaped. */
static void put_text(mh_view text) {
    mh_view line;
    while (mh_view_split(&text, '\n', &line)) {
        mh_cli_put(line);
        putchar('\n');
    }
}

static mh_view text_of(const json_t *item, const char *key) {
    const json_t *v = json_object_get(item, key);
    return (mh_view){json_string_value(v), json_string_length(v)};
}

static void put_value(const json_t *v) {
    if (json_is_string(v)) {
        mh_cli_put((mh_view){json_string_value(v), json_string_length(v)});
        return;
    }
    char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    mh_cli_put(mh_view_of(s));
    free(s);
}

/* A list of plain values as "a, b"; of tables by their label, name or id. */
static void put_list(const json_t *list) {
    static const char *const names[] = {"label", "name", "id", "text"};
    size_t i;
    json_t *v, *l = (json_t *)(uintptr_t)list;
    json_array_foreach(l, i, v) {
        const json_t *x = v;
        for (size_t k = 0; json_is_object(v) && k < 4; k++)
            if ((x = json_object_get(v, names[k])) != NULL) break;
        if (i) fputs(", ", stdout);
        put_value(x ? x : v);
    }
}

static void put_field(const char *key, const json_t *v, const json_t *basis) {
    if (v == NULL || json_is_null(v) || (json_is_array(v) && json_array_size(v) == 0)) return;
    printf("%-13s ", key);
    if (json_is_array(v))
        put_list(v);
    else
        put_value(v);
    const char *from = json_string_value(json_object_get(basis, key));
    if (from) {
        printf("   [");
        mh_cli_put(mh_view_of(from));
        putchar(']');
    }
    putchar('\n');
}

static void put_doc(const mh_record *d) {
    static const char *const head[] = {
        "url",       "canonical_url", "source",   "kind",    "date",        "updated",
        "language",  "site",          "byline",   "section", "tags",        "source_credit",
        "countries", "topics",        "keywords", "story",   "duplicate_of"};
    const json_t *basis = json_object_get(d->item, "basis");
    char seen[24], changed[24];
    mh_cli_put(text_of(d->item, "title"));
    printf("\n\n%-13s %lld, version %lld, first seen %s", "id", (long long)d->id,
           (long long)d->version, mh_cli_minute(seen, d->first_seen));
    if (d->version > 1) printf(", changed %s", mh_cli_minute(changed, d->changed_at));
    putchar('\n');
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        put_field(head[i], json_object_get(d->item, head[i]), basis);
    const json_t *summary = json_object_get(d->item, "summary");
    mh_view s = json_is_object(summary) ? text_of(summary, "text") : text_of(d->item, "summary");
    if (s.len) {
        puts("\nSummary");
        put_text(s);
    }
    puts("\nText");
    put_text(text_of(d->item, "text"));
}

static int show(mh_cli *c) {
    if (c->words.len != 1) return mh_cli_usage(&mh_cmd_show, "show needs one ID or URL");
    mh_store *s = NULL;
    int64_t as_of;
    int code = mh_cli_as_of(c, &as_of);
    if (code == MH_EXIT_OK) code = mh_cli_open_db(c, &s);
    if (code != MH_EXIT_OK) return code;
    mh_record d = {0};
    code = mh_cli_get(s, c->words.ptr[0], as_of, &d);
    if (code != MH_EXIT_OK) {
        /* said */
    } else if (mh_view_starts(c->settings.format, MH_VIEW("json"))) {
        json_object_set_new(d.item, "id", json_integer(d.id));
        json_object_set_new(d.item, "version", json_integer(d.version));
        bool line = mh_view_eq(c->settings.format, MH_VIEW("jsonl"));
        char *text = json_dumps(d.item, JSON_SORT_KEYS | (line ? JSON_COMPACT : JSON_INDENT(2)));
        mh_cli_puts(text);
        free(text);
    } else {
        put_doc(&d);
    }
    mh_doc_clear(&d);
    mh_store_close(s);
    return code;
}

const mh_command mh_cmd_show = {
    .name = "show",
    .usage = "show ID|URL",
    .about = "show one document, with where each field came from",
    .run = show,
    .help = "The beginning of a url will do if only one document's begins so.\n\n"
            "  --format json|jsonl   the whole item\n"
            "  --as-of TIME          as it was then: 2026-11-20T08:00+05:00, 2026-11-20, 2d\n"
            "  --db FILE\n"};
