/* The article whose text no element of the page shows: what its data for machines carries (JSON-LD,
 * the state of its scripts), read as a page of its own. */
#include "doc/extract_priv.h"

#include "doc/meta_priv.h"

/* Fewest bytes of such a text. */
#define MIN_DATA ((size_t)250)

static void put_escaped(mh_buf *out, mh_view v) {
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '<')
            mh_buf_puts(out, "&lt;");
        else if (v.ptr[i] == '&')
            mh_buf_puts(out, "&amp;");
        else
            mh_buf_putc(out, v.ptr[i]);
    }
}

static bool has_tags(mh_view v) {
    static const char *const tags[] = {"</", "<br", "<p>", "<p ", "<div"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (mh_view_ifind(v, mh_view_of(tags[i]), 0) != SIZE_MAX) return true;
    return false;
}

static void put_page(mh_buf *out, mh_view body) {
    mh_view line;
    bool tags = has_tags(body);
    mh_buf_puts(out, "<!DOCTYPE html><meta charset=\"utf-8\"><body><article>");
    if (tags) mh_buf_put(out, body);
    while (!tags && mh_view_split(&body, '\n', &line)) {
        mh_buf_puts(out, "<p>");
        put_escaped(out, line);
    }
    mh_buf_puts(out, "</article></body>");
}

/* Whether the page shows how the text begins. */
static bool is_shown(const mh_extract *x, mh_view begin) {
    mh_buf page = {0}, probe = {0};
    mh_put_bare(&probe, mh_view_sub(begin, 0, 160));
    mh_put_bare(&page, mh_buf_view(&x->blocks.text));
    size_t cut = probe.len < 60 ? probe.len : 60;
    bool shown =
        mh_view_find(mh_buf_view(&page), mh_view_sub(mh_buf_view(&probe), 0, cut), 0) != SIZE_MAX;
    mh_buf_clear(&page);
    mh_buf_clear(&probe);
    return shown;
}

static mh_view first_kept(const mh_extract *y) {
    for (size_t i = 0; i < y->blocks.list.len; i++)
        if (!y->out[i] && y->good[i]) return mh_blocks_text(&y->blocks, &y->blocks.list.ptr[i]);
    return (mh_view){"", 0};
}

static mh_view last_kept(const mh_extract *y) {
    for (size_t i = y->blocks.list.len; i-- > 0;)
        if (!y->out[i] && y->good[i]) return mh_blocks_text(&y->blocks, &y->blocks.list.ptr[i]);
    return (mh_view){"", 0};
}

/* times: how much longer, in halves, than what the page shows it must be. */
static bool take(mh_article *out, const mh_extract *x, const mh_doc *d, size_t times, mh_arena *a) {
    mh_extract y;
    mh_article data = *out;
    bool taken = false;
    mh_extract_init(&y, d, x->meta);
    mh_candidate all = {.root = mh_tree_body(y.t), .to = y.blocks.list.len, .basis = "data"};
    mh_extract_drop(&y, true);
    for (size_t i = 0; i < all.to; i++)
        if (!y.out[i] && y.good[i]) all.good += y.blocks.list.ptr[i].chars;
    mh_extract_trim(&y, &all);
    mh_extract_edges(&y, &all);
    mh_article_assemble(&data, &y, &all, a);
    bool shown = data.text.len >= MIN_DATA && is_shown(x, first_kept(&y));
    if (shown && times == 1 && data.text.len > 2 * out->text.len) /* no more than its lead */
        shown = is_shown(x, last_kept(&y));
    if (data.text.len >= MIN_DATA && data.text.len * 2 > out->text.len * times && !shown) {
        for (size_t i = 0; i < data.n_paragraphs; i++) data.paragraphs[i].node = MH_NODE_NONE;
        data.source_credit = mh_arena_dup(a, y.credit);
        *out = data;
        taken = true;
    }
    mh_extract_clear(&y);
    return taken;
}

bool mh_article_from_data(mh_article *out, const mh_extract *x, mh_arena *a) {
    const mh_meta_values *all = &x->meta->all[MH_META_BODY];
    for (size_t i = 0; i < all->len && i < 3; i++) {
        mh_buf page = {0};
        mh_doc *d = NULL;
        const mh_doc_source src = {.content_type = MH_VIEW("text/html; charset=utf-8")};
        bool taken = false, state = mh_view_eq(all->ptr[i].basis, MH_VIEW("state"));
        /* the state of a page whose title is that of the page is its article, though the page shows as much of other text */
        bool named = state && all->ptr[i].rank <= MH_RANK_STATE;
        if (all->ptr[i].value.len < MIN_DATA || (!named && all->ptr[i].value.len < out->text.len))
            continue;
        put_page(&page, all->ptr[i].value);
        if (mh_doc_parse(&d, mh_buf_view(&page), &src, NULL) == MH_OK)
            taken = take(out, x, d, named ? 1 : state ? 2 : 4, a);
        mh_doc_free(d);
        mh_buf_clear(&page);
        if (taken) {
            out->basis = state ? "state" : "json-ld";
            return true;
        }
    }
    return false;
}
