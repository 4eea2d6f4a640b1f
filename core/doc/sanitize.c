#include "doc/sanitize.h"

#include "doc/tree_priv.h"
#include "doc/url.h"

void mh_html_escape(mh_buf *out, mh_view v, bool attr) {
    size_t from = 0;
    for (size_t i = 0; i < v.len; i++) {
        const char *esc = NULL;
        switch (v.ptr[i]) {
        case '&': esc = "&amp;"; break;
        case '<': esc = "&lt;"; break;
        case '>': esc = "&gt;"; break;
        case '"': esc = attr ? "&quot;" : NULL; break;
        default: break;
        }
        if (!esc) continue;
        mh_buf_put_n(out, v.ptr + from, i - from);
        mh_buf_puts(out, esc);
        from = i + 1;
    }
    mh_buf_put_n(out, v.ptr + from, v.len - from);
}

bool mh_safe_address(mh_buf *out, const mh_doc *d, mh_view ref, bool mail) {
    mh_buf b = {0};
    ref = mh_view_trim(ref);
    if (mh_doc_resolve(d, ref, &b, NULL) != MH_OK) {
        /* a page without an address of its own keeps its relative links; a colon before the first
         * slash could be a scheme */
        bool plain = mh_doc_base(d).len == 0 && ref.len > 0 && ref.ptr[0] != '\\';
        for (size_t i = 0;
             plain && i < ref.len && ref.ptr[i] != '/' && ref.ptr[i] != '?' && ref.ptr[i] != '#';
             i++)
            plain = ref.ptr[i] != ':' && (unsigned char)ref.ptr[i] > ' ';
        if (plain) mh_buf_put(out, ref);
        mh_buf_clear(&b);
        return plain;
    }
    mh_view v = mh_buf_view(&b);
    bool ok = mh_view_starts(v, MH_VIEW("http://")) || mh_view_starts(v, MH_VIEW("https://")) ||
              (mail && mh_view_starts(v, MH_VIEW("mailto:")));
    if (ok) mh_buf_put(out, v);
    mh_buf_clear(&b);
    return ok;
}

/* UNWRAP is 0: what is not listed */
typedef enum fate { UNWRAP, KEEP, INLINE, GONE } fate;

static const uint8_t fates[MH_TAG_CUSTOM] = {
    /* within a line */ [MH_TAG_A] = INLINE,
    [MH_TAG_ABBR] = INLINE,
    [MH_TAG_B] = INLINE,
    [MH_TAG_BDI] = INLINE,
    [MH_TAG_BDO] = INLINE,
    [MH_TAG_BR] = INLINE,
    [MH_TAG_CITE] = INLINE,
    [MH_TAG_CODE] = INLINE,
    [MH_TAG_DEL] = INLINE,
    [MH_TAG_DFN] = INLINE,
    [MH_TAG_EM] = INLINE,
    [MH_TAG_I] = INLINE,
    [MH_TAG_IMG] = INLINE,
    [MH_TAG_INS] = INLINE,
    [MH_TAG_KBD] = INLINE,
    [MH_TAG_MARK] = INLINE,
    [MH_TAG_Q] = INLINE,
    [MH_TAG_RP] = INLINE,
    [MH_TAG_RT] = INLINE,
    [MH_TAG_RUBY] = INLINE,
    [MH_TAG_S] = INLINE,
    [MH_TAG_SAMP] = INLINE,
    [MH_TAG_SMALL] = INLINE,
    [MH_TAG_STRONG] = INLINE,
    [MH_TAG_SUB] = INLINE,
    [MH_TAG_SUP] = INLINE,
    [MH_TAG_TIME] = INLINE,
    [MH_TAG_U] = INLINE,
    [MH_TAG_VAR] = INLINE,
    [MH_TAG_WBR] = INLINE,
    /* blocks */[MH_TAG_ARTICLE] = KEEP,
    [MH_TAG_ASIDE] = KEEP,
    [MH_TAG_BLOCKQUOTE] = KEEP,
    [MH_TAG_CAPTION] = KEEP,
    [MH_TAG_COL] = KEEP,
    [MH_TAG_COLGROUP] = KEEP,
    [MH_TAG_DD] = KEEP,
    [MH_TAG_DETAILS] = KEEP,
    [MH_TAG_DIV] = KEEP,
    [MH_TAG_DL] = KEEP,
    [MH_TAG_DT] = KEEP,
    [MH_TAG_FIGCAPTION] = KEEP,
    [MH_TAG_FIGURE] = KEEP,
    [MH_TAG_FOOTER] = KEEP,
    [MH_TAG_H1] = KEEP,
    [MH_TAG_H2] = KEEP,
    [MH_TAG_H3] = KEEP,
    [MH_TAG_H4] = KEEP,
    [MH_TAG_H5] = KEEP,
    [MH_TAG_H6] = KEEP,
    [MH_TAG_HEADER] = KEEP,
    [MH_TAG_HR] = KEEP,
    [MH_TAG_LI] = KEEP,
    [MH_TAG_MAIN] = KEEP,
    [MH_TAG_OL] = KEEP,
    [MH_TAG_P] = KEEP,
    [MH_TAG_PRE] = KEEP,
    [MH_TAG_SECTION] = KEEP,
    [MH_TAG_SUMMARY] = KEEP,
    [MH_TAG_TABLE] = KEEP,
    [MH_TAG_TBODY] = KEEP,
    [MH_TAG_TD] = KEEP,
    [MH_TAG_TFOOT] = KEEP,
    [MH_TAG_TH] = KEEP,
    [MH_TAG_THEAD] = KEEP,
    [MH_TAG_TR] = KEEP,
    [MH_TAG_UL] = KEEP,
    /* with all they hold */[MH_TAG_APPLET] = GONE,
    [MH_TAG_AUDIO] = GONE,
    [MH_TAG_BUTTON] = GONE,
    [MH_TAG_CANVAS] = GONE,
    [MH_TAG_DATALIST] = GONE,
    [MH_TAG_EMBED] = GONE,
    [MH_TAG_FRAME] = GONE,
    [MH_TAG_FRAMESET] = GONE,
    [MH_TAG_HEAD] = GONE,
    [MH_TAG_IFRAME] = GONE,
    [MH_TAG_INPUT] = GONE,
    [MH_TAG_MATH] = GONE,
    [MH_TAG_NOEMBED] = GONE,
    [MH_TAG_NOFRAMES] = GONE,
    [MH_TAG_NOSCRIPT] = GONE,
    [MH_TAG_OBJECT] = GONE,
    [MH_TAG_PLAINTEXT] = GONE,
    [MH_TAG_SCRIPT] = GONE,
    [MH_TAG_SELECT] = GONE,
    [MH_TAG_STYLE] = GONE,
    [MH_TAG_SVG] = GONE,
    [MH_TAG_TEMPLATE] = GONE,
    [MH_TAG_TEXTAREA] = GONE,
    [MH_TAG_TITLE] = GONE,
    [MH_TAG_VIDEO] = GONE,
    [MH_TAG_XMP] = GONE,
};

