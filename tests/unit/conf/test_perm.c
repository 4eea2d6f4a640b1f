#include "unit.h"

#include "base/fs.h"
#include "conf/perm.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

START_TEST(hosts) {
    static const struct {
        const char *grant, *host;
        unsigned port;
        bool want;
    } rows[] = {
        {"net:example.org", "example.org", 443, true},
        {"net:example.org", "www.example.org", 443, false},
        {"net:*.example.org", "www.example.org", 80, true},
        {"net:*.example.org", "example.org", 80, true},
        {"net:*.example.org", "evilexample.org", 80, false},
        {"net:127.0.0.1:8000", "127.0.0.1", 8000, true},
        {"net:127.0.0.1:8000", "127.0.0.1", 8001, false},
        {"net:[::1]:80", "[::1]", 80, true},
        {"net:[::1]:80", "[::1]", 81, false},
        {"net:*", "anything", 1, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_perm *p = mh_perm_new();
        ck_assert(!mh_perm_host(p, mh_view_of(rows[i].host), rows[i].port, false));
        ck_assert_int_eq(mh_perm_grant(p, mh_view_of(rows[i].grant), ".", NULL), MH_OK);
        ck_assert_msg(mh_perm_host(p, mh_view_of(rows[i].host), rows[i].port, false) ==
                          rows[i].want,
                      "%s for %s", rows[i].grant, rows[i].host);
        mh_perm_free(p);
    }
}
END_TEST

START_TEST(methods) {
    static const struct {
        const char *grant; /* NULL: none */
        bool public_net, get, send;
    } rows[] = {
        {NULL, false, false, false},
        {NULL, true, true, false},
        {"net:a.example", false, true, true},
        {"post:a.example", false, true, true},
        {"post:a.example:443", true, true, true},
        {"post:a.example:80", true, true, false},
        {"post:*.example", true, true, true},
        {"net:*", false, true, true},
        {"post:b.example", true, true, false},
        {"mail:*", true, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_perm *p = mh_perm_new();
        if (rows[i].public_net) mh_perm_grant_public(p);
        if (rows[i].grant)
            ck_assert_int_eq(mh_perm_grant(p, mh_view_of(rows[i].grant), ".", NULL), MH_OK);
        ck_assert(mh_perm_host(p, MH_VIEW("a.example"), 443, false) == rows[i].get);
        ck_assert(mh_perm_host(p, MH_VIEW("a.example"), 443, true) == rows[i].send);
        /* what is sent to a public host opens no private address */
        ck_assert_uint_eq(mh_perm_nets(p), rows[i].grant && rows[i].grant[0] == 'n');
        mh_perm_free(p);
    }
}
END_TEST

START_TEST(stores) {
    mh_perm *p = mh_perm_new();
    mh_perm_join(p, "mail");
    ck_assert(mh_perm_store(p, MH_VIEW("mine")));
    ck_assert(mh_perm_store(p, MH_VIEW("source")));
    ck_assert(mh_perm_store(p, MH_VIEW("source ")));
    ck_assert(mh_perm_store(p, MH_VIEW("sources feed x")));
    ck_assert(!mh_perm_store(p, MH_VIEW("source none x")));
    ck_assert(mh_perm_store(p, MH_VIEW("delivered mail 01")));
    ck_assert(!mh_perm_store(p, MH_VIEW("source feed x")));
    ck_assert(!mh_perm_store(p, MH_VIEW("source feed")));
    ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("store:feed"), ".", NULL), MH_OK);
    ck_assert(mh_perm_store(p, MH_VIEW("source feed x")));
    mh_perm_free(p);
}
END_TEST

START_TEST(refusals) {
    static const struct {
        const char *file;
        bool declared;
        const char *want;
    } rows[] = {
        {"a.lua", true,
         "ask x: not granted (add needs = { \"net:a.exmaple\" } to a.lua, or run it with --allow "
         "net:a.exmaple; granted is net:a.example: did you mean that?)"},
        {"a.lua", false,
         "ask x: not granted (minehost grant a.lua net:a.exmaple, or run it with --allow "
         "net:a.exmaple; granted is net:a.example: did you mean that?)"},
        {NULL, false,
         "ask x: not granted (--allow net:a.exmaple; granted is net:a.example: did you mean "
         "that?)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_err e = {0};
        mh_perm *p = mh_perm_new();
        mh_perm_tell(p, rows[i].file, rows[i].declared);
        ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("net:a.example"), ".", NULL), MH_OK);
        ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("mail:a@b"), ".", NULL), MH_OK);
        ck_assert_int_eq(mh_perm_refuse(p, MH_VIEW("ask x"), MH_VIEW("net:a.exmaple"), &e),
                         MH_FAIL);
        ck_assert_int_eq(e.code, MH_E_PERMISSION);
        ck_assert_str_eq(e.msg, rows[i].want);
        mh_perm_free(p);
    }
}
END_TEST

