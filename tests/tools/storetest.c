/* The database under what may happen to it. In an empty folder:
 *   storetest crash MINEHOST KILLS SEED    runs that mine, killed (kill -9) at random moments
 *   storetest backup MINEHOST N            online backups while runs mine into the file
 *   storetest writers MINEHOST N DOCUMENTS N processes that mine into one file, against one
 *   storetest faults [EACH [NAME]]         every write, sync and allocation of a small run failed in turn (or each EACHth),
 *                                          or only those whose name has NAME
 *   storetest cuts N SEED                  power cuts: what was not synced is gone, or torn
 * Ends with "N passed, M failed". */
#include "storetest/storetest.h"

#include "run/words.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int st_passed, st_failed;

bool st_check(bool good, const char *fmt, ...) {
    if (good) {
        st_passed++;
        return true;
    }
    st_failed++;
    va_list ap;
    va_start(ap, fmt);
    fputs("FAIL: ", stdout);
    vprintf(fmt, ap);
    putchar('\n');
    va_end(ap);
    return false;
}

uint32_t st_next(uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 4;
}

void st_sleep_us(long us) {
    nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
}

json_t *st_item(const char *who, int i) {
    static const char *const words[] = {"water", "border", "dam",    "cotton",
                                        "talks", "loan",   "Астана", "субботу"};
    mh_buf text = {0};
    char url[96];
    for (int k = 0; k < 50 + i * 37 % 200; k++)
        mh_buf_printf(&text, "%s%d ", words[(i + k * k) % 8], k % 23);
    snprintf(url, sizeof url, "https://invented.example/%s/%d", who, i);
    json_t *j =
        json_pack("{s:s, s:s, s:[s]}", "url", url, "title", "Talks of water", "topics", "water");
    json_object_set_new(j, "text", json_stringn(text.ptr, text.len));
    mh_buf_clear(&text);
    return j;
}

mh_store *st_open(const char *path) {
    mh_store *s = NULL;
    mh_err e = {0};
    mh_store_opts o = {0};
    mh_run_words(&o);
    if (mh_store_open(&s, path, &o, &e) != MH_OK) {
        printf("FAIL: %s\n0 passed, 1 failed\n", e.msg);
        exit(1);
    }
    return s;
}

int64_t st_int(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    int64_t n = -1;
    sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_busy_timeout(db, 10000);
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        n = sqlite3_column_int64(st, 0);
    else
        printf("%s: %s\n", sql, sqlite3_errmsg(db));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

static const char script[] =
    "local who, n = ...\n"
    "local words = { 'water', 'border', 'dam', 'cotton', 'gas', 'talks', 'loan', 'Астана', "
    "'субботу' }\n"
    "for i = 1, math.tointeger(n) do\n"
    "  local text = {}\n"
    "  for k = 1, 60 + i % 140 do text[k] = words[(i * 7 + k * k) % #words + 1] .. (k % 11 == 0 "
    "and '.' or '') end\n"
    "  local page = mine.doc.parse('<title>Talks ' .. i .. '</title><article><h1>Talks ' .. i .. "
    "'</h1><p>'\n"
    "    .. table.concat(text, ' ') .. '</p></article>')\n"
    "  local item = page:article() or {}\n"
    "  assert(mine.store.put { url = 'https://invented.example/' .. who .. '/' .. i, title = "
    "item.title,\n"
    "    text = item.text or table.concat(text, ' '), topics = { 'water' } })\n"
    "  mine.run.say(who .. ' ' .. i .. '\\n')\n"
    "end\n";

void st_mine(st_miner *m, const char *minehost, const char *db, const char *who, int count,
             pid_t group) {
    int fd[2];
    char n[16];
    *m = (st_miner){0};
    snprintf(m->who, sizeof m->who, "%s", who);
    snprintf(n, sizeof n, "%d", count);
    FILE *f = access("mine.lua", F_OK) == 0 ? NULL : fopen("mine.lua", "w");
    if (f) fputs(script, f), fclose(f);
    if (pipe2(fd, O_CLOEXEC) != 0) exit(3);
    m->pid = fork();
    if (m->pid == 0) {
        setpgid(0, group);
        int null = open("/dev/null", O_RDONLY),
            err = open("err", O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (dup2(null, 0) < 0 || dup2(fd[1], 1) < 0 || dup2(err, 2) < 0) _exit(98);
        execl(minehost, "minehost", "run", "-q", "--db", db, "--cpu", "600s", "--wall", "60m",
              "--items", "100000000", "--output", "10G", "mine.lua", who, n, (char *)NULL);
        _exit(99);
    }
    if (m->pid < 0) exit(3);
    setpgid(m->pid, group);
    close(fd[1]);
    m->out = fd[0];
}

bool st_heard(st_miner *m, bool wait) {
    char b[4096];
    ssize_t n;
    while ((n = read(m->out, b, sizeof b)) > 0) {
        for (ssize_t i = 0; i < n; i++) m->kept += b[i] == '\n';
        if (wait && m->kept > 0) return true;
    }
    return false;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*part)(int argc, char **argv);
    } parts[] = {{"crash", st_crash},
                 {"backup", st_backup},
                 {"writers", st_writers},
                 {"faults", st_faults},
                 {"cuts", st_cuts}};
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(argv[1], parts[i].name) != 0) continue;
        int rc = parts[i].part(argc - 1, argv + 1);
        if (rc == 2) break;
        printf("%d passed, %d failed\n", st_passed, st_failed);
        return st_failed > 0 || st_passed == 0;
    }
    fputs("usage: storetest crash MINEHOST KILLS SEED | backup MINEHOST N | writers MINEHOST N "
          "DOCUMENTS |\n"
          "       faults [EACH [NAME]] | cuts N SEED\n",
          stderr);
    return 2;
}
