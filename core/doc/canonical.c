/* Two levels of one form for the addresses of one page. */
#include "doc/canonical.h"
#include "doc/url.h"

#include <string.h>

/* Shortest value that looks like a session's: PHP gives 22 to 256 letters and digits, servlets 32,
 * while a number of a story has up to ten digits. */
#define TOKEN_MIN 16

/* Parameters that say how the reader came here. A star at the end: any name that begins so. */
static const char *const tracking[] = {
    /* campaigns: Google Analytics, Matomo, HubSpot, AT Internet, Webtrekk, comScore, Adobe */
    "utm_*", "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content",
    "piwik_*", "mtm_*", "matomo_*", "hsa_*", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp",
    "hsctatracking", "at_medium", "at_campaign", "at_custom*", "at_link_*", "xtor", "wt_mc",
    "wt_zmc", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "s_cid",
    "s_kwcid", "cm_mmc*", "_ga", "_gl", "openstat", "_openstat", "roistat", "roistat_*", "spm",
    /* clicks: Google, Yandex, Meta, Microsoft, X, TikTok, LinkedIn, Pinterest, VK, mail.ru ... */
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "gad_source", "gad_campaignid",
    "yclid", "ysclid", "ymclid", "yadclid", "yadordid", "yhid", "etext", "calltouch_tm", "fbclid",
    "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "mibextid", "msclkid", "twclid",
    "__twitter_impression", "ttclid", "li_fat_id", "epik", "vkclid", "rb_clickid", "igshid", "igsh",
    "tblci", "dicbo", "obclid", "irclickid", "guccounter", "guce_referrer", "guce_referrer_sig",
    /* letters: Mailchimp, Marketo, Vero, Omeda, MailerLite, Branch */
    "mc_cid", "mc_eid", "mkt_tok", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id",
    "ml_subscriber", "ml_subscriber_hash", "_branch_match_id", "_branch_referrer"};

/* Where one comes from, when the value is one of ways: elsewhere "from" is a page or a day. */
static const char *const from[] = {"from", "src", "source", "ref", "referrer"};
static const char *const ways[] = {"rss",  "rss2",       "rssfeed", "rss_feed", "feed",
                                   "atom", "newsletter", "push",    "share"};

/* Sessions whatever the value. */
static const char *const sessions[] = {
    "phpsessid", "jsessionid", "aspsessionid*", "asp.net_sessionid", "oscsid", "zenid",
    "cfid",      "cftoken",    "sessionid",     "session_id",        "sessid", "sess_id"};
/* Sessions when the value looks like one: forums use them, and so do portals to number stories. */
static const char *const maybe[] = {"sid", "s", "session", "sess", "ses", "psid", "usid"};

static const char *const index_files[] = {"index.html",  "index.htm",   "index.php",
                                          "default.htm", "default.asp", "default.aspx"};

#define LEN(a) (sizeof(a) / sizeof *(a))

static bool is_one_of(mh_view v, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        mh_view name = mh_view_of(list[i]);
        if (mh_view_ends(name, MH_VIEW("*"))) {
            name.len--;
            if (mh_view_istarts(v, name)) return true;
        } else if (mh_view_ieq(v, name)) {
            return true;
        }
    }
    return false;
}

/* Letters and digits, both, and many. */
static bool is_token(mh_view v) {
    bool letter = false, digit = false;
    for (size_t i = 0; i < v.len; i++) {
        if (!mh_is_alnum(v.ptr[i])) return false;
        letter = letter || mh_is_alpha(v.ptr[i]);
        digit = digit || mh_is_digit(v.ptr[i]);
    }
    return v.len >= TOKEN_MIN && letter && digit;
}

bool mh_url_is_session(mh_view name, mh_view value) {
    return is_one_of(name, sessions, LEN(sessions)) ||
           (is_one_of(name, maybe, LEN(maybe)) && is_token(value));
}

static void split_pair(mh_view pair, mh_view *name, mh_view *value) {
    size_t at = mh_view_find_byte(pair, '=', 0);
    *name = mh_view_sub(pair, 0, at);
    *value = at == SIZE_MAX ? (mh_view){"", 0} : mh_view_sub(pair, at + 1, pair.len);
}

