/* cookie.c: Set-Cookie fields and kept lines of a cookie jar; what is kept for the next run is text in
 * Netscape's form, and kept again it stays as it is. */
#include "fuzz.h"

#include "net/fetch.h"

static void check(mh_view lines) {
    mh_view line;
    size_t n = 0;
    while (mh_view_split(&lines, '\n', &line)) {
        size_t tabs = 0;
        if (line.len == 0) continue;
        n++;
        fz_check(line.len <= 8192);
        for (size_t i = 0; i < line.len; i++) {
            tabs += line.ptr[i] == '\t';
            fz_check(line.ptr[i] != '\0' && line.ptr[i] != '\r');
        }
        fz_check(tabs >= 6);
    }
    fz_check(n <= 500);
}

/* What a jar that was given text keeps. */
static void keep(mh_view text, mh_buf *out) {
    mh_net_opts o = mh_net_defaults();
    mh_loop *loop = mh_loop_new();
    mh_net *net = NULL;
    mh_err e = {0};
    fz_check(mh_net_new(&net, loop, &o, &e) == MH_OK);
    mh_net_cookies_load(net, text);
    mh_net_cookies_save(net, out);
    mh_net_free(net);
    mh_loop_free(loop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_buf once = {0}, twice = {0}, thrice = {0};
    keep(fz_view(data, size), &once);
    check(mh_buf_view(&once));
    keep(mh_buf_view(&once), &twice);
    check(mh_buf_view(&twice));
    keep(mh_buf_view(&twice), &thrice);
    fz_check(thrice.len == twice.len); /* in its normal form it stays */
    mh_buf_clear(&thrice);
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
    return 0;
}
