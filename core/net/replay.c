/* The asking side of record.h. */
#include "net/replay_priv.h"

#include "base/mem.h"

#include <stdlib.h>

mh_rc mh_replay_open(mh_replay **out, const char *path, mh_err *e) {
    mh_replay *r = mh_alloc(sizeof *r);
    r->path = mh_strndup(path, strlen(path));
    r->redact = mh_redact_new();
    r->told = mh_redact_new();
    if (mh_warc_open(&r->file, path, e) == MH_OK && mh_replay_index(r, e) == MH_OK) {
        *out = r;
        return MH_OK;
    }
    mh_replay_free(r);
    return MH_FAIL;
}

void mh_replay_free(mh_replay *r) {
    if (r == NULL) return;
    mh_warc_close(r->file);
    mh_redact_free(r->redact);
    mh_redact_free(r->told);
    mh_vec_clear(&r->entries);
    free(r->path);
    free(r->agent);
    free(r->job);
    free(r);
}

void mh_replay_secret(mh_replay *r, mh_view secret) {
    mh_redact_tell(r->told, secret);
}

bool mh_replay_is_cut(const mh_replay *r) {
    return r->cut;
}

size_t mh_replay_len(const mh_replay *r) {
    return r->entries.len;
}

bool mh_replay_info(const mh_replay *r, mh_record_info *out) {
    *out = r->info;
    return r->has_info;
}

/* The first entry whose key is not below. */
static size_t first_of(const mh_replay *r, uint64_t key) {
    size_t lo = 0, hi = r->entries.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->entries.ptr[mid].key < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* The entry of that key and ticket, or NULL. */
static mh_replay_entry *of_ticket(const mh_replay *r, size_t lo, size_t end, uint64_t ask) {
    while (lo < end) {
        size_t mid = lo + (end - lo) / 2;
        mh_replay_entry *x = &r->entries.ptr[mid];
        if (x->ask == ask) return x;
        if (x->ask < ask)
            lo = mid + 1;
        else
            end = mid;
    }
    return NULL;
}

static mh_replay_entry *choose(mh_replay *r, uint64_t key, uint64_t sent) {
    mh_replay_entry *all = r->entries.ptr, *next = NULL, *last = NULL;
    size_t lo = first_of(r, key), end = key == UINT64_MAX ? r->entries.len : first_of(r, key + 1);
    if (lo == end) return NULL;
    mh_replay_entry *x = of_ticket(r, lo, end, r->asked);
    if (x && x->own && !x->given && x->sent == sent) return x;
    for (size_t *from = &all[lo].next; *from < end && all[*from].given;) ++*from;
    for (size_t i = all[lo].next; i < end; i++) {
        x = &all[i];
        if (!x->given && x->sent == sent) return x;
        if (!x->given && next == NULL) next = x;
    }
    if (next) return next;
    for (size_t i = end; i-- > lo && last == NULL;)
        if (all[i].sent == sent) last = &all[i];
    return last ? last : &all[end - 1];
}

/* Addresses as our recorder hashed them, then as they are. */
static mh_replay_entry *lookup(mh_replay *r, mh_view method, mh_view url, mh_view sent) {
    uint64_t how = mh_replay_method(method);
    mh_redact *with[] = {r->told, r->redact};
    mh_replay_entry *x = NULL;
    for (int i = 0; i < 2 && x == NULL; i++)
        x = choose(r, mh_replay_key(mh_record_url_hash(with[i], url), how),
                   mh_record_sent_hash(with[i], sent));
    return x;
}

static mh_rc not_found(mh_replay *r, mh_view method, mh_view url, mh_err *e) {
    mh_buf shown = {0};
    mh_redact_learn_url(r->told, url);
    mh_redact_url(r->told, &shown, url);
    mh_redact_forget(r->told);
    mh_fail(e, MH_E_NOT_FOUND, "replay %s: no answer recorded for %.*s %.*s", r->path,
            MH_FMT(method), MH_FMT(mh_view_sub(mh_buf_view(&shown), 0, 300)));
    mh_buf_clear(&shown);
    return MH_FAIL;
}

mh_rc mh_replay_next(mh_replay *r, mh_view method, mh_view url, mh_view sent, mh_replayed *out,
                     mh_err *e) {
    *out = (mh_replayed){0};
    r->asked++;
    mh_replay_entry *x = lookup(r, method, url, sent);
    if (x == NULL) return not_found(r, method, url, e);
    x->given = true;
    out->start_us = x->start_us;
    out->end_us = x->end_us;
    out->first_ms = x->first_ms;
    out->order = x->order;
    if (mh_replay_read(r, x, out, e) == MH_OK) {
        if (out->err.code == MH_E_CANCELLED) out->end_us = INT64_MAX;
        return MH_OK;
    }
    mh_replayed_clear(out);
    return MH_FAIL;
}

void mh_replayed_clear(mh_replayed *x) {
    mh_head_clear(&x->head);
    mh_buf_clear(&x->body);
    *x = (mh_replayed){0};
}
