/* minehost secret: the operator's file of secrets. */
#include "conf/secret.h"
#include "cli/db.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* One line of standard input; a terminal does not show it. */
static mh_rc read_value(mh_buf *out, const char *name, mh_err *e) {
    struct termios old, quiet;
    bool tty = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &old) == 0;
    mh_rc rc = MH_OK;
    int ch;
    if (tty) {
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fprintf(stderr, "secret %s: ", name);
    }
    while ((ch = getchar()) != EOF && ch != '\n' && out->len <= MH_SECRET_MAX) {
        if (ch == '\0') rc = mh_fail(e, MH_E_USAGE, "a secret holds no NUL byte");
        mh_buf_putc(out, (char)ch);
    }
    if (tty) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
        fputc('\n', stderr);
    }
    if (out->len > 0 && out->ptr[out->len - 1] == '\r') out->ptr[--out->len] = '\0';
    if (rc == MH_OK && out->len == 0) rc = mh_fail(e, MH_E_USAGE, "no secret on standard input");
    if (rc == MH_OK && ch == '\n' && !tty && getchar() != EOF)
        rc = mh_fail(e, MH_E_USAGE, "the secret is more than one line");
    if (rc == MH_OK && out->len > MH_SECRET_MAX)
        rc = mh_fail(e, MH_E_USAGE, "the secret is too long");
    return rc;
}

static int set(const char *name) {
    mh_buf value = {0};
    mh_err e = {0};
    bool had = false;
    mh_rc rc = read_value(&value, name, &e);
    mh_view v = mh_buf_view(&value);
    if (rc == MH_OK) rc = mh_secret_keep(mh_view_of(name), &v, &had, &e);
    if (rc == MH_OK && v.len < 4)
        fprintf(stderr, "minehost: %s is shorter than 4 bytes: it cannot be taken out of logs\n",
                name);
    if (value.ptr) explicit_bzero(value.ptr, value.cap);
    mh_buf_clear(&value);
    return rc == MH_OK ? MH_EXIT_OK : mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
}

static int forget(const char *name) {
    mh_err e = {0};
    bool had = false;
    if (mh_secret_keep(mh_view_of(name), NULL, &had, &e) != MH_OK)
        return mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
    return had ? MH_EXIT_OK : mh_cli_fail(MH_EXIT_FAILED, "no secret %s", name);
}

static int list(void) {
    mh_names names = {0};
    mh_err e = {0};
    mh_rc rc = mh_secret_list(&names, &e);
    for (size_t i = 0; i < names.len; i++) printf("%s\n", names.ptr[i]);
    mh_names_clear(&names);
    return rc == MH_OK ? MH_EXIT_OK : mh_cli_fail(mh_cli_code(&e), "%s", e.msg);
}

static int secret(mh_cli *c) {
    const char *verb = c->words.len > 0 ? c->words.ptr[0] : "";
    const char *name = c->words.len > 1 ? c->words.ptr[1] : NULL;
    if (strcmp(verb, "list") == 0 && c->words.len == 1) return list();
    bool known = strcmp(verb, "set") == 0 || strcmp(verb, "forget") == 0;
    if (!known || c->words.len != 2)
        return mh_cli_usage(&mh_cmd_secret,
                            c->words.len > 2 ? "the value comes on standard input, as others can "
                                               "read the command line"
                                             : NULL);
    if (!mh_secret_name_ok(mh_view_of(name)))
        return mh_cli_fail(MH_EXIT_USAGE,
                           "a secret's name is of letters a to z, digits and - (minehost's own: "
                           "minehost.smtp-password)");
    return verb[0] == 's' ? set(name) : forget(name);
}

const mh_command mh_cmd_secret = {
    .name = "secret",
    .usage = "secret set|forget NAME",
    .about = "keep passwords and keys, which jobs are told by name; secret list",
    .run = secret,
    .help =
        "The value is one line of standard input; a terminal does not show it. It is kept in\n"
        "~/.config/minehost/secrets, which only you may read. A job is told it when it is granted\n"
        "secret:NAME, by mine.run.secret(\"NAME\"). minehost.smtp-password is minehost's own.\n"
        "MINEHOST_SECRET_NAME, MINEHOST_SECRET_NAME_FILE and systemd's LoadCredential=NAME:FILE\n"
        "go before the file. What a job was told is taken out of logs, errors, recordings and\n"
        "items.\n"};
