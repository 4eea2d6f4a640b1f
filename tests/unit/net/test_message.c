#include "unit.h"

#include "net/message.h"

#include <stdio.h>
#include <stdlib.h>

#define LONG_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"

START_TEST(mailboxes) {
    static const struct {
        const char *text, *address, *shown; /* NULL: refused */
    } rows[] = {
        {"desk@example.org", "desk@example.org", "desk@example.org"},
        {"  desk@Example.ORG ", "desk@example.org", "desk@example.org"},
        {"<desk@example.org>", "desk@example.org", "desk@example.org"},
        {"News Desk <desk@example.org>", "desk@example.org", "News Desk <desk@example.org>"},
        {"Desk, North <desk@example.org>", "desk@example.org",
         "\"Desk, North\" <desk@example.org>"},
        {"\"Desk \\\"N\\\"\" <d+x@example.org>", "d+x@example.org",
         "\"Desk \\\"N\\\"\" <d+x@example.org>"},
        {"Айгүл <a@example.org>", "a@example.org", "=?UTF-8?B?0JDQudCz0q/Quw==?= <a@example.org>"},
        {"a@пример.рф", "a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai"},
        {"=?UTF-8?Q?x?= <a@example.org>", "a@example.org",
         "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?= <a@example.org>"},
        {"", NULL, NULL},
        {"desk", NULL, NULL},
        {"@example.org", NULL, NULL},
        {"desk@", NULL, NULL},
        {"a b@example.org", NULL, NULL},
        {"a@exa mple.org", NULL, NULL},
        {"a@b@example.org", NULL, NULL},
        {"a..b@example.org", NULL, NULL},
        {".a@example.org", NULL, NULL},
        {"a@example..org", NULL, NULL},
        {"a@127.0.0.1", NULL, NULL},
        {"a@[127.0.0.1]", NULL, NULL},
        {"a@example.org, b@example.org", NULL, NULL},
        {"a@example.org>,<b@example.org", NULL, NULL},
        {"a@example.org> SIZE=1 <b", NULL, NULL},
        {"айгүл@example.org", NULL, NULL},
        {"a@example.org\r\nRCPT TO:<b@example.org>", NULL, NULL},
        {"A\nBcc: x <a@example.org>", NULL, NULL},
        {LONG_50 LONG_50 "@example.org", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_mailbox m = {0};
        mh_err e = {0};
        mh_buf b = {0};
        size_t column = 4;
        mh_rc rc = mh_mailbox_parse(&m, mh_view_of(rows[i].text), &e);
        ck_assert_msg((rc == MH_OK) == (rows[i].address != NULL), "%s: %s", rows[i].text, e.msg);
        ck_assert_int_eq(e.code, rows[i].address ? MH_E_NONE : MH_E_USAGE);
        if (rc == MH_OK) {
            ck_view_eq(mh_buf_view(&m.address), rows[i].address);
            mh_mailbox_put(&b, &m, &column);
            ck_view_eq(mh_buf_view(&b), rows[i].shown);
            ck_assert_uint_eq(column, 4 + b.len);
        }
        mh_buf_clear(&b);
        mh_mailbox_clear(&m);
    }
}
END_TEST

START_TEST(texts_of_fields) {
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"Talks in Astana", "Talks in Astana"},
        {"", ""},
        {" a\t\tb\r\n\r\nBcc: x@example.org\n ", "a b Bcc: x@example.org"},
        {"a\x01\x7F"
         "b",
         "a b"},
        {"looks =?UTF-8?Q?like?= one", "=?UTF-8?B?bG9va3MgPT9VVEYtOD9RP2xpa2U/PSBvbmU=?="},
        {"bad \xFF byte", "=?UTF-8?B?YmFkIO+/vSBieXRl?="},
        {"next line\xC2\x85x\xE2\x80\xA8y", "next line x y"}, /* NEL and LINE SEPARATOR */
        {LONG_50 " " LONG_50, LONG_50 "\r\n " LONG_50},
        {LONG_50 LONG_50 " x",
         LONG_50 LONG_50 "\r\n x"}, /* a long word, an address maybe, is whole */
        {"Переговоры в Астане: обсудили границу",
         "=?UTF-8?B?0J/QtdGA0LXQs9C+0LLQvtGA0Ysg0LIg0JDRgdGC0LDQvdC1OiA=?=\r\n "
         "=?UTF-8?B?0L7QsdGB0YPQtNC40LvQuCDQs9GA0LDQvdC40YbRgw==?="},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        size_t column = strlen("Subject: ");
        mh_mail_put_text(&b, mh_view_of(rows[i].text), &column);
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

/* Whatever the text, no line is longer than mail allows, and each word decodes by itself. */
START_TEST(long_texts_are_folded) {
    static const char *const letters[] = {"я", "a", "한", "😀", " ", "é"};
    uint32_t x = (uint32_t)_i * 2654435761u + 1;
    mh_buf text = {0}, b = {0};
    for (int i = 0; i < 400; i++) {
        x = x * 1664525 + 1013904223;
        mh_buf_puts(&text, letters[(x >> 20) % 6]);
    }
    size_t column = (size_t)_i * 4;
    mh_mail_put_text(&b, mh_buf_view(&text), &column);
    mh_view rest = mh_buf_view(&b), line;
    for (size_t before = (size_t)_i * 4; mh_view_split(&rest, '\n', &line); before = 1) {
        if (mh_view_ends(line, MH_VIEW("\r"))) line.len--;
        line = mh_view_trim(line);
        if (line.len == 0) continue; /* what stood before left no room */
        ck_assert_uint_le(before + line.len, MH_MAIL_LINE);
        ck_assert(mh_view_starts(line, MH_VIEW("=?UTF-8?B?")));
        ck_assert(mh_view_ends(line, MH_VIEW("?=")));
    }
    mh_buf_clear(&text);
    mh_buf_clear(&b);
}
END_TEST

static const mh_mailbox desk = {.address = {(char *)"desk@example.org", 16, 17}};
static const mh_mailbox two[] = {
    {.address = {(char *)"a@example.org", 13, 14}},
    {.name = {(char *)"B", 1, 2}, .address = {(char *)"b@example.net", 13, 14}}};

static mh_message plain(void) {
    return (mh_message){.from = &desk,
                        .to = two,
                        .n_to = 2,
                        .subject = MH_VIEW("Talks"),
                        .text = MH_VIEW("In Astana."),
                        .id = MH_VIEW("id"),
                        .wall_us = 1795420800000000};
}

START_TEST(a_plain_message) {
    static const mh_header headers[] = {{MH_VIEW_INIT("Reply-To"), MH_VIEW_INIT("x@example.org")},
                                        {MH_VIEW_INIT("X-Story"), MH_VIEW_INIT("Ош")}};
    mh_message m = plain();
    mh_buf b = {0};
    m.headers = headers;
    m.n_headers = 2;
    ck_assert_int_eq(mh_message_write(&b, &m, NULL), MH_OK);
    ck_view_eq(mh_buf_view(&b), "Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
                                "From: desk@example.org\r\n"
                                "To: a@example.org,\r\n B <b@example.net>\r\n"
                                "Subject: Talks\r\n"
                                "Message-ID: <id@example.org>\r\n"
                                "Reply-To: x@example.org\r\n"
                                "X-Story: =?UTF-8?B?0J7RiA==?=\r\n"
                                "Auto-Submitted: auto-generated\r\n"
                                "MIME-Version: 1.0\r\n"
                                "Content-Type: text/plain; charset=UTF-8\r\n"
                                "Content-Transfer-Encoding: quoted-printable\r\n"
                                "\r\n"
                                "In Astana.\r\n");
    mh_buf_clear(&b);
}
END_TEST

START_TEST(bodies) {
    static const struct {
        mh_view text;
        const char *want;
    } rows[] = {
        {MH_VIEW_INIT("a\nb\rc\r\nd"), "a\r\nb\r\nc\r\nd\r\n"},
        {MH_VIEW_INIT("a\n"), "a\r\n"},
        {MH_VIEW_INIT("1 = 2, caf\xC3\xA9 for all of them who came"),
         "1 =3D 2, caf=C3=A9 for all of them who came\r\n"},
        {MH_VIEW_INIT(".\n..x\nFrom me\nFromage\n>From"),
         "=2E\r\n=2E.x\r\n=46rom me\r\nFromage\r\n>From\r\n"},
        {MH_VIEW_INIT("end \n\t\nx"), "end=20\r\n=09\r\nx\r\n"},
        {MH_VIEW_INIT("a long enough text with a \0 in it"),
         "a long enough text with a =EF=BF=BD in it\r\n"},
        {MH_VIEW_INIT(LONG_50 LONG_50 ".."),
         LONG_50 "abcdefghijklmnopqrstuvwxy=\r\nzabcdefghijklmnopqrstuvwx..\r\n"},
        {MH_VIEW_INIT(LONG_50 "abcdefghijklmnopqrstuvwxy.x"), LONG_50
         "abcdefghijklmnopqrstuvwxy=\r\n=2Ex\r\n"}, /* nor does a soft line begin with a dot */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_message m = plain();
        m.text = rows[i].text;
        ck_assert_int_eq(mh_message_write(&b, &m, NULL), MH_OK);
        mh_view v = mh_buf_view(&b);
        size_t at = mh_view_find(v, MH_VIEW("\r\n\r\n"), 0);
        ck_view_eq(mh_view_sub(v, at + 4, v.len), rows[i].want);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(text_with_html) {
    mh_message m = plain();
    mh_buf b = {0}, again = {0};
    m.text = MH_VIEW("Переговоры");
    m.html = MH_VIEW("<p>x</p>\n--=_\n");
    ck_assert_int_eq(mh_message_write(&b, &m, NULL), MH_OK);
    ck_assert_int_eq(mh_message_write(&again, &m, NULL), MH_OK);
    mh_view v = mh_buf_view(&b), mark = MH_VIEW("boundary=\"");
    ck_assert(mh_view_eq(v, mh_buf_view(&again)));
    size_t from = mh_view_find(v, mark, 0) + mark.len;
    mh_view boundary = mh_view_sub(v, from, mh_view_find_byte(v, '"', from));
    size_t head = mh_view_find(v, MH_VIEW("\r\n\r\n"), 0);
    mh_buf want = {0};
    mh_buf_printf(&want,
                  "--%.*s\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                  "Content-Transfer-Encoding: base64\r\n\r\n"
                  "0J/QtdGA0LXQs9C+0LLQvtGA0YsNCg==\r\n\r\n"
                  "--%.*s\r\nContent-Type: text/html; charset=UTF-8\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                  "<p>x</p>\r\n--=3D_\r\n\r\n--%.*s--\r\n",
                  MH_FMT(boundary), MH_FMT(boundary), MH_FMT(boundary));
    ck_view_eq(mh_view_sub(v, head + 4, v.len), want.ptr);
    mh_buf_clear(&want);
    mh_buf_clear(&b);
    mh_buf_clear(&again);
}
END_TEST

START_TEST(what_is_refused) {
    static const mh_header bad[] = {
        {MH_VIEW_INIT("Bcc"), MH_VIEW_INIT("x@example.org")},
        {MH_VIEW_INIT("SUBJECT"), MH_VIEW_INIT("x")},
        {MH_VIEW_INIT("Content-Type"), MH_VIEW_INIT("text/html")},
        {MH_VIEW_INIT("X-A: b\r\nBcc"), MH_VIEW_INIT("x@example.org")},
        {MH_VIEW_INIT(""), MH_VIEW_INIT("x")},
        {MH_VIEW_INIT("X-A"), MH_VIEW_INIT("x\r\nBcc: x@example.org")},
        {MH_VIEW_INIT("X-A"), MH_VIEW_INIT("x\ny")},
        {MH_VIEW_INIT("X-A"), MH_VIEW_INIT("\xFF")},
    };
    mh_message ms[3 + sizeof bad / sizeof *bad];
    size_t n = sizeof ms / sizeof *ms;
    for (size_t i = 0; i < n; i++) ms[i] = plain();
    ms[0].n_to = 0;
    ms[1].text = (mh_view){0};
    ms[2].n_to = MH_MAIL_TO + 1;
    for (size_t i = 3; i < n; i++) {
        ms[i].headers = &bad[i - 3];
        ms[i].n_headers = 1;
    }
    for (size_t i = 0; i < n; i++) {
        mh_err e = {0};
        mh_buf b = {0};
        ck_assert_msg(mh_message_write(&b, &ms[i], &e) == MH_FAIL, "%zu", i);
        ck_assert_int_eq(e.code, MH_E_USAGE);
        ck_assert_uint_eq(b.len, 0);
    }
}
END_TEST

TCase *tcase_net_message(void) {
    TCase *t = tcase_create("net_message");
    tcase_add_test(t, mailboxes);
    tcase_add_test(t, texts_of_fields);
    tcase_add_loop_test(t, long_texts_are_folded, 0, 19);
    tcase_add_test(t, a_plain_message);
    tcase_add_test(t, bodies);
    tcase_add_test(t, text_with_html);
    tcase_add_test(t, what_is_refused);
    return t;
}
