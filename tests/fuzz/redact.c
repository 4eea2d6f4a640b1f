/* redact.c: an exchange, one part a line, written down without its secrets. */
#include "fuzz.h"

#include "net/redact.h"

/* The told secret and the value of a query's token are nowhere in what is written. */
static void lacks(const mh_buf *out, mh_view secret) {
    fz_check(mh_view_find(mh_buf_view(out), secret, 0) == SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char told[] = "s3cr/t +%";
    mh_view v = fz_view(data, size);
    mh_view url = fz_line(&v), name = fz_line(&v), value = fz_line(&v), sent = fz_line(&v);
    mh_buf out = {0}, twice = {0};
    mh_redact *r = mh_redact_new();
    mh_redact_tell(r, MH_VIEW(told));
    mh_redact_learn_url(r, url);
    mh_redact_learn_field(r, name, value, true);
    mh_redact_learn_field(r, name, value, false);
    mh_redact_learn_sent(r, sent);
    mh_redact_learn_body(r, MH_VIEW("application/json"), v);
    mh_redact_url(r, &out, url);
    lacks(&out, MH_VIEW(told));
    fz_check(mh_view_find_byte(mh_buf_view(&out), '#', 0) == SIZE_MAX);
    for (int request = 0; request < 2; request++) {
        mh_buf_reset(&out);
        mh_redact_field(r, &out, name, value, request);
        lacks(&out, MH_VIEW(told));
    }
    mh_buf_reset(&out);
    mh_redact_sent(r, &out, sent);
    lacks(&out, MH_VIEW(told));
    mh_buf_reset(&out);
    mh_redact_body(r, &out, MH_VIEW("application/json"), v);
    lacks(&out, MH_VIEW(told));
    mh_redact_forget(r);
    /* with nothing learned and nothing told in it, a text stays */
    mh_buf_reset(&out);
    mh_redact_text(r, &out, v);
    mh_redact_text(r, &twice, mh_buf_view(&out));
    fz_check(mh_view_find(v, MH_VIEW("s3cr"), 0) != SIZE_MAX || out.len <= v.len);
    mh_buf_clear(&out);
    mh_buf_clear(&twice);
    mh_redact_free(r);
    return 0;
}
