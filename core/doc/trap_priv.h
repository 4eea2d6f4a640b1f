/* trap_priv.h - shared by trap.c and by what reads a URL for it.
 * Owns: an mh_trap_url owns its text; views of it live until mh_trap_url_clear. Threads: any. */
#ifndef MH_DOC_TRAP_PRIV_H
#define MH_DOC_TRAP_PRIV_H

#include "doc/trap.h"

/* Parts that are looked at; a URL with more is refused by the default rules. */
#define MH_TRAP_SEGMENTS 64
#define MH_TRAP_PARAMS   64
/* Parameters of a shape whose values are counted. */
#define MH_TRAP_FILTERS 8

typedef struct mh_trap_param {
    mh_view name, value; /* escaped */
    bool is_filter;      /* neither a day, nor a page of a list, nor a language */
} mh_trap_param;

typedef struct mh_trap_url {
    mh_buf text, shape;
    mh_view host, path, session;
    mh_view segment[MH_TRAP_SEGMENTS];
    mh_trap_param param[MH_TRAP_PARAMS];
    size_t segments, params; /* of those looked at */
    size_t depth, all_params;
    size_t path_len; /* bytes of shape that are host and path */
    uint64_t set;    /* of the names of parameters */
    bool is_day;     /* a day or a month is what it asks for, and nothing else */
    bool is_calendar;
    int64_t day; /* of is_day, since the epoch: the first of a month alone */
} mh_trap_url;

/* False when url is none of http or https; u is to be cleared all the same. */
bool mh_trap_url_read(mh_trap_url *u, mh_view url);
void mh_trap_url_clear(mh_trap_url *u);

/* Sets is_day, day and is_calendar of u, whose parts are read. */
void mh_trap_find_day(mh_trap_url *u);
/* Whether a parameter of that name says which day. */
bool mh_trap_is_day_name(mh_view name);
/* Whether v is one of n names, letter case ignored. */
bool mh_trap_is_one_of(mh_view v, const char *const *list, size_t n);

#endif
