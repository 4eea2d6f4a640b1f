#include "conf/settings.h"

#include "base/fs.h"

#include <stdlib.h>

#define AT(f) offsetof(mh_settings, f)

static const mh_row rows[] = {
    {.name = "db", .type = MH_T_STRING, .offset = AT(db), .help = "database file"},
    {.name = "format",
     .type = MH_T_STRING,
     .offset = AT(format),
     .choices = "jsonl|json|csv|table|none|text",
     .help = "how items are printed"},
    {.name = "append",
     .type = MH_T_STRING,
     .offset = AT(append),
     .help = "append items to a file (-o)"},
    {.name = "replace",
     .type = MH_T_STRING,
     .offset = AT(replace),
     .help = "replace a file by the items (-O)"},
    {.name = "log-level",
     .type = MH_T_STRING,
     .offset = AT(log_level),
     .text = "info",
     .choices = "debug|info|warn|error|off",
     .help = "least level that is logged"},
    {.name = "log-format",
     .type = MH_T_STRING,
     .offset = AT(log_format),
     .text = "text",
     .choices = "text|json",
     .help = "form of log lines on standard error"},
    {.name = "contact",
     .type = MH_T_STRING,
     .offset = AT(contact),
     .help = "operator's address or page, told to web servers"},
    {.name = "delay",
     .type = MH_T_SECONDS,
     .offset = AT(delay),
     .def = -1,
     .min = -1,
     .max = 86400,
     .help = "seconds from one request to a host to the next (0.5; granted loopback: 0)"},
    {.name = "per-host",
     .type = MH_T_INT,
     .offset = AT(per_host),
     .def = 2,
     .min = 1,
     .max = 16,
     .help = "requests under way to one host at most"},
    {.name = "robots",
     .type = MH_T_STRING,
     .offset = AT(robots),
     .text = "obey",
     .choices = "obey|ignore",
     .help = "what a site's robots.txt counts"},
    {.name = "cache",
     .type = MH_T_STRING,
     .offset = AT(cache),
     .text = "on",
     .choices = "on|off|refresh|offline",
     .help = "pages fetched before: asked about (on), always (refresh), never (offline)"},
    {.name = "cache-size",
     .type = MH_T_BYTES,
     .offset = AT(cache_size),
     .def = 512 * 1048576.0,
     .min = 1048576,
     .max = 1099511627776.0,
     .help = "pages kept in the database at most; those used least recently go first"},
    {.name = "retention",
     .type = MH_T_SECONDS,
     .offset = AT(retention),
     .def = 90 * 86400.0,
     .max = 36500 * 86400.0,
     .help = "records of runs and hosts and kept answers older than that are forgotten once a day "
             "(90d; 0: kept)"},
    {.name = "retain-documents",
     .type = MH_T_SECONDS,
     .offset = AT(retain_documents),
     .max = 36500 * 86400.0,
     .help = "documents that have not changed for so long are pruned once a day (0: never)"},
    {.name = "refresh",
     .type = MH_T_BOOL,
     .offset = AT(refresh),
     .help = "the same as --cache refresh"},
    {.name = "offline",
     .type = MH_T_BOOL,
     .offset = AT(offline),
     .help = "the same as --cache offline: nothing is fetched"},
    {.name = "http2",
     .type = MH_T_BOOL,
     .offset = AT(http2),
     .help = "HTTP/2 with hosts that offer it (Debian 12's libcurl loses streams at times)"},
    {.name = "proxy",
     .type = MH_T_STRING,
     .offset = AT(proxy),
     .help = "http://, https:// or socks5h:// proxy, with USER:PASSWORD@ if it wants them; the "
             "environment's is not used"},
    {.name = "ca-file",
     .type = MH_T_STRING,
     .offset = AT(ca_file),
     .help = "PEM certificates to trust, in the place of the system's"},
    {.name = "insecure",
     .type = MH_T_STRING,
     .offset = AT(insecure),
     .help = "hosts, separated by commas, whose certificates are not checked"},
    {.name = "record",
     .type = MH_T_STRING,
     .offset = AT(record),
     .help = "keep what the run fetches in a WARC file"},
    {.name = "replay",
     .type = MH_T_STRING,
     .offset = AT(replay),
     .help = "answer requests from a WARC file, without a network"},
    {.name = "as-of",
     .type = MH_T_STRING,
     .offset = AT(as_of),
     .help = "read the database as it was then (2026-11-20T08:00+05:00, 2026-11-20, 2d); write "
             "nothing"},
    {.name = "smtp",
     .type = MH_T_STRING,
     .offset = AT(smtp),
     .help = "mail server: smtps://HOST (port 465), smtp://HOST (STARTTLS, port 587)"},
    {.name = "smtp-user",
     .type = MH_T_STRING,
     .offset = AT(smtp_user),
     .help = "name at the mail server; the password is in MINEHOST_SMTP_PASSWORD or _FILE"},
    {.name = "smtp-tls",
     .type = MH_T_STRING,
     .offset = AT(smtp_tls),
     .text = "required",
     .choices = "required|off",
     .help = "off: a smtp:// server without encryption, for one on this machine"},
    {.name = "mail-from",
     .type = MH_T_STRING,
     .offset = AT(mail_from),
     .help = "sender of mail: desk@example.org or Desk <desk@example.org>"},
    {.name = "kernel-wall",
     .type = MH_T_STRING,
     .offset = AT(wall),
     .text = "full",
     .choices = "full|landlock|seccomp|off",
     .help = "the kernel's wall around a run; less than full for tests and odd kernels only"},
    {.name = "jobs",
     .type = MH_T_STRING,
     .offset = AT(jobs),
     .help = "folder of the jobs that the daemon runs"},
    {.name = "workers",
     .type = MH_T_INT,
     .offset = AT(workers),
     .def = 4,
     .min = 1,
     .max = 256,
     .help = "runs of the daemon at a time"},
    {.name = "drain",
     .type = MH_T_SECONDS,
     .offset = AT(drain),
     .def = 30,
     .min = 0,
     .max = 3600,
     .help = "time that runs get to end when the daemon is told to"},
    {.name = "listen",
     .type = MH_T_STRING,
     .offset = AT(listen),
     .text = "127.0.0.1:8420",
     .help = "address of the daemon's HTTP interface, on this machine; none: no interface"},
    {.name = "listen-open",
     .type = MH_T_BOOL,
     .offset = AT(listen_open),
     .help = "the address may be one that other machines reach, without encryption"},
    {.name = "log-file",
     .type = MH_T_STRING,
     .offset = AT(log_file),
     .help = "file for the daemon's log, rotated, in the place of standard error"},
    {.name = "log-size",
     .type = MH_T_BYTES,
     .offset = AT(log_size),
     .def = 16 * 1048576.0,
     .min = 4096,
     .max = 1099511627776.0,
     .help = "size at which the log file is rotated"},
    {.name = "log-keep",
     .type = MH_T_INT,
     .offset = AT(log_keep),
     .def = 7,
     .min = 0,
     .max = 1000,
     .help = "rotated log files that are kept"},
    {.name = "alert-mail",
     .type = MH_T_STRING,
     .offset = AT(alert_mail),
     .help = "addresses that the daemon's alerts go to, separated by commas (see smtp)"},
    {.name = "alert-webhook",
     .type = MH_T_STRING,
     .offset = AT(alert_webhook),
     .help = "URL that alerts are posted to as JSON, signed by the secret alert-webhook"},
    {.name = "alert-telegram",
     .type = MH_T_STRING,
     .offset = AT(alert_telegram),
     .help = "chats that alerts go to, separated by commas; the bot's token is the secret "
             "telegram-token"},
    {.name = "alert-ntfy",
     .type = MH_T_STRING,
     .offset = AT(alert_ntfy),
     .help = "topic's URL (https://ntfy.sh/...) that alerts go to; secret ntfy-token"},
    {.name = "alert-telegram-api",
     .type = MH_T_STRING,
     .offset = AT(alert_telegram_api),
     .text = "https://api.telegram.org",
     .help = "where Telegram's Bot API is asked, for a proxy of it"},
    {.name = "alert-quiet",
     .type = MH_T_STRING,
     .offset = AT(alert_quiet),
     .help =
         "hours in which alerts are held, as 22:00-07:00, separated by commas; those of a job are "
         "held in its own quiet hours as well"},
    {.name = "ping",
     .type = MH_T_STRING,
     .offset = AT(ping),
     .help = "URL that the daemon asks while all is well, for a watchman elsewhere"},
    {.name = "ping-every",
     .type = MH_T_SECONDS,
     .offset = AT(ping_every),
     .def = 300,
     .min = 10,
     .max = 86400,
     .help = "time from one ping to the next"},
    {.name = "quiet",
     .type = MH_T_BOOL,
     .offset = AT(quiet),
     .help = "no progress, no summary (-q)"},
    {.name = "verbose", .type = MH_T_BOOL, .offset = AT(verbose), .help = "more detail (-v)"},
    {.name = "dry-run",
     .type = MH_T_BOOL,
     .offset = AT(dry),
     .help = "write nothing, say what would be written"},
    {.name = "items",
     .type = MH_T_INT,
     .offset = AT(items),
     .min = 0,
     .max = 1e12,
     .help = "stop after so many items"},
};

