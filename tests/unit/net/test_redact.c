#include "unit.h"

#include "net/redact.h"

#include <stdlib.h>

typedef struct row {
    const char *in, *out;
} row;

START_TEST(addresses_lose_what_is_secret_in_them) {
    static const row rows[] = {
        {"http://h/a?b=c", "http://h/a?b=c"},
        {"http://h/a?key=1&b=2", "http://h/a?key=REDACTED&b=2"},
        {"http://h/a?b=2&API_Key=abc#x", "http://h/a?b=2&API_Key=REDACTED"},
        {"http://h/a?x-amz-signature=00ff&n=1", "http://h/a?x-amz-signature=REDACTED&n=1"},
        {"http://h/a?user%5Btoken%5D=zz", "http://h/a?user%5Btoken%5D=REDACTED"},
        {"http://h/a?sid=&b=1", "http://h/a?sid=&b=1"},
        {"http://h/a;jsessionid=12AB?p=1", "http://h/a;jsessionid=REDACTED?p=1"},
        {"http://me:word@h/a", "http://h/a"},
        {"http://h/a@b?c=d@e", "http://h/a@b?c=d@e"},
        {"http://h/?keyword=news&monkey=1&q=key", "http://h/?keyword=news&monkey=1&q=key"},
        {"http://h/?to=http://u:p@g/&x=1", "http://h/?to=http://g/&x=1"},
        {"not a url", "not a url"},
        {"", ""},
    };
    mh_redact *r = mh_redact_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_redact_url(r, &b, mh_view_of(rows[i].in));
        ck_view_eq(mh_buf_view(&b), rows[i].out);
        mh_buf_clear(&b);
    }
    mh_redact_free(r);
}
END_TEST

START_TEST(told_secrets_go_in_every_form) {
    static const row rows[] = {
        {"a p/q+r s\"t b", "a REDACTED b"},
        {"x=p%2Fq%2Br%20s%22t&", "x=REDACTED&"},
        {"x=p%2fq%2br%20s%22t&", "x=REDACTED&"},
        {"x=p%2Fq%2Br+s%22t&", "x=REDACTED&"},
        {"/p/q+r%20s%22t/", "/REDACTED/"},
        {"{\"x\":\"p\\/q+r s\\\"t\"}", "{\"x\":\"REDACTED\"}"},
        {"<p>p/q+r s&quot;t</p>", "<p>REDACTED</p>"},
        {"a=%70%2fq%2Br%20s%22%74&b=%zz%2", "a=REDACTED&b=%zz%2"},
        {"x%3Dp/q%2Br%20s%22t%26", "x%3DREDACTED%26"},
        {"<a href='?p/q%2Br%20s%22t'>", "<a href='?REDACTED'>"},
        {"cC9xK3IgcyJ0", "REDACTED"}, /* alone */
        {"p/q+r s", "p/q+r s"},       /* a part of it is none */
    };
    mh_redact *r = mh_redact_new();
    mh_redact_tell(r, MH_VIEW("p/q+r s\"t"));
    mh_redact_tell(r, MH_VIEW("abc")); /* too short */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_redact_text(r, &b, mh_view_of(rows[i].in));
        ck_view_eq(mh_buf_view(&b), rows[i].out);
        mh_buf_clear(&b);
    }
    mh_buf b = {0};
    mh_redact_text(r, &b, MH_VIEW("abc"));
    ck_view_eq(mh_buf_view(&b), "abc");
    mh_buf_clear(&b);
    mh_redact_free(r);
}
END_TEST

/* "secret-token-1" in the middle of another text, at each alignment, in both alphabets. */
START_TEST(told_secrets_go_out_of_base64) {
    static const char *const texts[] = {
        "dXNlcjpzZWNyZXQtdG9rZW4tMQ==", /* user:secret-token-1 */
        "dTpzZWNyZXQtdG9rZW4tMTp4",     /* u:secret-token-1:x */
        "OnNlY3JldC10b2tlbi0x",         /* :secret-token-1 */
        "Ojo6c2VjcmV0LXRva2VuLTE6Og==", /* :::secret-token-1:: */
        "Pj8_c2VjcmV0LXRva2VuLTE",      /* >??secret-token-1 for URLs */
    };
    mh_redact *r = mh_redact_new();
    mh_redact_tell(r, MH_VIEW("secret-token-1"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mh_buf b = {0};
        mh_redact_text(r, &b, mh_view_of(texts[i]));
        ck_assert_msg(mh_view_find(mh_buf_view(&b), MH_VIEW("REDACTED"), 0) != SIZE_MAX, "%s",
                      texts[i]);
        ck_assert_msg(b.len < sizeof "REDACTED" + 10, "%s", b.ptr);
        mh_buf_clear(&b);
    }
    mh_redact_free(r);
}
END_TEST

START_TEST(fields_that_carry_credentials_are_replaced) {
    static const struct {
        const char *name, *value, *out;
        bool request;
    } rows[] = {
        {"Accept", "text/html", "text/html", true},
        {"User-Agent", "x", "x", true},
        {"Referer", "http://h/?token=abc", "http://h/?token=REDACTED", true},
        {"Authorization", "Bearer abcdef", "REDACTED", true},
        {"Cookie", "a=b", "REDACTED", true},
        {"X-Api-Key", "k", "REDACTED", true},
        {"X-What-Ever", "k", "REDACTED", true},
        {"X-Empty", "", "", true},
        {"Set-Cookie", "sid=1; Path=/", "REDACTED", false},
        {"Content-Type", "text/html", "text/html", false},
        {"Location", "https://u:p@h/?a=1&session=zz#f", "https://h/?a=1&session=REDACTED#f", false},
        {"X-CSRF-Token", "k", "REDACTED", false},
        {"X-Author", "Anna", "Anna", false},
        {"X-Auth", "Anna", "REDACTED", false},
        {"Link", "<http://h/?p=2&sig=abc>; rel=next", "<http://h/?p=2&sig=REDACTED>; rel=next",
         false},
    };
    mh_redact *r = mh_redact_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mh_buf b = {0};
        mh_redact_field(r, &b, mh_view_of(rows[i].name), mh_view_of(rows[i].value),
                        rows[i].request);
        ck_view_eq(mh_buf_view(&b), rows[i].out);
        mh_buf_clear(&b);
    }
    mh_redact_free(r);
}
END_TEST

