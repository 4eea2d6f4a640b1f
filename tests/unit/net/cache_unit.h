/* cache_unit.h - requests of a cache under test, written as text.
 * Owns: nothing. Threads: one. */
#ifndef MH_TESTS_CACHE_UNIT_H
#define MH_TESTS_CACHE_UNIT_H

#include "cache_memory.h"
#include "unit.h"

#include <stdio.h>

#define US   INT64_C(1000000)
#define NOW  (INT64_C(1795656600) * US) /* Thu, 26 Nov 2026 01:30:00 GMT */
#define DATE "Date: Thu, 26 Nov 2026 01:30:00 GMT\n"
#define URL  "https://a.example/news"

typedef struct ask {
    const char *method, *lines; /* NULL: GET, none */
    mh_cache_mode mode;         /* as it is; the tables name it where it matters */
} ask;

/* The request of an ask; the lines are cut out of text, which the caller keeps. */
typedef struct request {
    mh_cache_req req;
    char text[2048];
    char *lines[16];
} request;

static inline void make(request *r, const ask *a) {
    *r = (request){
        .req = {mh_view_of(a->method ? a->method : "GET"), MH_VIEW(URL), r->lines, 0, a->mode}};
    snprintf(r->text, sizeof r->text, "%s", a->lines ? a->lines : "");
    for (char *p = strtok(r->text, "\n"); p; p = strtok(NULL, "\n")) r->lines[r->req.n_lines++] = p;
}

#define ON(lines_)                                                                                 \
    (ask) {                                                                                        \
        .lines = (lines_), .mode = MH_CACHE_ON                                                     \
    }

static inline mh_cache_find look(cache_memory *m, ask a, int64_t now, mh_cache_entry *out) {
    request r;
    mh_cache c = {.store = &m->store, .scope = MH_VIEW("job")};
    make(&r, &a);
    return mh_cache_look(&c, &r.req, now, out);
}

/* The find alone. */
static inline mh_cache_find finds(cache_memory *m, ask a, int64_t now) {
    mh_cache_entry e;
    mh_cache_find f = look(m, a, now, &e);
    mh_cache_entry_clear(&e);
    return f;
}

static inline mh_cache_verdict take(cache_memory *m, ask a, mh_cache_entry *stale, int status,
                                    const char *fields, const char *body, int64_t now) {
    request r;
    mh_head h = {0};
    mh_cache c = {.store = &m->store, .scope = MH_VIEW("job")};
    make(&r, &a);
    mh_head_read(&h, status, mh_view_of(fields));
    mh_cache_answer answer = {status, &h, mh_view_of(body), now, now};
    mh_cache_verdict v = mh_cache_take(&c, &r.req, stale, &answer);
    mh_head_clear(&h);
    return v;
}

/* Asks, and lets the origin answer if need be. */
static inline mh_cache_verdict fetch(cache_memory *m, ask a, int status, const char *fields,
                                     const char *body, int64_t now) {
    mh_cache_entry e;
    mh_cache_find f = look(m, a, now, &e);
    ck_assert(f == MH_CACHE_MISS || f == MH_CACHE_STALE);
    mh_cache_verdict v = take(m, a, f == MH_CACHE_STALE ? &e : NULL, status, fields, body, now);
    mh_cache_entry_clear(&e);
    return v;
}

static char conditions_text[4096];

static inline const char *conditions(cache_memory *m, ask a, int64_t now) {
    request r;
    mh_lines lines = {0};
    mh_cache_entry e;
    make(&r, &a);
    mh_cache c = {.store = &m->store};
    mh_cache_look(&c, &r.req, now, &e);
    mh_cache_conditions(&e, &r.req, &lines);
    mh_buf all = {0};
    for (size_t i = 0; i < lines.len; i++) {
        mh_buf_printf(&all, "%s\n", lines.ptr[i]);
        free(lines.ptr[i]);
    }
    snprintf(conditions_text, sizeof conditions_text, "%s", all.ptr ? all.ptr : "");
    mh_buf_clear(&all);
    mh_vec_clear(&lines);
    mh_cache_entry_clear(&e);
    return conditions_text;
}

#endif