const mh_schema mh_settings_schema = MH_SCHEMA("settings", rows);

static const mh_row *find_limit(mh_view name, size_t *index) {
    for (size_t i = 0; i < mh_limits_schema.n; i++) {
        if (!mh_view_eq(name, mh_view_of(mh_limits_schema.rows[i].name))) continue;
        *index = i;
        return &mh_limits_schema.rows[i];
    }
    return NULL;
}

mh_rc mh_settings_set(mh_settings *s, mh_view name, mh_view value, mh_err *e) {
    size_t i;
    value = mh_arena_dup(s->arena, value);
    const mh_row *r = find_limit(name, &i);
    if (r) {
        s->limit_given[i] = true;
        return mh_row_set_text(&mh_limits_schema, r, value, &s->limits, e);
    }
    r = mh_schema_find(&mh_settings_schema, name, e);
    if (r) return mh_row_set_text(&mh_settings_schema, r, value, s, e);
    const mh_schema *l = &mh_limits_schema;
    const char *near = mh_nearest(name, &l->rows[0].name, l->n, sizeof l->rows[0]);
    if (near == NULL) return MH_FAIL;
    return mh_fail(e, MH_E_USAGE, "settings: unknown option '%.*s' (did you mean '%s'?)",
                   MH_FMT(name), near);
}

