/* store_util.h - what the tests of core/store share: a folder of their own, a fixed clock, items.
 * Owns: the folder, until su_done. Threads: one. */
#ifndef MH_TESTS_STORE_UTIL_H
#define MH_TESTS_STORE_UTIL_H

#include "unit.h"

#include "store/docs.h"
#include "store/store_priv.h"

extern char su_dir[64];  /* a fresh folder */
extern char su_path[96]; /* su_dir/news.db */
extern int64_t su_now;   /* us, what su_clock says */
extern const mh_clock su_clock;

void su_begin(void); /* makes su_dir; set-up of every case */
void su_done(void);  /* removes it with all that is in it */

/* Opens su_path with su_clock, or fails the test. */
mh_store *su_open(void);
/* {"url", "title", "text", "date", "language"}; NULL leaves a field out. Owned. */
json_t *su_item(const char *url, const char *title, const char *text);
/* Puts and flushes, or fails the test. Takes the item. */
mh_put_result su_put(mh_store *s, json_t *item);
/* One integer out of a query, on a connection of its own. */
int64_t su_int(const char *sql);
/* All that the tables hold but for meta and run records, as one hash. */
uint64_t su_content(void);

#define su_ok(call)                                                                                \
    do {                                                                                           \
        mh_err su_err_ = {0};                                                                      \
        mh_err *su_e = &su_err_;                                                                   \
        (void)su_e;                                                                                \
        ck_assert_msg((call) == MH_OK, "%s: %s", #call, su_err_.msg);                              \
    } while (0)

#endif
