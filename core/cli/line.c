#include "cli/line.h"

#include "base/mem.h"

#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define HISTORY_MAX 2000 /* lines kept */
#define SHOWN_MAX   200  /* completions listed */

struct mh_line {
    EditLine *el; /* NULL: no terminal */
    History *history;
    char *file;
    const char *prompt;
    mh_line_complete *complete;
    void *arg; /* of the read under way */
    bool cut;
    mh_buf text;
};

static char *prompt_of(EditLine *el) {
    mh_line *l = NULL;
    el_get(el, EL_CLIENTDATA, &l);
    return (char *)(uintptr_t)l->prompt;
}

/* Ctrl-C: the terminal gives it as a key while a line is edited. */
static unsigned char on_cut(EditLine *el, wint_t ch) {
    mh_line *l = NULL;
    (void)ch;
    el_get(el, EL_CLIENTDATA, &l);
    l->cut = true;
    fputs("^C\n", stdout);
    return CC_NEWLINE;
}

/* Bytes that all names have in common. */
static size_t common(const mh_names *names) {
    size_t n = strlen(names->ptr[0]);
    for (size_t i = 1; i < names->len; i++) {
        size_t k = 0;
        while (k < n && names->ptr[i][k] == names->ptr[0][k]) k++;
        n = k;
    }
    return n;
}

static void list_names(const mh_names *names) {
    size_t width = 0, column = 0;
    for (size_t i = 0; i < names->len && i < SHOWN_MAX; i++)
        if (strlen(names->ptr[i]) > width) width = strlen(names->ptr[i]);
    size_t columns = 78 / (width + 2);
    if (columns == 0) columns = 1;
    putchar('\n');
    for (size_t i = 0; i < names->len && i < SHOWN_MAX; i++) {
        bool last = ++column % columns == 0 || i + 1 == names->len || i + 1 == SHOWN_MAX;
        printf("%-*s%s", last ? 0 : (int)width + 2, names->ptr[i], last ? "\n" : "");
    }
    if (names->len > SHOWN_MAX) printf("... %zu more\n", names->len - SHOWN_MAX);
    fflush(stdout);
}

static unsigned char on_tab(EditLine *el, wint_t ch) {
    mh_line *l = NULL;
    (void)ch;
    el_get(el, EL_CLIENTDATA, &l);
    const LineInfo *at = el_line(el);
    mh_view before = {at->buffer, (size_t)(at->cursor - at->buffer)};
    mh_names names = {0};
    size_t from = before.len;
    unsigned char result = CC_ERROR;
    if (before.len == 0) return el_insertstr(el, "  ") == 0 ? CC_REFRESH : CC_ERROR;
    l->complete(l->arg, before, &names, &from);
    size_t have = from < before.len ? before.len - from : 0;
    if (names.len > 0) {
        size_t n = common(&names);
        if (n > have) {
            char *rest = mh_strndup(names.ptr[0] + have, n - have);
            result = el_insertstr(el, rest) == 0 ? CC_REFRESH : CC_ERROR;
            free(rest);
        } else if (names.len > 1) {
            list_names(&names);
            result = CC_REDISPLAY;
        }
    }
    mh_names_clear(&names);
    return result;
}

static void open_history(mh_line *l) {
    HistEvent ev;
    l->history = history_init();
    if (l->history == NULL) return;
    history(l->history, &ev, H_SETSIZE, HISTORY_MAX);
    history(l->history, &ev, H_SETUNIQUE, 1);
    if (l->file) history(l->history, &ev, H_LOAD, l->file);
    el_set(l->el, EL_HIST, history, l->history);
}

static void open_editor(mh_line *l) {
    l->el = el_init("minehost", stdin, stdout, stderr);
    if (l->el == NULL) return;
    el_set(l->el, EL_CLIENTDATA, l);
    el_set(l->el, EL_PROMPT, prompt_of);
    el_set(l->el, EL_EDITOR, "emacs");
    /* el_set would copy the names, and never free them */
    el_wset(l->el, EL_ADDFN, L"mh-complete", L"complete a name", on_tab);
    el_wset(l->el, EL_ADDFN, L"mh-cut", L"break the line off", on_cut);
    el_set(l->el, EL_BIND, "^I", "mh-complete", NULL);
    el_set(l->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_set(l->el, EL_SETTY, "-d", "-isig", NULL);
    el_source(l->el, NULL); /* ~/.editrc */
    el_set(l->el, EL_BIND, "^C", "mh-cut", NULL);
    open_history(l);
}

mh_line *mh_line_open(const char *file, mh_line_complete *complete) {
    mh_line *l = mh_alloc(sizeof *l);
    *l = (mh_line){.complete = complete};
    if (file) {
        char *dir = mh_path_dir(file);
        if (mh_fs_mkdirs(dir, NULL) == MH_OK) l->file = mh_strndup(file, strlen(file));
        free(dir);
    }
    const char *term = getenv("TERM");
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0)
        open_editor(l);
    return l;
}

bool mh_line_is_terminal(const mh_line *l) {
    return l->el != NULL;
}

static const char *read_plain(mh_line *l) {
    char tmp[4096];
    mh_buf_reset(&l->text);
    mh_buf_puts(&l->text, "");
    while (fgets(tmp, sizeof tmp, stdin)) {
        mh_buf_puts(&l->text, tmp);
        if (l->text.len == 0 || l->text.ptr[l->text.len - 1] != '\n') continue;
        l->text.ptr[--l->text.len] = '\0';
        return l->text.ptr;
    }
    return l->text.len > 0 ? l->text.ptr : NULL;
}

/* Kept at once: a line may be the last thing that the program does. */
static void remember(mh_line *l) {
    HistEvent ev;
    if (l->history == NULL || l->text.len == 0) return;
    history(l->history, &ev, H_ENTER, l->text.ptr);
    if (l->file) history(l->history, &ev, H_SAVE, l->file);
}

const char *mh_line_read(mh_line *l, const char *prompt, bool *cut, void *arg) {
    int n = 0;
    if (l->el == NULL) return read_plain(l);
    l->prompt = prompt;
    l->arg = arg;
    l->cut = false;
    fflush(stdout);
    const char *got = el_gets(l->el, &n);
    if (l->cut) {
        *cut = true;
        return NULL;
    }
    if (got == NULL || n <= 0) {
        putchar('\n');
        return NULL;
    }
    mh_buf_reset(&l->text);
    mh_buf_put_n(&l->text, got, (size_t)n);
    while (l->text.len > 0 && l->text.ptr[l->text.len - 1] == '\n')
        l->text.ptr[--l->text.len] = '\0';
    remember(l);
    return l->text.ptr;
}

void mh_line_close(mh_line *l) {
    if (l == NULL) return;
    if (l->history) history_end(l->history);
    if (l->el) el_end(l->el);
    mh_buf_clear(&l->text);
    free(l->file);
    free(l);
}
