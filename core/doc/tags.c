#include "doc/tags.h"

static const mh_view tag_names[] = {{"", 0},
#define MH_X(suffix, name) MH_VIEW_INIT(name),
                                    MH_TAGS(MH_X)
#undef MH_X
};

static const mh_view attr_names[] = {{"", 0},
#define MH_X(suffix, name) MH_VIEW_INIT(name),
                                     MH_ATTRS(MH_X)
#undef MH_X
};

/* Both lists are sorted: a binary search. */
static unsigned find(const mh_view *names, size_t n, mh_view name) {
    size_t lo = 1, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = mh_view_cmp(name, names[mid]);
        if (c == 0) return (unsigned)mid;
        if (c < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return 0;
}

unsigned mh_tag_of_name(mh_view name) {
    return find(tag_names, sizeof tag_names / sizeof tag_names[0], name);
}

unsigned mh_attr_of_name(mh_view name) {
    return find(attr_names, sizeof attr_names / sizeof attr_names[0], name);
}

mh_view mh_tag_name(unsigned tag) {
    return tag < MH_TAG_CUSTOM ? tag_names[tag] : (mh_view){"", 0};
}

mh_view mh_attr_name_of(unsigned attr) {
    return attr < MH_ATTR_CUSTOM ? attr_names[attr] : (mh_view){"", 0};
}

bool mh_tag_is_heading(unsigned tag) {
    return tag >= MH_TAG_H1 && tag <= MH_TAG_H6;
}

bool mh_tag_is_block(unsigned tag) {
    switch (tag) {
    case MH_TAG_ADDRESS:
    case MH_TAG_ARTICLE:
    case MH_TAG_ASIDE:
    case MH_TAG_BLOCKQUOTE:
    case MH_TAG_BODY:
    case MH_TAG_CAPTION:
    case MH_TAG_CENTER:
    case MH_TAG_DD:
    case MH_TAG_DETAILS:
    case MH_TAG_DIALOG:
    case MH_TAG_DIR:
    case MH_TAG_DIV:
    case MH_TAG_DL:
    case MH_TAG_DT:
    case MH_TAG_FIELDSET:
    case MH_TAG_FIGCAPTION:
    case MH_TAG_FIGURE:
    case MH_TAG_FOOTER:
    case MH_TAG_FORM:
    case MH_TAG_FRAMESET:
    case MH_TAG_H1:
    case MH_TAG_H2:
    case MH_TAG_H3:
    case MH_TAG_H4:
    case MH_TAG_H5:
    case MH_TAG_H6:
    case MH_TAG_HEADER:
    case MH_TAG_HGROUP:
    case MH_TAG_HR:
    case MH_TAG_HTML:
    case MH_TAG_LEGEND:
    case MH_TAG_LI:
    case MH_TAG_LISTING:
    case MH_TAG_MAIN:
    case MH_TAG_MENU:
    case MH_TAG_NAV:
    case MH_TAG_OL:
    case MH_TAG_OPTGROUP:
    case MH_TAG_OPTION:
    case MH_TAG_P:
    case MH_TAG_PLAINTEXT:
    case MH_TAG_PRE:
    case MH_TAG_SECTION:
    case MH_TAG_SELECT:
    case MH_TAG_SUMMARY:
    case MH_TAG_TABLE:
    case MH_TAG_TBODY:
    case MH_TAG_TEXTAREA:
    case MH_TAG_TFOOT:
    case MH_TAG_THEAD:
    case MH_TAG_TR:
    case MH_TAG_UL:
    case MH_TAG_VIDEO:
    case MH_TAG_XMP: return true;
    default: return false;
    }
}

bool mh_tag_is_void(unsigned tag) {
    switch (tag) {
    case MH_TAG_AREA:
    case MH_TAG_BASE:
    case MH_TAG_BR:
    case MH_TAG_COL:
    case MH_TAG_EMBED:
    case MH_TAG_HR:
    case MH_TAG_IMG:
    case MH_TAG_INPUT:
    case MH_TAG_LINK:
    case MH_TAG_META:
    case MH_TAG_PARAM:
    case MH_TAG_SOURCE:
    case MH_TAG_TRACK:
    case MH_TAG_WBR: return true;
    default: return false;
    }
}

bool mh_tag_is_hidden(unsigned tag) {
    switch (tag) {
    case MH_TAG_APPLET:
    case MH_TAG_AUDIO:
    case MH_TAG_CANVAS:
    case MH_TAG_DATALIST:
    case MH_TAG_EMBED:
    case MH_TAG_HEAD:
    case MH_TAG_IFRAME:
    case MH_TAG_NOEMBED:
    case MH_TAG_NOFRAMES:
    case MH_TAG_NOSCRIPT:
    case MH_TAG_OBJECT:
    case MH_TAG_RP:
    case MH_TAG_SCRIPT:
    case MH_TAG_STYLE:
    case MH_TAG_SVG:
    case MH_TAG_TEMPLATE:
    case MH_TAG_TITLE: return true;
    default: return false;
    }
}
