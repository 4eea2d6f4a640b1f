/* minehost db: what an operator does to the database. */
#include "cli/db.h"
#include "store/upkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const mh_err *e) {
    return mh_cli_fail(mh_cli_code(e), "%s", e->msg);
}

static int backup(mh_cli *c, mh_store *s) {
    mh_err e = {0};
    if (c->words.len != 2) return mh_cli_usage(&mh_cmd_db, "db backup needs one FILE");
    if (mh_store_backup(s, c->words.ptr[1], &e) != MH_OK) return failed(&e);
    if (!c->settings.quiet)
        fprintf(stderr, "minehost: %s -> %s\n", mh_store_path(s), c->words.ptr[1]);
    return MH_EXIT_OK;
}

static void put_fault(void *arg, const char *fault) {
    (void)arg;
    mh_cli_put(mh_view_of(fault));
    putchar('\n');
}

static int check(mh_cli *c, mh_store *s) {
    mh_err e = {0};
    if (mh_store_verify(s, put_fault, NULL, &e) != MH_OK) return failed(&e);
    if (!c->settings.quiet) printf("%s: ok\n", mh_store_path(s));
    return MH_EXIT_OK;
}

static int migrate(mh_cli *c, mh_store *s) {
    int now, was;
    mh_store_schema(s, &now, &was);
    if (c->settings.quiet) return MH_EXIT_OK;
    if (was == now)
        printf("%s: schema %d, nothing to do\n", mh_store_path(s), now);
    else
        printf("%s: schema %d -> %d\n", mh_store_path(s), was, now);
    return MH_EXIT_OK;
}

/* "2G", "500M", "64K", bytes. */
static bool read_size(const char *text, int64_t *out) {
    mh_view v = mh_view_of(text);
    uint64_t n;
    int shift = 0;
    if (v.len == 0) return false;
    switch (v.ptr[v.len - 1]) {
    case 'K': shift = 10; break;
    case 'M': shift = 20; break;
    case 'G': shift = 30; break;
    case 'T': shift = 40; break;
    default: break;
    }
    if (shift) v.len--;
    if (!mh_view_u64(v, &n) || n == 0 || n > (uint64_t)INT64_MAX >> shift) return false;
    *out = (int64_t)(n << shift);
    return true;
}

static mh_rc prune_options(const mh_cli *c, mh_prune *p, mh_err *e) {
    const char *age = mh_cli_value(c, "older-than"), *size = mh_cli_value(c, "max-size"),
               *source = mh_cli_value(c, "source");
    int64_t now = mh_clock_wall_us(mh_clock_system());
    if (age == NULL && size == NULL)
        return mh_fail(e, MH_E_USAGE, "db prune needs --older-than AGE or --max-size SIZE");
    if (age && !mh_doc_time(mh_view_of(age), false, now, &p->before))
        return mh_fail(e, MH_E_USAGE, "--older-than wants an age (90d) or a date, not '%s'", age);
    if (size && !read_size(size, &p->max_bytes))
        return mh_fail(e, MH_E_USAGE, "--max-size wants a size (2G, 500M), not '%s'", size);
    if (source) p->source = mh_view_of(source);
    p->keep_events = mh_cli_value(c, "keep-events") != NULL;
    p->dry = c->settings.dry;
    return MH_OK;
}

static int prune(mh_cli *c, mh_store *s) {
    mh_err e = {0};
    mh_prune p = {0};
    mh_pruned n;
    if (prune_options(c, &p, &e) != MH_OK) return mh_cli_usage(&mh_cmd_db, e.msg);
    if (mh_store_prune(s, &p, &n, &e) != MH_OK) return failed(&e);
    if (!p.dry && mh_store_shrink(s, mh_cli_value(c, "vacuum") != NULL, &e) != MH_OK)
        return failed(&e);
    if (c->settings.quiet) return MH_EXIT_OK;
    printf("%s %lld documents (%.1f MB), %lld former states\n", p.dry ? "would prune" : "pruned",
           (long long)n.docs, (double)n.bytes / 1e6, (long long)n.states);
    if (p.source.ptr == NULL)
        printf("%s %lld events of runs, %lld kept answers, %lld done works, %lld hosts, "
               "%lld values, %lld delivered\n",
               p.dry ? "would forget" : "forgot", (long long)n.run_events, (long long)n.cache,
               (long long)n.queue, (long long)n.hosts, (long long)n.kv, (long long)n.outbox);
    return MH_EXIT_OK;
}

static long long number(const json_t *o, const char *key) {
    return (long long)json_integer_value(json_object_get(o, key));
}

