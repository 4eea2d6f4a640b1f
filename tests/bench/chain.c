/* The chain of text stages over the English texts of tests/region (invented), COPIES of each with a line
 * of its own, by `minehost run`: all stages against bare ICU cutting the same texts into words once, and
 * against chains in Python (scripts/dev/peer-chain), then each stage for itself, without a floor. The
 * start of a run and its reading of the items are taken off. */
#include "bench.h"

#include "base/fs.h"
#include "doc/render.h"
#include "doc/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unicode/ubrk.h>
#include <unistd.h>

#define COPIES   12
#define LEAST    1000 /* bytes of a text that is news and no stub */
#define PAGE_MAX ((size_t)4 << 20)

static const struct stage {
    const char *name;
    const char *before, *with; /* what runs before it, and it */
} stages[] = {
    {"language", "'article'", "'article', 'language'"},
    {"quotes", "'article', 'language'", "'article', 'language', 'quotes'"},
    {"keywords", "'article', 'language'", "'article', 'language', 'keywords'"},
    {"actors and places", "'article', 'language'", "'article', 'language', 'actors'"},
    {"topics", "'article', 'language'", "'article', 'language', 'topics'"},
    {"events", "'article', 'language', 'actors'", "'article', 'language', 'actors', 'events'"},
    {"summary", "'article', 'language'", "'article', 'language', 'summary'"},
    {"stories", "'article', 'language', 'actors', 'keywords'",
     "'article', 'language', 'actors', 'keywords', 'stories'"},
};
#define ALL                                                                                        \
    "'article', 'language', 'quotes', 'keywords', 'actors', 'places', 'topics', 'events', "        \
    "'summary', 'stories'"

static char *work;
static char *first; /* the first item */

static void fail(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static size_t write_copies(const char *name, mh_view text, mh_buf *all) {
    for (int k = 0; k < COPIES; k++) {
        mh_buf path = {0}, copy = {0};
        mh_err e;
        mh_buf_printf(&path, "%s/items/%s-%d.txt", work, name, k);
        if (first == NULL) {
            mh_buf_printf(&copy, "%s-%d.txt", name, k);
            first = mh_buf_take(&copy);
        }
        mh_buf_printf(&copy, "This is copy %d of a text that is not real.\n\n", k);
        mh_buf_put(&copy, text);
        if (mh_fs_write(path.ptr, mh_buf_view(&copy), &e) != MH_OK) fail(e.msg);
        mh_buf_put(all, mh_buf_view(&copy));
        mh_buf_putc(all, '\f');
        mh_buf_clear(&path);
        mh_buf_clear(&copy);
    }
    return COPIES;
}

/* Writes the items; appends their texts to all, a form feed behind each. */
static size_t make_items(mh_buf *all) {
    mh_names names = {0};
    mh_err e;
    size_t n = 0;
    if (mh_fs_list(&names, "tests/region", &e) != MH_OK) fail(e.msg);
    for (size_t i = 0; i < names.len; i++) {
        mh_buf page = {0}, text = {0};
        mh_tree *tree = NULL;
        char *path = mh_path_join("tests/region", names.ptr[i]);
        if (strncmp(names.ptr[i], "en-", 3) == 0 &&
            mh_fs_read(&page, path, PAGE_MAX, &e) == MH_OK &&
            mh_tree_parse(&tree, mh_buf_view(&page), NULL, NULL) == MH_OK)
            mh_render_text(&text, tree, MH_NODE_ROOT);
        if (text.len >= LEAST) n += write_copies(names.ptr[i], mh_buf_view(&text), all);
        mh_tree_free(tree);
        mh_buf_clear(&page);
        mh_buf_clear(&text);
        free(path);
    }
    mh_names_clear(&names);
    return n;
}

static double floor_words(const mh_buf *all) {
    UErrorCode uc = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_WORD, "en", NULL, 0, &uc);
    mh_view rest = mh_buf_view(all), text;
    size_t found = 0;
    double from = bench_cpu();
    while (U_SUCCESS(uc) && mh_view_split(&rest, '\f', &text)) {
        UText ut = UTEXT_INITIALIZER;
        utext_openUTF8(&ut, text.ptr, (int64_t)text.len, &uc);
        ubrk_setUText(it, &ut, &uc);
        while (ubrk_next(it) != UBRK_DONE) found++;
        utext_close(&ut);
    }
    double spent = bench_cpu() - from;
    ubrk_close(it);
    if (found == 0) fail("no words");
    return spent;
}