START_TEST(mails) {
    static const struct {
        const char *grant, *to;
        bool want;
    } rows[] = {
        {"mail:desk@example.org", "desk@example.org", true},
        {"mail:desk@example.org", "Desk@Example.ORG", true},
        {"mail:desk@example.org", "other@example.org", false},
        {"mail:desk@example.org", "desk@example.org.example.net", false},
        {"mail:*@example.org", "anyone@example.org", true},
        {"mail:*@example.org", "anyone@sub.example.org", false},
        {"mail:*@example.org", "anyone@evil-example.org", false},
        {"mail:*", "who@ever.example", true},
        {"net:*", "who@ever.example", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_perm *p = mh_perm_new();
        mh_perm_grant_public(p);
        ck_assert(!mh_perm_mail(p, mh_view_of(rows[i].to)));
        ck_assert_int_eq(mh_perm_grant(p, mh_view_of(rows[i].grant), ".", NULL), MH_OK);
        ck_assert_msg(mh_perm_mail(p, mh_view_of(rows[i].to)) == rows[i].want, "%s for %s",
                      rows[i].grant, rows[i].to);
        mh_perm_free(p);
    }
}
END_TEST

START_TEST(secrets) {
    mh_perm *p = mh_perm_new();
    ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("secret:web-hook2"), ".", NULL), MH_OK);
    ck_assert(mh_perm_secret(p, MH_VIEW("web-hook2")));
    ck_assert(!mh_perm_secret(p, MH_VIEW("web-hook")));
    ck_assert(!mh_perm_secret(p, MH_VIEW("")));
    mh_perm_free(p);
}
END_TEST

START_TEST(words) {
    static const char *const bad[] = {
        "",        "net:",      "read:",      "write:",      "net",
        "exec:sh", "secret:",   "secret:a_b", "secret:SMTP", "read:no-such-file",
        "mail:",   "mail:desk", "mail:@x"};
    mh_perm *p = mh_perm_new();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        mh_err e = {0};
        ck_assert_msg(mh_perm_grant(p, mh_view_of(bad[i]), ".", &e) == MH_FAIL, "%s", bad[i]);
        ck_assert(e.msg[0] != '\0');
    }
    ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("store"), ".", NULL), MH_OK);
    mh_perm_free(p);
}
END_TEST

/* dir/in/file, dir/in/link -> ../out, dir/out, dir/in-beside */
static char *make_tree(void) {
    const char *tmp = getenv("TMPDIR");
    mh_buf b = {0};
    mh_buf_printf(&b, "%s/perm-XXXXXX", tmp ? tmp : "/tmp");
    char *dir = mh_buf_take(&b);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    static const char *const files[] = {"in/file", "out", "in-beside"};
    char *in = mh_path_join(dir, "in");
    ck_assert_int_eq(mh_fs_mkdirs(in, NULL), MH_OK);
    for (size_t i = 0; i < 3; i++) {
        char *f = mh_path_join(dir, files[i]);
        ck_assert_int_eq(mh_fs_write(f, MH_VIEW("x"), NULL), MH_OK);
        free(f);
    }
    char *link = mh_path_join(in, "link");
    ck_assert_int_eq(symlink("../out", link), 0);
    free(link);
    free(in);
    return dir;
}

START_TEST(paths) {
    static const struct {
        const char *path;
        mh_code want;
    } reads[] = {{"in/file", MH_E_NONE},           {"in", MH_E_NONE},
                 {"in/../in/file", MH_E_NONE},     {"in/link", MH_E_PERMISSION},
                 {"in/../out", MH_E_PERMISSION},   {"in-beside", MH_E_PERMISSION},
                 {"/etc/passwd", MH_E_PERMISSION}, {"in/none", MH_E_NOT_FOUND}};
    char *dir = make_tree();
    mh_perm *p = mh_perm_new();
    ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("read:in"), dir, NULL), MH_OK);
    ck_assert_int_eq(mh_perm_grant(p, MH_VIEW("write:in/new"), dir, NULL), MH_OK);
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        mh_err e = {0};
        char *real = mh_perm_read(p, dir, mh_view_of(reads[i].path), &e);
        ck_assert_msg(e.code == reads[i].want && (real != NULL) == (e.code == MH_E_NONE), "%s: %s",
                      reads[i].path, e.msg);
        free(real);
    }
    ck_assert_ptr_null(mh_perm_read(p, dir, (mh_view){"in/fi\0le", 8}, NULL));
    static const struct {
        const char *path;
        bool want;
    } writes[] = {{"in/new", true}, {"in/../in/new", true}, {"in/file", false},
                  {"out", false},   {"in/new/..", false},   {"none/new", false}};
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
        char *full = mh_path_join(dir, writes[i].path);
        char *got = mh_perm_write(p, mh_view_of(full), NULL);
        ck_assert_msg((got != NULL) == writes[i].want, "%s", writes[i].path);
        free(got);
        free(full);
    }
    mh_perm_free(p);
    static const char *const made[] = {"in/link", "in/file", "in", "out", "in-beside", ""};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        char *f = mh_path_join(dir, made[i]);
        ck_assert_int_eq(remove(f), 0);
        free(f);
    }
    free(dir);
}
END_TEST

TCase *tcase_conf_perm(void) {
    TCase *t = tcase_create("conf_perm");
    tcase_add_test(t, hosts);
    tcase_add_test(t, methods);
    tcase_add_test(t, stores);
    tcase_add_test(t, refusals);
    tcase_add_test(t, mails);
    tcase_add_test(t, secrets);
    tcase_add_test(t, words);
    tcase_add_test(t, paths);
    return t;
}
