#include "unit.h"

#include "base/fs.h"
#include "conf/word.h"

#include <stdlib.h>
#include <unistd.h>

START_TEST(words_are_read) {
    static const struct {
        const char *word, *want; /* NULL: refused */
        const char *why;
    } rows[] = {
        {"net:Example.ORG", "net:example.org", ""},
        {"net:127.0.0.1:8000", "net:127.0.0.1:8000", ""},
        {"net:[::1]:80", "net:[::1]:80", ""},
        {"net:[::1]", "net:[::1]", ""},
        {"net:*.Kz", "net:*.kz", ""},
        {"net:*", "net:*", ""},
        {"net:*:80", "net:*:80", ""},
        {"post:hook.example", "post:hook.example", ""},
        {"read:/", "read:/", ""},
        {"read:/usr/../etc", "read:/etc", ""},
        {"write:/no-such-file-here", "write:/no-such-file-here", ""},
        {"write:/tmp", "write:/tmp/", ""},
        {"write:/tmp/", "write:/tmp/", ""},
        {"mail:a@b.example", "mail:a@b.example", ""},
        {"mail:*@b.example", "mail:*@b.example", ""},
        {"mail:*", "mail:*", ""},
        {"secret:web-hook2", "secret:web-hook2", ""},
        {"env:LANG", "env:LANG", ""},
        {"store", "store", ""},
        {"store:feed", "store:feed", ""},
        {"", NULL, "unknown permission ''"},
        {"net", NULL, "unknown permission"},
        {"net:", NULL, "unknown permission"},
        {"nett:x", NULL, "did you mean net:"},
        {"wirte:x", NULL, "did you mean write:"},
        {"Net:x", NULL, "unknown permission"},
        {" net:x", NULL, "unknown permission"},
        {"net:http://x.example/", NULL, "no address"},
        {"net:x.example/path", NULL, "no address"},
        {"net:user@x.example", NULL, "no address"},
        {"net:x.example:0", NULL, "HOST"},
        {"net:x.example:65536", NULL, "HOST"},
        {"net:x.example:", NULL, "HOST"},
        {"net:x.*", NULL, "HOST"},
        {"net:*.", NULL, "HOST"},
        {"net:a*.example", NULL, "HOST"},
        {"net:[::1", NULL, "HOST"},
        {"net:x y", NULL, "HOST"},
        {"net:\xd1\x8f.example", NULL, "HOST"},
        {"net:x.example\n", NULL, "not shown"},
        {"net:\x1b[2Jx", NULL, "not shown"},
        {"mail:a@b\xe2\x80\xae.example", NULL, "not shown"},
        {"mail:a@b\xe2\x80\x8b.example", NULL, "not shown"},
        {"mail:a\xff@b.example", NULL, "not shown"},
        {"read:no-such-file", NULL, "no such file"},
        {"write:no-such-folder/x", NULL, "no folder"},
        {"write:no-such-folder/", NULL, "no such folder"},
        {"mail:desk", NULL, "no address"},
        {"mail:@x", NULL, "no address"},
        {"mail:x@", NULL, "no address"},
        {"secret:a_b", NULL, "letters a to z"},
        {"secret:minehost.smtp-password", NULL, "letters a to z"},
        {"env:MINEHOST_SMTP_PASSWORD", NULL, "own variables"},
        {"env:minehost_db", NULL, "own variables"},
        {"env:CREDENTIALS_DIRECTORY", NULL, "own variables"},
        {"env:A B", NULL, "no variable"},
        {"store:../x", NULL, "no plugin"},
        {"exec:sh", NULL, "unknown permission"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf out = {0};
        mh_err e = {0};
        mh_rc rc = mh_word_read(&out, mh_view_of(rows[i].word), "/", &e);
        ck_assert_msg((rc == MH_OK) == (rows[i].want != NULL), "%s: %s", rows[i].word, e.msg);
        if (rows[i].want) ck_view_eq(mh_buf_view(&out), rows[i].want);
        ck_assert_msg(strstr(e.msg, rows[i].why) != NULL, "%s: %s", rows[i].word, e.msg);
        ck_assert(rows[i].want != NULL || out.len == 0);
        mh_buf_clear(&out);
    }
}
END_TEST

START_TEST(a_word_covers_another) {
    static const struct {
        const char *a, *b;
        bool want;
    } rows[] = {
        {"net:a.example", "net:a.example", true},
        {"net:a.example", "net:a.example:80", true},
        {"net:a.example:80", "net:a.example", false},
        {"net:a.example:80", "net:a.example:81", false},
        {"net:*.example", "net:a.example", false}, /* which may be private */
        {"net:*", "net:127.0.0.1", false},
        {"net:*.example", "post:a.example", true},
        {"net:*", "post:a.example:81", true},
        {"net:a.example", "post:a.example", true},
        {"post:a.example", "net:a.example", false},
        {"post:*.example", "post:a.example", true},
        {"post:*.example", "post:example", true},
        {"post:*.example", "post:aexample", false},
        {"post:*.example", "post:*.a.example", false},
        {"post:a.example", "post:*.example", false},
        {"read:/a", "read:/a/b", true},
        {"read:/a", "read:/ab", false},
        {"read:/", "read:/a", true},
        {"read:/a/b", "read:/a", false},
        {"read:/a", "write:/a", false},
        {"write:/a/", "write:/a/b", true},
        {"write:/a/", "write:/a/b/c/", true},
        {"write:/a", "write:/a/b", false},
        {"write:/a/b", "write:/a/", false},
        {"mail:*", "mail:a@b", true},
        {"mail:*@b", "mail:a@b", true},
        {"mail:*@b", "mail:a@B", true},
        {"mail:*@b", "mail:a@cb", false},
        {"mail:a@b", "mail:*@b", false},
        {"mail:*@b", "mail:*", false},
        {"secret:a", "secret:ab", false},
        {"env:A", "env:a", false},
        {"store:feed", "store:feeds", false},
        {"store", "store:feed", false},
        {"net:a", "mail:a@a", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(mh_word_covers(mh_view_of(rows[i].a), mh_view_of(rows[i].b)) == rows[i].want,
                      "%s covers %s", rows[i].a, rows[i].b);
}
END_TEST

START_TEST(words_are_said) {
    static const struct {
        const char *word, *want;
    } rows[] = {
        {"net:a.example:81",
         "ask a.example at port 81 in every way, also if it is in a private network or this "
         "machine"},
        {"net:*.example", "ask example and every public host below it in every way"},
        {"net:*", "ask every public host in every way"},
        {"post:a.example", "send data (POST) to a.example"},
        {"read:/", "read / and all below it"},
        {"write:/no-such", "write the file /no-such"},
        {"write:/etc/hostname-none/", "make and change files in /etc/hostname-none/ and below it"},
        {"mail:*", "send mail to anyone"},
        {"mail:*@b", "send mail to anyone at b"},
        {"mail:a@b", "send mail to a@b"},
        {"secret:a", "be told the secret a"},
        {"env:A", "read the variable A of the environment"},
        {"store", "keep documents and values in the database"},
        {"store:feed", "read and change what the plugin feed remembers"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_word_say(&b, mh_view_of(rows[i].word));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

TCase *tcase_conf_word(void) {
    TCase *t = tcase_create("conf_word");
    tcase_add_test(t, words_are_read);
    tcase_add_test(t, a_word_covers_another);
    tcase_add_test(t, words_are_said);
    return t;
}
