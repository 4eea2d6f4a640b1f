/* watch_priv.h - the parts of a watch, shared by its files.
 * Owns: see watch.h. Threads: see watch.h.
 *
 * An item is one path with one tag. It hangs on the watched folder that it lies in, or, while that does not
 * exist, on the nearest one above that does (its anchor); if it is a folder or a link, it hangs on itself, too. */
#ifndef MH_HOST_WATCH_PRIV_H
#define MH_HOST_WATCH_PRIV_H

#include "base/vec.h"
#include "host/watch.h"

struct uv_poll_s;

/* What is known of a path without inotify. */
typedef struct watch_look {
    bool exists;
    uint64_t identity; /* of the file: device and inode */
    uint64_t state;    /* times and size; of a folder, those of its entries */
} watch_look;

typedef struct watch_group { /* one tag */
    uint64_t tag;
    size_t items;
    bool pending;
    int64_t first, last; /* ms: changes that are not told yet */
} watch_group;

typedef struct watch_item watch_item;

typedef struct watch_node { /* one watch of the kernel */
    int wd;
    MH_VEC(watch_item *) items;
} watch_node;

struct watch_item {
    char *path; /* absolute */
    watch_group *group;
    watch_node *anchor, *self; /* NULL: none */
    mh_view awaited;           /* the name that it waits for in its anchor; part of path */
    bool near;                 /* the anchor is the folder that it lies in */
    bool polled;
    watch_look seen;
};

struct mh_watch {
    mh_loop *loop;
    mh_watch_fn *fn;
    void *arg;
    int fd;                       /* of inotify; -1: there is none */
    struct uv_poll_s *poll;       /* NULL: none */
    MH_VEC(watch_node *) nodes;   /* by wd */
    MH_VEC(watch_group *) groups; /* by tag */
    MH_VEC(watch_item *) items;
    size_t polled, most, turn;
    int64_t poll_ms;
    mh_timer *tell, *resume, *look;
    char why[300];
    bool *gone; /* set when it is freed by the function that it calls */
};

/* watch.c: it changed: to be told soon. */
void watch_mark(mh_watch *w, watch_item *it);

/* watch_node.c */
void watch_open(mh_watch *w);
void watch_close(mh_watch *w);
/* Hangs the item where it belongs by now; takes it from where it hung. */
void watch_arm(mh_watch *w, watch_item *it);
void watch_disarm(mh_watch *w, watch_item *it);

/* watch_look.c: deep: also the entries of a folder. */
watch_look watch_look_at(const char *path, bool deep);
/* Whether changes made by other machines stay unseen by inotify there. */
bool watch_is_remote(const char *path);
/* Absolute, without "//", "/./" and a slash at the end. Owned. */
char *watch_path(const char *path);

#endif