/* The number behind the tab of the last line that has one; < 0: no such line. */
static double last_number(FILE *out) {
    char line[256], *tab;
    double number = -1;
    while (fgets(line, sizeof line, out))
        if ((tab = strchr(line, '\t'))) number = strtod(tab + 1, NULL);
    return number;
}

/* CPU seconds of scripts/dev/peer-chain over the items, or < 0 where its packages are not installed. */
static double peer(bool lean) {
    char *items = mh_path_join(work, "items");
    int ends[2], status = 0;
    if (pipe(ends) != 0) fail("pipe");
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(ends[1], STDOUT_FILENO) < 0 || close(ends[0]) != 0) _exit(99);
        execl("scripts/dev/peer-chain", "peer-chain", items, lean ? "--lean" : NULL, (char *)NULL);
        _exit(99);
    }
    close(ends[1]);
    FILE *out = fdopen(ends[0], "r");
    if (pid < 0 || out == NULL) fail("no child");
    double seconds = last_number(out);
    fclose(out);
    free(items);
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) fail("the child did not end");
    if (WEXITSTATUS(status) == 0 && seconds >= 0) return seconds;
    puts("chain: NOT compared with Python's: scripts/dev/peer-chain did not run");
    return -1;
}

/* CPU seconds of a run of the pipeline over the items that fit, each with an empty database. */
static double run_over(const char *pattern, const char *pipeline) {
    static int runs;
    mh_buf job = {0}, db = {0};
    mh_err e;
    char *path = mh_path_join(work, "job.lua");
    mh_buf_printf(&db, "chain%d.db", runs++);
    mh_buf_printf(&job,
                  "return { sources = { { 'files', path = 'items', pattern = '%s' } },\n"
                  "  pipeline = { %s } }\n",
                  pattern, pipeline);
    if (mh_fs_write(path, mh_buf_view(&job), &e) != MH_OK) fail(e.msg);
    double spent = bench_run(work, "job.lua", db.ptr);
    mh_buf_clear(&job);
    mh_buf_clear(&db);
    free(path);
    return spent;
}

/* The same over all items without the start, which is what the copy of one text takes. */
static double run_chain(const char *pipeline) {
    double one = run_over(first, pipeline);
    return run_over("*.txt", pipeline) - one;
}

void bench_chain(void) {
    const char *tmp = getenv("TMPDIR");
    mh_buf dir = {0}, all = {0}, name = {0};
    mh_err e;
    mh_buf_printf(&dir, "%s/minehost-chain-XXXXXX", tmp ? tmp : "/tmp");
    if ((work = mkdtemp(dir.ptr)) == NULL) fail("mkdtemp");
    char *items = mh_path_join(work, "items");
    if (setenv("XDG_CACHE_HOME", work, 1) != 0 || mh_fs_mkdirs(items, &e) != MH_OK) fail("mkdirs");
    double n = (double)make_items(&all);
    run_over(first, ALL); /* compiles the dictionaries */
    double read = run_chain("'article'");
    double whole = run_chain(ALL) - read;
    bench_line("chain: all text stages", n, "item", whole, floor_words(&all));
    bench_line("chain, Python's as floor", n, "item", whole, peer(false));
    bench_line("chain, a lean one in Python", n, "item", whole, peer(true));
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        mh_buf_reset(&name);
        mh_buf_printf(&name, "chain: %s", stages[i].name);
        double before = run_chain(stages[i].before);
        bench_line(name.ptr, n, "item", run_chain(stages[i].with) - before, -1);
    }
    unsetenv("XDG_CACHE_HOME"); /* the folder lies in the one that scripts/dev/bench removes */
    printf("chain: %.0f items of %.0f bytes\n", n, (double)all.len / n);
    free(items);
    free(first);
    mh_buf_clear(&dir);
    mh_buf_clear(&all);
    mh_buf_clear(&name);
}