static void put_list(const json_t *o, const char *list, const char *name, const char *count,
                     size_t most) {
    size_t i;
    json_t *v;
    printf("\n%-24s %12s %12s\n", name, count, "bytes");
    json_array_foreach(json_object_get(o, list), i, v) {
        if (i == most) {
            printf("... %zu more\n", json_array_size(json_object_get(o, list)) - i);
            break;
        }
        const char *text = json_string_value(json_object_get(v, name));
        mh_buf cell = {0};
        mh_buf_puts(&cell, text && *text ? text : "(none)");
        mh_cli_put(mh_buf_view(&cell));
        int pad = cell.len < 24 ? 24 - (int)cell.len : 0;
        printf("%*s %12lld %12lld\n", pad, "", number(v, count), number(v, "bytes"));
        mh_buf_clear(&cell);
    }
}

static void put_stats(const json_t *o) {
    const char *key;
    json_t *v;
    printf("%s\n", json_string_value(json_object_get(o, "path")));
    printf("schema %lld, %.1f MB, %.1f MB of it free, %.1f MB not yet moved in (WAL)\n",
           number(o, "schema"), (double)number(o, "bytes") / 1e6,
           (double)number(o, "free_bytes") / 1e6, (double)number(o, "wal_bytes") / 1e6);
    printf("%lld documents (%lld pruned) in %lld states, %lld bytes a document all told\n",
           number(o, "documents"), number(o, "pruned"), number(o, "states"),
           number(o, "bytes_per_document"));
    printf("%.1f MB of text, %.1f MB of answers kept (HTTP cache)\n",
           (double)number(o, "text_bytes") / 1e6, (double)number(o, "cache_bytes") / 1e6);
    if (json_object_size(json_object_get(o, "outbox"))) fputs("outbox:", stdout);
    json_object_foreach(json_object_get(o, "outbox"), key, v)
        printf(" %lld %s", (long long)json_integer_value(v), key);
    if (json_object_size(json_object_get(o, "outbox"))) putchar('\n');
    put_list(o, "tables", "name", "rows", 100);
    put_list(o, "sources", "source", "documents", 30);
    put_list(o, "months", "month", "documents", 24);
}

static int stats(mh_cli *c, mh_store *s) {
    mh_err e = {0};
    json_t *o = NULL;
    if (mh_store_stats(s, &o, &e) != MH_OK) return failed(&e);
    if (mh_view_starts(c->settings.format, MH_VIEW("json"))) {
        bool line = mh_view_eq(c->settings.format, MH_VIEW("jsonl"));
        char *text = json_dumps(o, JSON_SORT_KEYS | (line ? JSON_COMPACT : JSON_INDENT(2)));
        mh_cli_puts(text);
        free(text);
    } else {
        put_stats(o);
    }
    json_decref(o);
    return MH_EXIT_OK;
}

static int db(mh_cli *c) {
    static const struct {
        const char *name;
        int (*run)(mh_cli *c, mh_store *s);
        bool writes;
        size_t words;
    } verbs[] = {{"backup", backup, false, 2},
                 {"check", check, true, 1},
                 {"migrate", migrate, true, 1},
                 {"prune", prune, true, 1},
                 {"stats", stats, false, 1}};
    const char *word = c->words.len ? c->words.ptr[0] : "";
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        mh_store *s = NULL;
        if (strcmp(word, verbs[i].name) != 0) continue;
        if (c->words.len > verbs[i].words) return mh_cli_usage(&mh_cmd_db, "too many words");
        int code = verbs[i].writes && !c->settings.dry ? mh_cli_open_db_to_write(c, &s)
                                                       : mh_cli_open_db(c, &s);
        if (code != MH_EXIT_OK) return code;
        code = verbs[i].run(c, s);
        mh_store_close(s);
        return code;
    }
    return mh_cli_usage(&mh_cmd_db, "db wants one of: backup check prune stats migrate");
}

static const mh_option options[] = {{"older-than", true},   {"source", true},  {"max-size", true},
                                    {"keep-events", false}, {"vacuum", false}, {NULL, false}};

const mh_command mh_cmd_db = {
    .name = "db",
    .usage = "db backup|check|prune|stats|migrate",
    .about = "look after the database",
    .run = db,
    .options = options,
    .help =
        "  db backup FILE   a copy, whole and consistent, while runs go on writing\n"
        "  db check         structure, search index, references, chains of versions; each fault a\n"
        "                   line, exit code 1\n"
        "  db stats         sizes: tables, documents by source and month; --format json\n"
        "  db migrate       bring the file to this program's schema (every run does so as well)\n"
        "  db prune         take texts, fields and former versions away from old documents. "
        "Title,\n"
        "                   address and hashes stay: the same page is not new again. Also events\n"
        "                   of runs, kept answers, done work, hosts nobody asked for\n"
        "    --older-than AGE   of what has not changed for so long: 90d, 1y, or a date\n"
        "    --max-size SIZE    only until the file is below 2G, 500M; the oldest go first\n"
        "    --source NAME      documents of this source alone, and nothing else\n"
        "    --keep-events      events stay with their documents\n"
        "    --vacuum           write the whole file anew (needs its size once more)\n"
        "    --dry-run          only say what would go\n"
        "\n"
        "  --db FILE\n"};
