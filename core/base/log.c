#include "base/log.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define VALUE_MAX 4096 /* bytes of one value in one line */

struct mh_log {
    const mh_clock *clock;
    mh_level level;
    mh_log_format format;
    mh_log_write *write;
    void *arg;
    char *job, *run;
    mh_buf line;
    mh_log_tee *tee; /* NULL: none */
    mh_level tee_level;
    void *tee_arg;
};

static const char *const level_names[] = {"debug", "info", "warn", "error", "off"};

mh_log *mh_log_new(const mh_clock *clock, mh_level level, mh_log_format format, mh_log_write *write,
                   void *arg) {
    mh_log *log = mh_alloc(sizeof *log);
    log->clock = clock;
    log->level = level;
    log->format = format;
    log->write = write;
    log->arg = arg;
    return log;
}

void mh_log_free(mh_log *log) {
    if (log == NULL) return;
    free(log->job);
    free(log->run);
    mh_buf_clear(&log->line);
    free(log);
}

static char *copy(const char *s) {
    mh_view v = mh_view_of(s);
    return s ? mh_strndup(v.ptr, v.len) : NULL;
}

void mh_log_scope(mh_log *log, const char *job, const char *run) {
    free(log->job);
    free(log->run);
    log->job = copy(job);
    log->run = copy(run);
}

void mh_log_set_tee(mh_log *log, mh_level level, mh_log_tee *tee, void *arg) {
    log->tee = tee;
    log->tee_level = level;
    log->tee_arg = arg;
}

mh_level mh_log_level(const mh_log *log) {
    return log ? log->level : MH_LOG_OFF;
}

bool mh_level_parse(mh_view name, mh_level *out) {
    for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++) {
        if (!mh_view_eq(name, mh_view_of(level_names[i]))) continue;
        *out = (mh_level)i;
        return true;
    }
    return false;
}

/* Controls of C0 and C1; ends of lines; marks that turn the direction of what follows, so that a line reads
 * as what it is not (Unicode UAX 9, 2: embeddings, overrides, isolates). Marks that sit between two letters
 * (U+200C to U+200F), which Persian needs, stay. */
static bool steers(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

void mh_log_escape(mh_buf *out, mh_view v, bool quotes) {
    while (v.len > 0) {
        uint32_t c = mh_utf8_next(&v);
        if (c == '\n')
            mh_buf_puts(out, "\\n");
        else if (c == '\t')
            mh_buf_puts(out, "\\t");
        else if (c == '\r')
            mh_buf_puts(out, "\\r");
        else if (steers(c))
            mh_buf_printf(out, "\\u%04x", (unsigned)c);
        else if (quotes && (c == '"' || c == '\\')) {
            mh_buf_putc(out, '\\');
            mh_buf_putc(out, (char)c);
        } else
            mh_buf_put_cp(out, c);
    }
}

bool mh_log_print(FILE *f, mh_view v) {
    if (v.len == 0) return true;
    if (!isatty(fileno(f))) return fwrite(v.ptr, 1, v.len, f) == v.len;
    mh_buf b = {0};
    for (size_t i = 0; i < v.len;) {
        size_t end = i;
        while (end < v.len && v.ptr[end] != '\n' && v.ptr[end] != '\t') end++;
        mh_log_escape(&b, mh_view_sub(v, i, end), false);
        if (end < v.len) mh_buf_putc(&b, v.ptr[end++]);
        i = end;
    }
    bool ok = fwrite(b.ptr, 1, b.len, f) == b.len;
    mh_buf_clear(&b);
    return ok;
}

static bool is_plain(mh_view v) {
    if (v.len == 0) return false;
    for (size_t i = 0; i < v.len; i++) {
        unsigned char c = (unsigned char)v.ptr[i];
        if (c <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7F) return false;
    }
    return true;
}

static void put_value(mh_buf *b, const mh_field *f, bool json) {
    if (f->is_num) {
        if (isfinite(f->num))
            mh_buf_printf(b, "%.15g", f->num);
        else
            mh_buf_puts(b, "null");
        return;
    }
    mh_view v = mh_utf8_cut(f->text, VALUE_MAX);
    bool quote = json || !is_plain(v);
    if (quote) mh_buf_putc(b, '"');
    mh_log_escape(b, v, quote);
    if (v.len < f->text.len) mh_buf_puts(b, "...");
    if (quote) mh_buf_putc(b, '"');
}

/* A key may come from a script, as a value does. */
static void put_pair(mh_log *log, const char *key, const mh_field *f, bool first) {
    bool json = log->format == MH_LOG_JSON;
    mh_field name = MH_FS("", key);
    if (json)
        mh_buf_putc(&log->line, first ? '{' : ',');
    else if (!first)
        mh_buf_putc(&log->line, ' ');
    put_value(&log->line, &name, json);
    mh_buf_putc(&log->line, json ? ':' : '=');
    put_value(&log->line, f, json);
}

static void put_head(mh_log *log, mh_level level, const char *event) {
    char at[MH_RFC3339_MAX];
    mh_rfc3339(at, mh_clock_wall_us(log->clock), 0, true);
    if (log->format == MH_LOG_JSON) {
        put_pair(log, "level", &MH_FS("", level_names[level]), true);
        put_pair(log, "time", &MH_FS("", at), false);
        if (log->job) put_pair(log, "job", &MH_FS("", log->job), false);
        if (log->run) put_pair(log, "run", &MH_FS("", log->run), false);
        put_pair(log, "event", &MH_FS("", event), false);
        return;
    }
    mh_buf_printf(&log->line, "%-5s %s ", level_names[level], at);
    if (log->job) put_value(&log->line, &MH_FS("", log->job), false);
    if (log->job) mh_buf_putc(&log->line, ' ');
    if (log->run) mh_buf_printf(&log->line, "%s ", log->run);
    mh_log_escape(&log->line, mh_view_of(event), false);
}

void mh_log_fields(mh_log *log, mh_level level, const char *event, const mh_field *f, size_t n) {
    if (log == NULL || level >= MH_LOG_OFF) return;
    if (log->tee && level >= log->tee_level) log->tee(log->tee_arg, level, event, f, n);
    if (level < log->level) return;
    mh_buf_reset(&log->line);
    put_head(log, level, event);
    for (size_t i = 0; i < n; i++) put_pair(log, f[i].key, &f[i], false);
    mh_buf_puts(&log->line, log->format == MH_LOG_JSON ? "}\n" : "\n");
    log->write(log->arg, level, mh_buf_view(&log->line));
}
