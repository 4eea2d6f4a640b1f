/* log.h - log lines are events with fields: `level time job run event key=value`.
 * Owns: a log copies the names given to it. Field values are borrowed during the call.
 * Threads: loop thread only.
 *
 *     mh_log_event(log, MH_LOG_WARN, "fetch-failed", MH_F("url", url), MH_FN("status", 503));
 *
 * One line per fact, no free prose. Control characters are escaped, so that a value can neither
 * forge a line nor steer a terminal. The same event goes to every sink of the log. */
#ifndef MH_BASE_LOG_H
#define MH_BASE_LOG_H

#include "base/clock.h"
#include "base/str.h"

#include <stdio.h>

typedef enum mh_level { MH_LOG_DEBUG, MH_LOG_INFO, MH_LOG_WARN, MH_LOG_ERROR, MH_LOG_OFF } mh_level;
typedef enum mh_log_format { MH_LOG_TEXT, MH_LOG_JSON } mh_log_format;

typedef struct mh_field {
    const char *key;
    mh_view text; /* used when is_num is false */
    double num;
    bool is_num;
} mh_field;

#define MH_F(k, v)  ((mh_field){.key = (k), .text = (v)})
#define MH_FS(k, s) ((mh_field){.key = (k), .text = mh_view_of(s)})
#define MH_FN(k, n) ((mh_field){.key = (k), .num = (double)(n), .is_num = true})

typedef struct mh_log mh_log;

/* Gets each finished line, newline included. */
typedef void mh_log_write(void *arg, mh_level level, mh_view line);

mh_log *mh_log_new(const mh_clock *clock, mh_level level, mh_log_format format, mh_log_write *write,
                   void *arg);
void mh_log_free(mh_log *log);
/* The job and run that later lines carry; NULL for none. */
void mh_log_scope(mh_log *log, const char *job, const char *run);
mh_level mh_log_level(const mh_log *log);
/* Also gets each event from level on, as it is, whatever the level of the lines; one a log. */
typedef void mh_log_tee(void *arg, mh_level level, const char *event, const mh_field *f, size_t n);
void mh_log_set_tee(mh_log *log, mh_level level, mh_log_tee *tee, void *arg);
bool mh_level_parse(mh_view name, mh_level *out); /* debug info warn error off */
void mh_log_fields(mh_log *log, mh_level level, const char *event, const mh_field *f, size_t n);

/* At least one field. log may be NULL: nothing happens. */
#define mh_log_event(log, level, event, ...)                                                       \
    mh_log_fields((log), (level), (event), (const mh_field[]){__VA_ARGS__},                        \
                  sizeof((const mh_field[]){__VA_ARGS__}) / sizeof(mh_field))

/* Appends v with control characters (C0, DEL, C1), line separators, marks that turn the direction of text,
 * quotes and backslash escaped; ill-formed UTF-8 becomes U+FFFD. What is printed to a terminal or a log goes through here. */
void mh_log_escape(mh_buf *out, mh_view v, bool quotes);
/* Writes v to f as it is; to a terminal with all but line ends and tabs escaped, which leaves JSON the same
 * value. For items and exports, which are data unless somebody looks at them. */
bool mh_log_print(FILE *f, mh_view v);

#endif
