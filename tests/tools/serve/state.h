/* state.h - behaviours that depend on what was asked before: failures that pass, validators, cookies.
 * Part of serve.c, which defines conn and answer(). */
#ifndef MH_TESTS_SERVE_STATE_H
#define MH_TESTS_SERVE_STATE_H

static long flaky; /* failures given so far; /_/forget begins anew */

/* The first n requests fail, those behind them are answered. */
static void do_flaky(conn *c) {
    if (flaky++ < c->n)
        answer(c, "503 Service Unavailable", "text/plain", MH_VIEW("not now"));
    else
        answer(c, "200 OK", "text/plain", MH_VIEW("at last"));
}

static void do_busy(conn *c) { /* asks for n seconds of rest */
    mh_buf_printf(&c->out,
                  "HTTP/1.1 429 Too Many Requests\r\nRetry-After: %ld\r\nContent-Length: 4\r\n\r\n"
                  "busy",
                  c->n);
}

static void do_etag(conn *c) { /* a page with a validator; no lifetime */
    bool same = mh_view_ifind(mh_buf_view(&c->in), MH_VIEW("If-None-Match: \"v1\""), 0) != SIZE_MAX;
    mh_buf_printf(&c->out, "HTTP/1.1 %s\r\nETag: \"v1\"\r\nX-Count: %lu\r\n",
                  same ? "304 Not Modified" : "200 OK", S.requests);
    mh_buf_puts(&c->out,
                same ? "\r\n" : "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nkept");
}

static void do_fresh(conn *c) { /* a page that may be used again for an hour */
    mh_buf_puts(&c->out, "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\n"
                         "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nfresh");
}

static void do_stray(conn *c) { /* 304 to everybody */
    mh_buf_puts(&c->out, "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
}

static void do_cookie(conn *c) { /* sets one that lasts and one that does not */
    mh_buf_puts(&c->out, "HTTP/1.1 200 OK\r\nSet-Cookie: lasting=1; Max-Age=86400\r\n"
                         "Set-Cookie: session=2\r\nContent-Length: 2\r\n\r\nok");
}

static int gen_long_chunks(conn *c) { /* a thousand bytes around each one of the body */
    mh_buf_puts(&c->out, "1;");
    for (int i = 0; i < 1000; i++) mh_buf_putc(&c->out, 'e');
    mh_buf_puts(&c->out, "\r\nx\r\n");
    return 0;
}

#endif