static void learn_all(mh_redact *r) {
    mh_redact_learn_url(r, MH_VIEW("http://editor:pass%2Fword@h/?token=aaaaaa&key=tiny"));
    mh_redact_learn_field(r, MH_VIEW("Cookie"), MH_VIEW("a=bbbbbb; c=\"cccccc\""), true);
    mh_redact_learn_field(r, MH_VIEW("Authorization"), MH_VIEW("Basic bWU6ZGRkZGRk"), true);
    mh_redact_learn_field(r, MH_VIEW("Set-Cookie"), MH_VIEW("s=eeeeee; Path=/longpath"), false);
    mh_redact_learn_sent(r, MH_VIEW("user=x&password=ffffff"));
    mh_redact_learn_sent(r, MH_VIEW("{\"password\": \"gggggg\"}"));
    mh_redact_learn_body(r, MH_VIEW("application/json; charset=utf-8"),
                         MH_VIEW("{\"access_token\" : \"hhhhhh\", \"key\":\"iiiiii\"}"));
}

START_TEST(what_an_exchange_shows_is_replaced_in_all_of_it) {
    static const char text[] = "editor pass/word pass%2Fword aaaaaa tiny bbbbbb cccccc "
                               "bWU6ZGRkZGRk dddddd eeeeee /longpath ffffff gggggg hhhhhh iiiiii";
    static const char want[] = "REDACTED REDACTED REDACTED REDACTED tiny REDACTED REDACTED "
                               "REDACTED REDACTED REDACTED /longpath REDACTED REDACTED REDACTED "
                               "iiiiii";
    mh_redact *r = mh_redact_new();
    mh_buf b = {0};
    learn_all(r);
    mh_redact_text(r, &b, mh_view_of(text));
    ck_view_eq(mh_buf_view(&b), want);
    mh_redact_forget(r);
    mh_buf_reset(&b);
    mh_redact_text(r, &b, mh_view_of(text));
    ck_view_eq(mh_buf_view(&b), text);
    mh_buf_clear(&b);
    mh_redact_free(r);
}
END_TEST

START_TEST(bodies_keep_all_but_secrets) {
    mh_redact *r = mh_redact_new();
    mh_buf b = {0};
    mh_redact_sent(r, &b, MH_VIEW("token=a&q=b&x=token=c"));
    ck_view_eq(mh_buf_view(&b), "token=REDACTED&q=b&x=token=c");
    mh_buf_reset(&b);
    mh_redact_sent(r, &b, MH_VIEW("{\"a\":\"b\",\"pwd\":\"x\\\"y\",\"n\":1}"));
    ck_view_eq(mh_buf_view(&b), "{\"a\":\"b\",\"pwd\":\"REDACTED\",\"n\":1}");
    mh_buf_reset(&b);
    mh_redact_body(r, &b, MH_VIEW("text/html"), MH_VIEW("{\"access_token\":\"x\"}"));
    ck_view_eq(mh_buf_view(&b), "{\"access_token\":\"x\"}");
    mh_buf_reset(&b);
    mh_redact_body(r, &b, MH_VIEW("application/ld+json"),
                   MH_VIEW("{\"id_token\":\"x\",\"key\":\"v\"}"));
    ck_view_eq(mh_buf_view(&b), "{\"id_token\":\"REDACTED\",\"key\":\"v\"}");
    mh_buf_clear(&b);
    mh_redact_free(r);
}
END_TEST

/* The longest of several that begin at one place; neighbours that begin alike. */
START_TEST(the_longest_secret_wins) {
    mh_redact *r = mh_redact_new();
    mh_buf b = {0};
    mh_redact_tell(r, MH_VIEW("aaaa"));
    mh_redact_tell(r, MH_VIEW("aaaabbbb"));
    mh_redact_tell(r, MH_VIEW("aaaabbbbcccc"));
    mh_redact_tell(r, MH_VIEW("aaab"));
    mh_redact_text(r, &b, MH_VIEW("aaaabbbbccc. aaaabbb. aaabb. aaac aaaa"));
    ck_view_eq(mh_buf_view(&b), "REDACTEDccc. REDACTEDbbb. REDACTEDb. aaac REDACTED");
    mh_buf_clear(&b);
    mh_redact_free(r);
}
END_TEST

TCase *tcase_net_redact(void) {
    TCase *t = tcase_create("net_redact");
    tcase_add_test(t, addresses_lose_what_is_secret_in_them);
    tcase_add_test(t, told_secrets_go_in_every_form);
    tcase_add_test(t, told_secrets_go_out_of_base64);
    tcase_add_test(t, fields_that_carry_credentials_are_replaced);
    tcase_add_test(t, what_an_exchange_shows_is_replaced_in_all_of_it);
    tcase_add_test(t, bodies_keep_all_but_secrets);
    tcase_add_test(t, the_longest_secret_wins);
    return t;
}