bool mh_settings_is_switch(mh_view name) {
    const mh_row *r = mh_schema_find(&mh_settings_schema, name, NULL);
    return r && r->type == MH_T_BOOL;
}

bool mh_settings_knows(mh_view name) {
    size_t i;
    return find_limit(name, &i) || mh_schema_find(&mh_settings_schema, name, NULL);
}

const char *mh_settings_short(char c) {
    switch (c) {
    case 'o': return "append";
    case 'O': return "replace";
    case 'q': return "quiet";
    case 'v': return "verbose";
    default: return NULL;
    }
}

static mh_rc from_env(mh_settings *s, const mh_schema *schema, mh_err *e) {
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < schema->n; i++) {
        mh_buf name = {0};
        mh_buf_puts(&name, "MINEHOST_");
        for (const char *p = schema->rows[i].name; *p; p++)
            mh_buf_putc(&name, *p == '-' ? '_' : *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p);
        const char *v = getenv(name.ptr);
        if (v && *v) {
            mh_err why = {0};
            rc = mh_settings_set(s, mh_view_of(schema->rows[i].name), mh_view_of(v), &why);
            if (rc != MH_OK) mh_fail(e, MH_E_USAGE, "environment %s: %s", name.ptr, why.msg);
        }
        mh_buf_clear(&name);
    }
    return rc;
}

mh_rc mh_settings_init(mh_settings *s, mh_err *e) {
    *s = (mh_settings){.arena = mh_arena_new()};
    mh_schema_defaults(&mh_limits_schema, &s->limits);
    mh_schema_defaults(&mh_settings_schema, s);
    if (from_env(s, &mh_limits_schema, e) != MH_OK) return MH_FAIL;
    return from_env(s, &mh_settings_schema, e);
}

void mh_settings_clear(mh_settings *s) {
    mh_arena_free(s->arena);
    s->arena = NULL;
}

char *mh_settings_db(const mh_settings *s, mh_err *e) {
    if (s->db.len > 0) return mh_strndup(s->db.ptr, s->db.len);
    char *dir = mh_xdg_dir("data", e);
    if (dir == NULL) return NULL;
    char *path = mh_path_join(dir, "minehost.db");
    free(dir);
    return path;
}
