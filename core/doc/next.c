#include "doc/next.h"

#include "base/utf8.h"
#include "doc/url.h"

#include <unicode/uchar.h>

#define PAGE_MAX 1000 /* larger numbers are no page numbers */

static bool has_word(mh_view list, mh_view word) {
    mh_view part;
    while (mh_view_split(&list, ' ', &part))
        if (mh_view_ieq(part, word)) return true;
    return false;
}

static bool same_host(const mh_url *a, const mh_url *b) {
    return mh_view_ieq(mh_url_host(a), mh_url_host(b));
}

/* The number that stands last in v before its end (or before a trailing slash or ".html"), with its
 * place; 0 for none. */
static uint64_t last_number(mh_view v, size_t *from, size_t *to) {
    size_t end = v.len;
    if (mh_view_ends(v, MH_VIEW(".html")))
        end -= 5;
    else if (mh_view_ends(v, MH_VIEW("/")))
        end -= 1;
    size_t start = end;
    while (start > 0 && mh_is_digit(v.ptr[start - 1])) start--;
    uint64_t n = 0;
    if (!mh_view_u64(mh_view_sub(v, start, end), &n) || n == 0 || n > PAGE_MAX) return 0;
    *from = start;
    *to = end;
    return n;
}

bool mh_doc_is_page_after(mh_view here, mh_view there) {
    size_t from, to, here_from, here_to;
    uint64_t n = last_number(there, &from, &to);
    if (n < 2) return false;
    uint64_t m = last_number(here, &here_from, &here_to);
    if (m + 1 == n && here_from == from &&
        mh_view_eq(mh_view_sub(here, 0, here_from), mh_view_sub(there, 0, from)) &&
        mh_view_eq(mh_view_sub(here, here_to, here.len), mh_view_sub(there, to, there.len)))
        return true;
    if (n != 2) return false;
    /* the first page has no number: what is left without it must begin with the address here */
    mh_view stem = here;
    if (mh_view_ends(stem, MH_VIEW(".html")))
        stem.len -= 5;
    else if (mh_view_ends(stem, MH_VIEW("/")))
        stem.len -= 1;
    return mh_view_starts(there, stem) && from > stem.len && from - stem.len <= 8;
}

/* a and b without regard to case, in any alphabet. */
static bool same_word(mh_view a, mh_view b) {
    while (a.len > 0 && b.len > 0)
        if (u_tolower((UChar32)mh_utf8_next(&a)) != u_tolower((UChar32)mh_utf8_next(&b)))
            return false;
    return a.len == b.len;
}

/* What a link to the next page says, in the languages of the desk. */
static bool says_next(mh_view text) {
    static const char *const words[] = {"next",        "next page",  "continue",
                                        "read on",     "2",          "далее",
                                        "дальше",      "следующая",  "следующая страница",
                                        "келесі",      "келесі бет", "кийинки",
                                        "кийинки бет", "keyingi",    "keyingi sahifa",
                                        "кейинги",     "баъдӣ",      "саҳифаи навбатӣ",
                                        "بعدی",        "صفحه بعد"};
    while (text.len > 0 && !mh_is_alnum(text.ptr[text.len - 1]) &&
           (unsigned char)text.ptr[text.len - 1] < 0x80)
        text.len--; /* arrows of ASCII, dots */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same_word(text, mh_view_of(words[i]))) return true;
    uint64_t n;
    return mh_view_u64(text, &n) && n >= 2 && n <= PAGE_MAX;
}

/* The first element with rel=next and an address; owned text in out, or empty. */
static bool by_rel(const mh_doc *d, mh_buf *out) {
    const mh_tree *t = mh_doc_tree_of(d);
    uint32_t count = mh_tree_count(t);
    for (mh_node n = 0; n < count; n++) {
        mh_view rel, href;
        if (mh_tree_type(t, n) != MH_NODE_ELEMENT || mh_tree_removed(t, n)) continue;
        if (!mh_tree_attr(t, n, MH_VIEW("rel"), &rel) || !has_word(rel, MH_VIEW("next"))) continue;
        if (!mh_tree_attr(t, n, MH_VIEW("href"), &href)) continue;
        mh_buf_reset(out);
        if (mh_doc_resolve(d, href, out, NULL) == MH_OK && out->len > 0) return true;
    }
    return false;
}

static mh_view checked(const mh_doc *d, mh_view found, mh_arena *a) {
    mh_view here = mh_doc_url(d), none = {NULL, 0};
    mh_url at = {0}, to = {0};
    bool ok = mh_url_parse(&to, found, NULL, NULL) == MH_OK && mh_url_is_http(&to);
    if (ok && here.len > 0)
        ok = mh_url_parse(&at, here, NULL, NULL) == MH_OK && same_host(&at, &to) &&
             !mh_view_eq(mh_url_href_no_fragment(&at), mh_url_href_no_fragment(&to));
    if (ok) none = mh_arena_dup(a, mh_url_href_no_fragment(&to));
    mh_url_clear(&at);
    mh_url_clear(&to);
    return none;
}

mh_view mh_doc_next_page(const mh_doc *d, mh_arena *a) {
    mh_view out = {NULL, 0}, here = mh_doc_url(d);
    mh_buf b = {0};
    if (by_rel(d, &b)) out = checked(d, mh_buf_view(&b), a);
    mh_buf_clear(&b);
    if (out.len > 0 || here.len == 0) return out;
    mh_link_list links = mh_doc_links(d, MH_NODE_ROOT, a);
    for (size_t i = 0; i < links.len && out.len == 0; i++)
        if (says_next(links.ptr[i].text) && mh_doc_is_page_after(here, links.ptr[i].url))
            out = checked(d, links.ptr[i].url, a);
    return out;
}
