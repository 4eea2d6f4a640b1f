#include "unit.h"

#define SMTPD_NO_MAIN
#include "../../tools/smtpd.c"
#include "net/mail.h"
#include "net_unit.h"

#include <stdlib.h>

/* A mail server in a child process, an engine and a mailer for it. */
typedef struct world {
    char *dir;
    int port, keep; /* the child ends when keep is closed */
    unit_net net;
    mh_mailer *mailer;
    char *ca_file;
} world;

typedef struct setup {
    const char *tls, *names, *user, *password; /* of the server */
    mh_mailer_opts o;                          /* url: its scheme alone */
    const char *host;                          /* NULL: 127.0.0.1 */
    bool trusted;                              /* the server's certificate is */
} setup;

static void serve(world *w, const setup *s) {
    int keep[2];
    const char *tmp = getenv("TMPDIR");
    w->dir = mh_path_join(tmp ? tmp : "/tmp", "unit-mail-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(w->dir));
    M.dir = w->dir;
    M.names = s->names;
    M.user = s->user;
    M.password = s->password;
    ck_assert(smtpd_tls(s->tls));
    int fd = smtpd_listen(&w->port);
    ck_assert_msg(fd >= 0 && pipe(keep) == 0, "no test server: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(keep[1]);
        signal(SIGPIPE, SIG_IGN);
        smtpd_loop(fd, keep[0]);
        _exit(0);
    }
    close(fd);
    close(keep[0]);
    SSL_CTX_free(M.tls);
    M.tls = NULL;
    w->keep = keep[1];
}

static void open_world(world *w, setup s) {
    mh_err e = {0};
    mh_buf url = {0};
    mh_net_opts opts = mh_net_defaults();
    *w = (world){0};
    signal(SIGPIPE, SIG_IGN); /* as the program does */
    serve(w, &s);
    w->ca_file = mh_path_join(w->dir, "cert.pem");
    if (s.trusted) opts.ca_file = w->ca_file;
    unit_net_open(&w->net, opts);
    mh_buf_printf(&url, "%.*s://%s:%d", MH_FMT(s.o.url), s.host ? s.host : "127.0.0.1", w->port);
    s.o.url = mh_buf_view(&url);
    s.o.from = MH_VIEW("desk@example.org");
    ck_assert_msg(mh_mailer_new(&w->mailer, w->net.net, &s.o, &e) == MH_OK, "%s", e.msg);
    mh_buf_clear(&url);
}

/* Also checks that nothing is left open, and that nothing is waited for. */
static void close_world(world *w) {
    mh_names left = {0};
    int64_t start = unit_ms();
    mh_mailer_free(w->mailer);
    unit_net_close(&w->net);
    ck_assert_int_lt(unit_ms() - start, 5000);
    close(w->keep);
    ck_assert_int_eq(mh_fs_list(&left, w->dir, NULL), MH_OK);
    for (size_t i = 0; i < left.len; i++) {
        char *path = mh_path_join(w->dir, left.ptr[i]);
        unlink(path);
        free(path);
    }
    mh_names_clear(&left);
    rmdir(w->dir);
    free(w->dir);
    free(w->ca_file);
}

static bool has(const world *w, const char *file, const char *text) {
    char *path = mh_path_join(w->dir, file);
    mh_buf b = {0};
    bool found = mh_fs_read(&b, path, 0, NULL) == MH_OK &&
                 mh_view_find(mh_buf_view(&b), mh_view_of(text), 0) != SIZE_MAX;
    mh_buf_clear(&b);
    free(path);
    return found;
}

static mh_mail *start(world *w, const char *to, int *done) {
    mh_view list[] = {mh_view_of(to)};
    mh_mail_req req = {
        .to = list, .n_to = 1, .subject = MH_VIEW("Talks"), .text = MH_VIEW("In Astana.")};
    return mh_mail_start(w->mailer, &req, unit_count, done);
}

static mh_code send_one(world *w, const char *to) {
    int done = 0;
    mh_mail *m = start(w, to, &done);
    unit_until(w->net.loop, &done, 1, 20);
    mh_code code = mh_mail_get(m)->err.code;
    mh_mail_free(m);
    return code;
}

static const setup plain = {.o = {.url = MH_VIEW_INIT("smtp"), .no_tls = true}};

START_TEST(options_are_checked) {
    static const struct {
        const char *url, *from, *user;
        bool no_tls, want;
    } rows[] = {
        {"smtps://mail.example.org", "d@example.org", "", false, true},
        {"SMTP://mail.example.org:25/", "Desk <d@example.org>", "u", false, true},
        {"smtp://localhost:25", "d@example.org", "u", true, true},
        {"smtp://[::1]:25", "d@example.org", "u", true, true},
        {"smtp://mail.example.org", "d@example.org", "", true, true},
        {"smtp://mail.example.org", "d@example.org", "u", true, false},
        {"smtps://mail.example.org", "d@example.org", "u", true, true},
        {"mail.example.org", "d@example.org", "", false, false},
        {"smtp:mail.example.org", "d@example.org", "", false, false},
        {"https://mail.example.org", "d@example.org", "", false, false},
        {"smtp://u:sesame@mail.example.org", "d@example.org", "", false, false},
        {"smtp://mail.example.org", "", "", false, false},
        {"smtp://mail.example.org", "desk", "", false, false},
    };
    unit_net n;
    unit_net_open(&n, mh_net_defaults());
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_mailer *m = NULL;
        mh_err e = {0};
        mh_mailer_opts o = {.url = mh_view_of(rows[i].url),
                            .from = mh_view_of(rows[i].from),
                            .user = mh_view_of(rows[i].user),
                            .password = MH_VIEW("sesame"),
                            .no_tls = rows[i].no_tls};
        ck_assert_msg((mh_mailer_new(&m, n.net, &o, &e) == MH_OK) == rows[i].want, "%s",
                      rows[i].url);
        ck_assert_int_eq(e.code, rows[i].want ? MH_E_NONE : MH_E_USAGE);
        ck_assert_ptr_null(strstr(e.msg, "sesame"));
        mh_mailer_free(m);
    }
    unit_net_close(&n);
}
END_TEST

