/* trap.c: a URL a line, each looked at, followed, and told as a page; few of everything is remembered. */
#include "fuzz.h"

#include "doc/trap_priv.h"

static void check_url(mh_view url) {
    mh_trap_url u;
    mh_buf shape = {0};
    bool ok = mh_trap_url_read(&u, url);
    mh_trap_shape(&shape, url);
    fz_check(ok == (shape.len > 0));
    if (ok) {
        fz_check(mh_view_eq(mh_buf_view(&shape), mh_buf_view(&u.shape)));
        fz_check(u.path_len <= u.shape.len && u.segments <= u.depth && u.params <= u.all_params);
        fz_check(u.host.len > 0 && mh_view_starts(mh_buf_view(&shape), u.host));
        for (size_t i = 0; i < u.segments; i++) fz_check(u.segment[i].len > 0);
    }
    mh_trap_url_clear(&u);
    mh_buf_clear(&shape);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_trap_rules r = MH_TRAP_RULES_DEFAULT;
    mh_view rest = fz_view(data, size);
    r.max_remember = 8;
    r.max_far = r.max_calendar = r.filter_min = 1;
    r.max_sets = 2;
    r.credit = r.credit_max = 3;
    mh_trap *t = mh_trap_new(&r, size & 1 ? 1772582400 : 0);
    for (unsigned i = 0; i < 64 && rest.len > 0; i++) {
        mh_view url = fz_line(&rest);
        check_url(url);
        const char *why = mh_trap_look(t, url);
        fz_check(mh_trap_look(t, url) == why);
        mh_trap_follow(t, url);
        mh_trap_page(t, url, (uint64_t)(url.len ? url.ptr[0] : 0) << i % 3);
    }
    mh_trap_free(t);
    return 0;
}
