/* The start of a run that loads every stage with its tables: one short item of each of three languages,
 * with an empty cache folder and with what the first run left there, against a run of an empty script.
 * CPU seconds of `minehost run`; the items' own work is in it. */
#include "bench.h"

#include "base/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct {
    const char *name, *text;
} items[] = {
    {"en", "Foreign Minister Aibek Sarsenov of Kazakhstan met his Uzbek counterpart in Tashkent on "
           "Monday. \"We agreed to open a new border crossing,\" the minister said.\n"},
    {"ru",
     "Министр иностранных дел Казахстана Айбек Сарсенов в понедельник встретился в Ташкенте с "
     "узбекским коллегой. «Мы договорились открыть новый пункт пропуска», — сказал министр.\n"},
    {"kk", "Қазақстанның сыртқы істер министрі Айбек Сәрсенов дүйсенбі күні Ташкентте "
           "өзбекстандық әріптесімен кездесті. «Біз жаңа өткізу бекетін ашуға келістік», — деді "
           "министр.\n"},
};
#define N (sizeof items / sizeof *items)

static void fail(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static void write_file(const char *folder, const char *name, const char *text) {
    char *path = mh_path_join(folder, name);
    mh_err e;
    if (mh_fs_write(path, mh_view_of(text), &e) != MH_OK) fail(e.msg);
    free(path);
}

/* A folder NAME of the work folder with those of the items whose bit is set. */
static char *make_job(const char *work, const char *name, unsigned which) {
    char *folder = mh_path_join(work, name), *pages = mh_path_join(folder, "pages");
    mh_err e;
    if (mh_fs_mkdirs(pages, &e) != MH_OK) fail(e.msg);
    for (size_t i = 0; i < N; i++) {
        mh_buf file = {0};
        mh_buf_printf(&file, "%s.txt", items[i].name);
        if (which & 1u << i) write_file(pages, file.ptr, items[i].text);
        mh_buf_clear(&file);
    }
    write_file(folder, "job.lua",
               "return { sources = { { 'files', path = 'pages', pattern = '*.txt' } },\n"
               "  pipeline = { 'article', 'language', 'quotes', 'keywords', 'actors', 'places',\n"
               "    'topics', 'events', 'summary', 'stories' } }");
    write_file(folder, "empty.lua", "");
    free(pages);
    return folder;
}

void bench_start(void) {
    const char *tmp = getenv("TMPDIR");
    mh_buf dir = {0};
    mh_buf_printf(&dir, "%s/minehost-start-XXXXXX", tmp ? tmp : "/tmp");
    if (mkdtemp(dir.ptr) == NULL) fail("mkdtemp");
    if (setenv("XDG_CACHE_HOME", dir.ptr, 1) != 0) fail("setenv");
    char *one = make_job(dir.ptr, "one", 1), *all = make_job(dir.ptr, "all", (1u << N) - 1);
    bench_run(one, "empty.lua", "run.db"); /* makes the database */
    double empty = bench_run(one, "empty.lua", "run.db");
    double cold = bench_run(one, "job.lua", "run.db");
    double warm = bench_run(one, "job.lua", "run.db");
    bench_line("start, every stage, cold", 1, "run", cold, empty);
    bench_line("start, every stage, warm", 1, "run", warm, empty);
    bench_run(all, "job.lua", "run.db");
    bench_line("... in three languages, warm", 1, "run", bench_run(all, "job.lua", "run.db"),
               empty);
    /* the folder lies in the one that scripts/dev/bench removes */
    unsetenv("XDG_CACHE_HOME");
    free(one);
    free(all);
    mh_buf_clear(&dir);
}