START_TEST(tls_and_log_in) {
    static const struct {
        setup s;
        mh_code want;
        const char *lacks; /* what the server must not have been told */
    } rows[] = {
        {{.tls = "starttls", .o = {.url = MH_VIEW_INIT("smtp")}, .trusted = true}, MH_E_NONE, NULL},
        {{.tls = "implicit", .o = {.url = MH_VIEW_INIT("smtps")}, .trusted = true},
         MH_E_NONE,
         NULL},
        {{.tls = "starttls",
          .user = "desk",
          .password = "open sesame",
          .o = {.url = MH_VIEW_INIT("smtp"),
                .user = MH_VIEW_INIT("desk"),
                .password = MH_VIEW_INIT("open sesame")},
          .trusted = true,
          .host = "localhost"},
         MH_E_NONE,
         NULL},
        {{.tls = "implicit",
          .user = "desk",
          .password = "open sesame",
          .o = {.url = MH_VIEW_INIT("smtps"),
                .user = MH_VIEW_INIT("desk"),
                .password = MH_VIEW_INIT("wrong")},
          .trusted = true},
         MH_E_DENIED,
         "MAIL"},
        /* a certificate of nobody that is trusted, or of another host; no TLS at all */
        {{.tls = "starttls", .o = {.url = MH_VIEW_INIT("smtp")}}, MH_E_TLS, "MAIL"},
        {{.tls = "implicit", .o = {.url = MH_VIEW_INIT("smtps")}}, MH_E_TLS, "EHLO"},
        {{.tls = "implicit",
          .names = "DNS:mail.example.org",
          .o = {.url = MH_VIEW_INIT("smtps")},
          .trusted = true},
         MH_E_TLS,
         "EHLO"},
        {{.tls = "starttls",
          .names = "DNS:mail.example.org",
          .user = "desk",
          .password = "open sesame",
          .o = {.url = MH_VIEW_INIT("smtp"),
                .user = MH_VIEW_INIT("desk"),
                .password = MH_VIEW_INIT("open sesame")},
          .trusted = true},
         MH_E_TLS,
         "AUTH"},
        {{.user = "desk",
          .password = "open sesame",
          .o = {.url = MH_VIEW_INIT("smtp"),
                .user = MH_VIEW_INIT("desk"),
                .password = MH_VIEW_INIT("open sesame")}},
         MH_E_TLS,
         "AUTH"},
    };
    const setup *s = &rows[_i].s;
    world w;
    open_world(&w, *s);
    ck_assert_int_eq(send_one(&w, "a@example.org"), rows[_i].want);
    ck_assert(has(&w, "1.eml", "In Astana.") == (rows[_i].want == MH_E_NONE));
    if (rows[_i].lacks) ck_assert_msg(!has(&w, "log", rows[_i].lacks), "row %d", _i);
    if (rows[_i].want == MH_E_NONE) { /* over the same connection */
        ck_assert_int_eq(send_one(&w, "b@example.org"), MH_E_NONE);
        ck_assert(has(&w, "2.env", "b@example.org") && !has(&w, "log", "2 EHLO"));
    }
    close_world(&w);
}
END_TEST