static fate fate_of(unsigned tag) {
    return tag < MH_TAG_CUSTOM ? (fate)fates[tag] : UNWRAP;
}

static bool is_digits(mh_view v) {
    uint64_t n;
    return v.len <= 6 && mh_view_u64(v, &n);
}

/* Whether the attribute stays as it is. */
static bool keeps(unsigned tag, mh_view name, mh_view value) {
    static const char *const any[] = {"title", "lang", "dir"};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (mh_view_eq(name, mh_view_of(any[i]))) return true;
    bool cell = tag == MH_TAG_TD || tag == MH_TAG_TH;
    if (mh_view_eq(name, MH_VIEW("alt"))) return tag == MH_TAG_IMG;
    if (mh_view_eq(name, MH_VIEW("datetime")))
        return tag == MH_TAG_TIME || tag == MH_TAG_DEL || tag == MH_TAG_INS;
    if (mh_view_eq(name, MH_VIEW("colspan")) || mh_view_eq(name, MH_VIEW("rowspan")))
        return cell && is_digits(value);
    if (mh_view_eq(name, MH_VIEW("scope"))) return cell;
    if (mh_view_eq(name, MH_VIEW("start"))) return tag == MH_TAG_OL && is_digits(value);
    if (mh_view_eq(name, MH_VIEW("width")) || mh_view_eq(name, MH_VIEW("height")))
        return tag == MH_TAG_IMG && is_digits(value);
    return false;
}

static void open_tag(mh_buf *out, const mh_doc *d, mh_node n) {
    const mh_tree *t = mh_doc_tree_of(d);
    unsigned tag = mh_tree_tag(t, n);
    mh_buf_printf(out, "<%.*s", MH_FMT(mh_tree_name(t, n)));
    for (uint32_t i = 0; i < mh_tree_attr_count(t, n); i++) {
        mh_view name, value;
        mh_buf address = {0};
        mh_tree_attr_at(t, n, i, &name, &value);
        bool href = tag == MH_TAG_A && mh_view_eq(name, MH_VIEW("href"));
        bool src = tag == MH_TAG_IMG && mh_view_eq(name, MH_VIEW("src"));
        bool keep = keeps(tag, name, value);
        if (href || src) {
            keep = mh_safe_address(&address, d, value, href);
            value = mh_buf_view(&address);
        }
        if (keep) {
            mh_buf_printf(out, " %.*s=\"", MH_FMT(name));
            mh_html_escape(out, value, true);
            mh_buf_putc(out, '"');
        }
        mh_buf_clear(&address);
    }
    mh_buf_putc(out, '>');
}

static void run(mh_buf *out, const mh_doc *d, mh_node root, bool line) {
    const mh_tree *t = mh_doc_tree_of(d);
    mh_node n = root;
    for (bool down = true;;) {
        const mh_node_rec *r = mh_rec(t, n);
        bool element = r->type == MH_NODE_ELEMENT;
        fate f = element ? fate_of(r->tag) : UNWRAP;
        bool shown = (f == INLINE || (f == KEEP && !line)) && !(line && n == root);
        if (line && n == root) f = UNWRAP;
        if (down) {
            if (r->type == MH_NODE_TEXT) mh_html_escape(out, mh_tree_text(t, n), false);
            if (shown) open_tag(out, d, n);
            if (f != GONE && r->first != MH_NODE_NONE) {
                n = r->first;
                continue;
            }
        }
        if (shown && !mh_tag_is_void(r->tag))
            mh_buf_printf(out, "</%.*s>", MH_FMT(mh_tree_name(t, n)));
        if (n == root) return;
        down = r->next != MH_NODE_NONE;
        n = down ? r->next : r->parent;
    }
}

void mh_sanitize_html(mh_buf *out, const mh_doc *d, mh_node n) {
    run(out, d, n, false);
}

void mh_sanitize_inline(mh_buf *out, const mh_doc *d, mh_node n) {
    run(out, d, n, true);
}