static bool is_noise(mh_view pair) {
    mh_view name, value;
    split_pair(pair, &name, &value);
    /* of a "&amp;" that was never decoded */
    if (mh_view_starts(name, MH_VIEW("amp%3B"))) name = mh_view_sub(name, 6, name.len);
    if (mh_view_starts(name, MH_VIEW("amp;"))) name = mh_view_sub(name, 4, name.len);
    return mh_url_is_session(name, value) || is_one_of(name, tracking, LEN(tracking)) ||
           (is_one_of(name, from, LEN(from)) && is_one_of(value, ways, LEN(ways)));
}

/* "(S(0a1b...))" of ASP.NET: sessions, tickets and features in a segment of its own. */
static bool is_net_session(mh_view segment) {
    return segment.len > 5 && segment.ptr[0] == '(' && segment.ptr[2] == '(' &&
           strchr("SAFXsafx", segment.ptr[1]) && mh_view_ends(segment, MH_VIEW("))"));
}

/* The segment without ";jsessionid=..."; *session: what was cut. What would leave dots stays. */
static mh_view without_session(mh_view segment, mh_view *session) {
    mh_view name, value;
    for (size_t at = 0; (at = mh_view_find_byte(segment, ';', at)) != SIZE_MAX; at++) {
        split_pair(mh_view_sub(segment, at + 1, segment.len), &name, &value);
        if (!mh_url_is_session(name, value)) continue;
        if (segment.ptr[0] == '.' && at <= 2 && segment.ptr[at - 1] == '.') break;
        *session = value;
        return mh_view_sub(segment, 0, at);
    }
    return segment;
}

static void put_path(mh_buf *out, mh_view path) {
    mh_view rest = path, one, cut = {"", 0};
    size_t from_len = out->len;
    if (rest.len > 0) rest = mh_view_sub(rest, 1, rest.len);
    while (mh_view_split(&rest, '/', &one)) {
        one = without_session(one, &cut);
        if (rest.ptr && (one.len == 0 || is_net_session(one))) continue;
        mh_buf_putc(out, '/');
        if (rest.ptr || !is_one_of(one, index_files, LEN(index_files))) mh_buf_put(out, one);
    }
    if (out->len == from_len) mh_buf_putc(out, '/');
}

/* Parameters are in order, so that equal ones are neighbours. */
static void put_query(mh_buf *out, mh_view query) {
    mh_view rest = query, one, last = {NULL, 0};
    while (mh_view_split(&rest, '&', &one)) {
        if (one.len == 0 || is_noise(one) || (last.ptr && mh_view_eq(one, last))) continue;
        mh_buf_putc(out, last.ptr ? '&' : '?');
        mh_buf_put(out, one);
        last = one;
    }
}

mh_rc mh_url_canonical(mh_buf *out, mh_view url, mh_canonical level, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_url u = {0};
    mh_buf form = {0};
    if (level == MH_CANONICAL_FORM) return mh_url_normalize(out, url, e);
    if (mh_url_normalize(&form, url, e) != MH_OK) goto out;
    if (mh_url_parse(&u, mh_buf_view(&form), NULL, e) != MH_OK) goto out;
    rc = MH_OK;
    if (!mh_url_is_http(&u)) {
        mh_buf_put(out, mh_buf_view(&form));
        goto out;
    }
    mh_view path = mh_url_path(&u), query = mh_url_query(&u);
    mh_buf_put_n(out, u.text, u.path.from);
    put_path(out, path);
    put_query(out, query);
out:
    mh_url_clear(&u);
    mh_buf_clear(&form);
    return rc;
}

mh_view mh_url_session(mh_view url) {
    size_t mark = mh_view_find_byte(url, '?', 0);
    mh_view rest = mh_view_sub(url, 0, mark), one, name, value, found = {"", 0};
    while (mh_view_split(&rest, '/', &one)) {
        without_session(one, &found);
        if (found.len > 0) return found;
        if (is_net_session(one)) return one;
    }
    rest = mark == SIZE_MAX ? found : mh_view_sub(url, mark + 1, url.len);
    while (mh_view_split(&rest, '&', &one)) {
        split_pair(one, &name, &value);
        if (value.len > 0 && mh_url_is_session(name, value)) return value;
    }
    return found;
}
