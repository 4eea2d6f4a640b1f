/* The side of inotify: which folders are watched for which items, and what their events mean. */
#include "host/watch_priv.h"

#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

/* Milliseconds for which events gather in the kernel, so that a burst (a long transaction) does not wake the
 * daemon for each write. */
#define GATHER_MS 25

#define GOES   (IN_DELETE_SELF | IN_MOVE_SELF)
#define COMES  (IN_CREATE | IN_MOVED_TO)
#define INSIDE (COMES | IN_DELETE | IN_MOVED_FROM | IN_MODIFY | IN_ATTRIB)

static size_t node_place(const mh_watch *w, int wd) {
    size_t lo = 0, hi = w->nodes.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (w->nodes.ptr[mid]->wd < wd)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static watch_node *node_find(const mh_watch *w, int wd) {
    size_t i = node_place(w, wd);
    return i < w->nodes.len && w->nodes.ptr[i]->wd == wd ? w->nodes.ptr[i] : NULL;
}

static watch_node *node_at(mh_watch *w, int wd) {
    size_t i = node_place(w, wd);
    if (i < w->nodes.len && w->nodes.ptr[i]->wd == wd) return w->nodes.ptr[i];
    watch_node *n = mh_alloc(sizeof *n);
    n->wd = wd;
    mh_vec_push(&w->nodes, n);
    memmove(w->nodes.ptr + i + 1, w->nodes.ptr + i, (w->nodes.len - 1 - i) * sizeof *w->nodes.ptr);
    w->nodes.ptr[i] = n;
    return n;
}

static void node_drop(mh_watch *w, watch_node *n) {
    size_t i = node_place(w, n->wd);
    memmove(w->nodes.ptr + i, w->nodes.ptr + i + 1, (w->nodes.len - 1 - i) * sizeof *w->nodes.ptr);
    w->nodes.len--;
    mh_vec_clear(&n->items);
    free(n);
}

static void leave(mh_watch *w, watch_item *it, watch_node **from) {
    watch_node *n = *from;
    *from = NULL;
    if (n == NULL) return;
    for (size_t i = 0; i < n->items.len; i++) {
        if (n->items.ptr[i] != it) continue;
        n->items.ptr[i] = n->items.ptr[--n->items.len];
        break; /* once: an item that hangs there twice is in the list twice */
    }
    if (n->items.len > 0) return;
    inotify_rm_watch(w->fd, n->wd);
    node_drop(w, n);
}

void watch_disarm(mh_watch *w, watch_item *it) {
    leave(w, it, &it->anchor);
    leave(w, it, &it->self);
    if (it->polled) w->polled--;
    it->polled = false;
}

/* MH_FAIL with errno as inotify_add_watch sets it. */
static mh_rc hang(mh_watch *w, watch_item *it, const char *path, uint32_t mask, watch_node **on) {
    int wd = inotify_add_watch(w->fd, path, mask | IN_MASK_ADD);
    if (wd < 0) return MH_FAIL;
    watch_node *n = node_find(w, wd);
    if (n == NULL && w->most > 0 && w->nodes.len >= w->most) {
        inotify_rm_watch(w->fd, wd);
        errno = ENOSPC;
        return MH_FAIL;
    }
    n = node_at(w, wd);
    mh_vec_push(&n->items, it);
    *on = n;
    return MH_OK;
}

/* Hangs it on the nearest folder above that exists; false with errno. */
static bool hang_above(mh_watch *w, watch_item *it) {
    mh_buf dir = {0};
    size_t len = strlen(it->path), end = len;
    bool ok = false;
    while (!ok && end > 0) {
        size_t slash = end;
        while (it->path[--slash] != '/') {
        }
        it->near = end == len;
        it->awaited = mh_view_sub(mh_view_of(it->path), slash + 1, end);
        mh_buf_reset(&dir);
        mh_buf_put_n(&dir, it->path, slash > 0 ? slash : 1);
        uint32_t mask = GOES | IN_ONLYDIR | (it->near ? INSIDE : COMES);
        ok = hang(w, it, dir.ptr, mask, &it->anchor) == MH_OK;
        if (!ok && errno != ENOENT && errno != ENOTDIR) break;
        end = slash;
    }
    int err = errno;
    mh_buf_clear(&dir);
    errno = err;
    return ok;
}

/* Whether what it waits for came while the watch was made. */
static bool came_meanwhile(const watch_item *it) {
    struct stat st;
    if (it->near) return false;
    char *next = mh_strndup(it->path, (size_t)(it->awaited.ptr - it->path) + it->awaited.len);
    bool is = stat(next, &st) == 0 && S_ISDIR(st.st_mode);
    free(next);
    return is;
}

static bool hang_self(mh_watch *w, watch_item *it) {
    struct stat st;
    if (!it->near || lstat(it->path, &st) != 0) return true;
    if (!S_ISDIR(st.st_mode) && !S_ISLNK(st.st_mode)) return true;
    if (S_ISLNK(st.st_mode) && stat(it->path, &st) != 0) return true; /* leads nowhere yet */
    uint32_t mask = GOES | (S_ISDIR(st.st_mode) ? INSIDE : IN_MODIFY | IN_ATTRIB);
    return hang(w, it, it->path, mask, &it->self) == MH_OK || errno == ENOENT;
}

static void poll_instead(mh_watch *w, watch_item *it, const char *why) {
    watch_disarm(w, it);
    it->polled = true;
    w->polled++;
    snprintf(w->why, sizeof w->why, "%.200s: %.80s", it->path, why);
}

static const char *reason(int err) {
    return err == ENOSPC ? "no more watches (fs.inotify.max_user_watches)" : strerror(err);
}

void watch_arm(mh_watch *w, watch_item *it) {
    watch_item was = *it;
    *it = (watch_item){.path = was.path, .group = was.group, .seen = was.seen};
    if (was.polled) w->polled--;
    if (w->fd < 0) {
        poll_instead(w, it, "no inotify");
    } else if (watch_is_remote(it->path)) {
        poll_instead(w, it, "on a file system that other machines may change");
    } else {
        bool ok = hang_above(w, it);
        for (int i = 0; ok && i < 16 && came_meanwhile(it); i++) {
            leave(w, it, &it->anchor);
            ok = hang_above(w, it);
        }
        if (!ok || !hang_self(w, it)) poll_instead(w, it, reason(errno));
    }
    /* only now, so that a watch which stays is not given back and taken again */
    leave(w, it, &was.anchor);
    leave(w, it, &was.self);
    watch_look now = watch_look_at(it->path, it->polled);
    bool other = now.exists != it->seen.exists || now.identity != it->seen.identity;
    if (other || (it->polled && was.polled && now.state != it->seen.state)) watch_mark(w, it);
    it->seen = now;
}

/* The watch no longer watches what it was for. */
static void node_gone(mh_watch *w, watch_node *n, bool removed) {
    MH_VEC(watch_item *) items = {0};
    for (size_t i = 0; i < n->items.len; i++) mh_vec_push(&items, n->items.ptr[i]);
    if (!removed) inotify_rm_watch(w->fd, n->wd);
    for (size_t i = 0; i < items.len; i++) {
        if (items.ptr[i]->anchor == n) items.ptr[i]->anchor = NULL;
        if (items.ptr[i]->self == n) items.ptr[i]->self = NULL;
    }
    node_drop(w, n);
    for (size_t i = 0; i < items.len; i++) watch_arm(w, items.ptr[i]);
    mh_vec_clear(&items);
}

static void node_event(mh_watch *w, watch_node *n, const struct inotify_event *ev) {
    mh_view name = ev->len > 0 ? mh_view_of(ev->name) : (mh_view){0};
    int wd = n->wd;
    MH_VEC(watch_item *) anew = {0};
    for (size_t i = 0; i < n->items.len; i++) {
        watch_item *it = n->items.ptr[i];
        if (it->self == n) watch_mark(w, it);
        if (it->anchor != n || name.len == 0 || !mh_view_eq(name, it->awaited)) continue;
        if (it->near) watch_mark(w, it);
        /* it may be another file, a folder, a link by now */
        if (ev->mask & (COMES | IN_DELETE | IN_MOVED_FROM)) mh_vec_push(&anew, it);
    }
    for (size_t i = 0; i < anew.len; i++) watch_arm(w, anew.ptr[i]);
    mh_vec_clear(&anew);
    if ((ev->mask & IN_MOVE_SELF) && (n = node_find(w, wd)) != NULL) node_gone(w, n, false);
}

static void event(mh_watch *w, const struct inotify_event *ev) {
    if (ev->mask & IN_Q_OVERFLOW) { /* events were lost */
        for (size_t i = 0; i < w->items.len; i++) {
            watch_mark(w, w->items.ptr[i]);
            watch_arm(w, w->items.ptr[i]);
        }
        return;
    }
    watch_node *n = node_find(w, ev->wd);
    if (n == NULL) return; /* of a watch that was given back */
    if (ev->mask & IN_IGNORED)
        node_gone(w, n, true);
    else
        node_event(w, n, ev);
}

static void on_readable(uv_poll_t *p, int status, int events);

static void resume(void *arg) {
    mh_watch *w = arg;
    w->resume = NULL;
    uv_poll_start(w->poll, UV_READABLE, on_readable);
}

static void on_readable(uv_poll_t *p, int status, int events) {
    mh_watch *w = p->data;
    /* aligned as its first field wants, and room for one event at least */
    _Alignas(struct inotify_event) char buf[16384];
    (void)status;
    (void)events;
    for (int reads = 0; reads < 64; reads++) {
        ssize_t n = read(w->fd, buf, sizeof buf);
        if (n <= 0) break;
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *ev = (const void *)(buf + at);
            event(w, ev);
            at += (ssize_t)(sizeof *ev + ev->len);
        }
    }
    uv_poll_stop(p);
    if (w->resume == NULL) w->resume = mh_timer_start(w->loop, GATHER_MS, resume, w);
}

void watch_open(mh_watch *w) {
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->fd < 0) return;
    w->poll = mh_alloc(sizeof *w->poll);
    w->poll->data = w;
    if (uv_poll_init(mh_loop_uv(w->loop), w->poll, w->fd) != 0) {
        free(w->poll);
        w->poll = NULL;
        close(w->fd);
        w->fd = -1;
        return;
    }
    uv_poll_start(w->poll, UV_READABLE, on_readable);
}

static void poll_closed(uv_handle_t *h) {
    free(h);
}

void watch_close(mh_watch *w) {
    mh_timer_cancel(w->resume);
    for (size_t i = 0; i < w->nodes.len; i++) {
        mh_vec_clear(&w->nodes.ptr[i]->items);
        free(w->nodes.ptr[i]);
    }
    mh_vec_clear(&w->nodes);
    if (w->fd < 0) return;
    uv_close((uv_handle_t *)w->poll, poll_closed);
    close(w->fd);
}
