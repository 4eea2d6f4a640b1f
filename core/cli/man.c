#include "cli/man.h"

#include "cli/cli.h"

#include <stdio.h>

/* Text in roff: a backslash is spelt, a hyphen stays one (so that options can be copied), and a line
 * that begins with a dot or a quote is no request. */
static void put(const char *s) {
    bool begins = true;
    for (; *s; s++) {
        if (begins && (*s == '.' || *s == '\'')) fputs("\\&", stdout);
        if (*s == '\\')
            fputs("\\e", stdout);
        else if (*s == '-')
            fputs("\\-", stdout);
        else
            putchar(*s);
        begins = *s == '\n';
    }
}

static void put_commands(void) {
    puts(".SH COMMANDS");
    for (const mh_command *const *c = mh_commands; *c; c++) {
        fputs(".SS ", stdout);
        put((*c)->usage);
        putchar('\n');
        put((*c)->about);
        puts(".");
        if ((*c)->help == NULL) continue;
        puts(".PP\n.nf");
        put((*c)->help);
        puts(".fi");
    }
}

static void put_default(const mh_row *r) {
    if (r->text && r->text[0]) {
        printf(" Default: ");
        put(r->text);
        puts(".");
    } else if (r->type == MH_T_BYTES && r->def >= 1048576) {
        printf(" Default: %gM.\n", r->def / 1048576);
    } else if (r->def > 0) {
        printf(" Default: %g%s.\n", r->def, r->type == MH_T_SECONDS ? "s" : "");
    } else {
        putchar('\n');
    }
}

static void put_rows(const mh_schema *s) {
    for (size_t i = 0; i < s->n; i++) {
        const mh_row *r = &s->rows[i];
        fputs(".TP\n.B \\-\\-", stdout);
        put(r->name);
        if (r->choices) {
            putchar(' ');
            put(r->choices);
        } else if (r->type != MH_T_BOOL) {
            printf(" \\fI%s\\fR", r->type == MH_T_SECONDS  ? "TIME"
                                  : r->type == MH_T_BYTES  ? "SIZE"
                                  : r->type == MH_T_STRING ? "TEXT"
                                                           : "N");
        }
        putchar('\n');
        put(r->help);
        putchar('.');
        put_default(r);
    }
}

void mh_man_print(void) {
    puts(".\\\" made by minehost help --man\n.TH MINEHOST 1 \"\" \"minehost " MH_VERSION
         "\" \"User Commands\"\n.SH NAME\nminehost \\- mine diplomatic news with Lua plugins\n"
         ".SH SYNOPSIS\n.B minehost\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n"
         ".SH DESCRIPTION\n"
         "minehost runs jobs: Lua files that fetch pages, extract articles, find people, events "
         "and\n"
         "topics in them, and keep the result in one database, searchable across scripts and word\n"
         "endings. A job runs by hand\n.RB ( \"minehost run\" )\nor unattended\n"
         ".RB ( \"minehost serve\" ).\n"
         "Each run has limits, asks for what it may reach, and leaves a record.\n"
         ".PP\n.nf\nminehost run scripts/digest.lua\nminehost search Astana since:2d\n"
         "minehost new job my\\-desk \\-\\-from https://example.org/\n.fi");
    put_commands();
    puts(
        ".SH SETTINGS\nEach is an option of every command that it concerns, also as\n"
        ".BI \\-\\-set\\  KEY = VALUE ,\nand a variable of the environment: MINEHOST_LOG_LEVEL is\n"
        ".BR \\-\\-log\\-level .\nTimes are seconds, or 500ms, 30s, 10m, 2h, 1d; sizes are bytes, "
        "or "
        "64K, 256M, 2G.");
    put_rows(&mh_limits_schema);
    put_rows(&mh_settings_schema);
    puts(".SH EXIT STATUS\n.TP\n.B 0\nall is well\n.TP\n.B 1\nfailed\n.TP\n.B 2\nusage or "
         "configuration\n.TP\n.B 3\nsome items failed\n.TP\n.B 4\na permission is missing\n.TP\n.B "
         "5\nalready running\n.TP\n.B 6\nstopped by a limit\n.TP\n.BI 128+ N\nended by signal N\n"
         ".SH FILES\n.TP\n.I ~/.local/share/minehost/minehost.db\nthe database\n.TP\n"
         ".I ~/.config/minehost/jobs/\nthe jobs of the daemon\n.TP\n"
         ".I ~/.config/minehost/grants\nwhat jobs may reach, by the bytes of their files\n.TP\n"
         ".I ~/.config/minehost/secrets\npasswords and keys, mode 0600\n.TP\n"
         ".I ~/.local/share/minehost/plugins/\nplugins of this user\n.PP\n"
         "XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME are honoured.\n"
         ".SH SEE ALSO\n.BR systemd.service (5),\n.BR systemd.timer (5),\n.BR crontab (5)");
}