START_TEST(done_comes_once_and_from_a_later_turn) {
    world w;
    int done = 0;
    open_world(&w, plain);
    mh_mail *good = start(&w, "a@example.org", &done), *bad = start(&w, "nobody", &done);
    ck_assert_int_eq(done, 0);
    ck_assert_ptr_null(mh_mail_get(good));
    unit_until(w.net.loop, &done, 2, 20);
    ck_assert_int_eq(mh_mail_get(good)->err.code, MH_E_NONE);
    ck_assert_int_eq(mh_mail_get(good)->status, 250);
    ck_assert_int_eq(mh_mail_get(bad)->err.code, MH_E_USAGE);
    mh_mail_cancel(good);
    mh_mail_free(good);
    mh_mail_free(bad);
    mh_mail_free(NULL);
    for (int i = 0; i < 5; i++) unit_turn(w.net.loop);
    ck_assert_int_eq(done, 2);
    close_world(&w);
}
END_TEST

/* Cancelled or freed: in the queue, on its way into the thread, and while the server keeps silent. */
START_TEST(a_mail_is_given_up_in_every_state) {
    world w;
    int done = 0, other = 0;
    open_world(&w, plain);
    mh_mail *first = start(&w, "mute@example.org", &done),
            *second = start(&w, "b@example.org", &done),
            *third = start(&w, "c@example.org", &other);
    int64_t end = unit_ms() + 20000;
    while (_i >= 2 && !has(&w, "log", "RCPT")) {
        unit_turn(w.net.loop);
        ck_assert_int_lt(unit_ms(), end);
    }
    if (_i % 2 == 0) {
        mh_mail_cancel(second);
        mh_mail_cancel(first);
        unit_until(w.net.loop, &done, 2, 5);
        ck_assert_int_eq(mh_mail_get(first)->err.code, MH_E_CANCELLED);
        ck_assert_int_eq(mh_mail_get(second)->err.code, MH_E_CANCELLED);
    }
    mh_mail_free(second);
    mh_mail_free(first);
    unit_until(w.net.loop, &other, 1, 20);
    ck_assert_int_eq(mh_mail_get(third)->err.code, MH_E_NONE);
    ck_assert_int_eq(done, _i % 2 == 0 ? 2 : 0);
    ck_assert(has(&w, "1.env", "c@example.org"));
    mh_mail_free(third);
    close_world(&w);
}
END_TEST

/* The end of a run: nobody waits for what is under way. */
START_TEST(a_mailer_goes_while_one_runs) {
    world w;
    int done = 0;
    open_world(&w, plain);
    mh_mail *m = start(&w, "mute@example.org", &done);
    int64_t end = unit_ms() + 20000;
    while (_i > 0 && !has(&w, "log", "RCPT")) {
        unit_turn(w.net.loop);
        ck_assert_int_lt(unit_ms(), end);
    }
    mh_mail_free(m);
    close_world(&w);
    ck_assert_int_eq(done, 0);
}
END_TEST

START_TEST(no_half_message_is_delivered) {
    world w;
    int done = 0;
    mh_buf text = {0};
    open_world(&w, plain);
    for (int i = 0; i < 20000; i++) mh_buf_puts(&text, "a line of a long message\n");
    mh_view to[] = {MH_VIEW("a@example.org")};
    mh_mail_req req = {.to = to, .n_to = 1, .text = mh_buf_view(&text)};
    mh_mail *m = mh_mail_start(w.mailer, &req, unit_count, &done);
    int64_t end = unit_ms() + 20000;
    while (!has(&w, "log", "DATA")) ck_assert_int_lt(unit_ms(), end);
    mh_mail_free(m);
    mh_code code = send_one(&w, "b@example.org");
    if (code == MH_E_RESET)
        code = send_one(&w, "b@example.org"); /* the server ended the first one */
    ck_assert_int_eq(code, MH_E_NONE);
    /* the first was whole before it was given up, or is not there at all */
    ck_assert(has(&w, "2.env", "b@") ? has(&w, "1.eml", "message\r\n") : has(&w, "1.env", "b@"));
    mh_buf_clear(&text);
    close_world(&w);
}
END_TEST

START_TEST(times_are_limited) {
    world w;
    setup s = plain;
    s.o.total_ms = 300;
    open_world(&w, s);
    ck_assert_int_eq(send_one(&w, "mute@example.org"), MH_E_TIMEOUT);
    ck_assert_int_eq(send_one(&w, "slow@example.org"), MH_E_TIMEOUT);
    ck_assert_int_eq(send_one(&w, "a@example.org"), MH_E_NONE);
    close_world(&w);
}
END_TEST

TCase *tcase_net_mail(void) {
    TCase *t = tcase_create("net_mail");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, options_are_checked);
    tcase_add_loop_test(t, tls_and_log_in, 0, 9);
    tcase_add_test(t, done_comes_once_and_from_a_later_turn);
    tcase_add_loop_test(t, a_mail_is_given_up_in_every_state, 0, 4);
    tcase_add_loop_test(t, a_mailer_goes_while_one_runs, 0, 2);
    tcase_add_test(t, no_half_message_is_delivered);
    tcase_add_test(t, times_are_limited);
    return t;
}
