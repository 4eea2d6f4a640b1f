/* tags.h - the element and attribute names that code may ask for by number.
 * Owns: nothing. Threads: any.
 *
 * Names beyond these are numbered by each tree as it meets them. */
#ifndef MH_DOC_TAGS_H
#define MH_DOC_TAGS_H

#include "base/str.h"

/* X(suffix, name), sorted by name; the suffixes are also the parser's. */
#define MH_TAGS(X)                                                                                 \
    X(A, "a")                                                                                      \
    X(ABBR, "abbr")                                                                                \
    X(ACRONYM, "acronym")                                                                          \
    X(ADDRESS, "address")                                                                          \
    X(APPLET, "applet")                                                                            \
    X(AREA, "area")                                                                                \
    X(ARTICLE, "article")                                                                          \
    X(ASIDE, "aside")                                                                              \
    X(AUDIO, "audio")                                                                              \
    X(B, "b")                                                                                      \
    X(BASE, "base")                                                                                \
    X(BASEFONT, "basefont")                                                                        \
    X(BDI, "bdi")                                                                                  \
    X(BDO, "bdo")                                                                                  \
    X(BGSOUND, "bgsound")                                                                          \
    X(BIG, "big")                                                                                  \
    X(BLINK, "blink")                                                                              \
    X(BLOCKQUOTE, "blockquote")                                                                    \
    X(BODY, "body")                                                                                \
    X(BR, "br")                                                                                    \
    X(BUTTON, "button")                                                                            \
    X(CANVAS, "canvas")                                                                            \
    X(CAPTION, "caption")                                                                          \
    X(CENTER, "center")                                                                            \
    X(CITE, "cite")                                                                                \
    X(CODE, "code")                                                                                \
    X(COL, "col")                                                                                  \
    X(COLGROUP, "colgroup")                                                                        \
    X(COMMAND, "command")                                                                          \
    X(DATALIST, "datalist")                                                                        \
    X(DD, "dd")                                                                                    \
    X(DEL, "del")                                                                                  \
    X(DETAILS, "details")                                                                          \
    X(DFN, "dfn")                                                                                  \
    X(DIALOG, "dialog")                                                                            \
    X(DIR, "dir")                                                                                  \
    X(DIV, "div")                                                                                  \
    X(DL, "dl")                                                                                    \
    X(DT, "dt")                                                                                    \
    X(EM, "em")                                                                                    \
    X(EMBED, "embed")                                                                              \
    X(FIELDSET, "fieldset")                                                                        \
    X(FIGCAPTION, "figcaption")                                                                    \
    X(FIGURE, "figure")                                                                            \
    X(FONT, "font")                                                                                \
    X(FOOTER, "footer")                                                                            \
    X(FORM, "form")                                                                                \
    X(FRAME, "frame")                                                                              \
    X(FRAMESET, "frameset")                                                                        \
    X(H1, "h1")                                                                                    \
    X(H2, "h2")                                                                                    \
    X(H3, "h3")                                                                                    \
    X(H4, "h4")                                                                                    \
    X(H5, "h5")                                                                                    \
    X(H6, "h6")                                                                                    \
    X(HEAD, "head")                                                                                \
    X(HEADER, "header")                                                                            \
    X(HGROUP, "hgroup")                                                                            \
    X(HR, "hr")                                                                                    \
    X(HTML, "html")                                                                                \
    X(I, "i")                                                                                      \
    X(IFRAME, "iframe")                                                                            \
    X(IMAGE, "image")                                                                              \
    X(IMG, "img")                                                                                  \
    X(INPUT, "input")                                                                              \
    X(INS, "ins")                                                                                  \
    X(ISINDEX, "isindex")                                                                          \
    X(KBD, "kbd")                                                                                  \
    X(KEYGEN, "keygen")                                                                            \
    X(LABEL, "label")                                                                              \
    X(LEGEND, "legend")                                                                            \
    X(LI, "li")                                                                                    \
    X(LINK, "link")                                                                                \
    X(LISTING, "listing")                                                                          \
    X(MAIN, "main")                                                                                \
    X(MAP, "map")                                                                                  \
    X(MARK, "mark")                                                                                \
    X(MARQUEE, "marquee")                                                                          \
    X(MATH, "math")                                                                                \
    X(MENU, "menu")                                                                                \
    X(MENUITEM, "menuitem")                                                                        \
    X(META, "meta")                                                                                \
    X(METER, "meter")                                                                              \
    X(NAV, "nav")                                                                                  \
    X(NOBR, "nobr")                                                                                \
    X(NOEMBED, "noembed")                                                                          \
    X(NOFRAMES, "noframes")                                                                        \
    X(NOSCRIPT, "noscript")                                                                        \
    X(OBJECT, "object")                                                                            \
    X(OL, "ol")                                                                                    \
    X(OPTGROUP, "optgroup")                                                                        \
    X(OPTION, "option")                                                                            \
    X(OUTPUT, "output")                                                                            \
    X(P, "p")                                                                                      \
    X(PARAM, "param")                                                                              \
    X(PLAINTEXT, "plaintext")                                                                      \
    X(PRE, "pre")                                                                                  \
    X(PROGRESS, "progress")                                                                        \
    X(Q, "q")                                                                                      \
    X(RB, "rb")                                                                                    \
    X(RP, "rp")                                                                                    \
    X(RT, "rt")                                                                                    \
    X(RTC, "rtc")                                                                                  \
    X(RUBY, "ruby")                                                                                \
    X(S, "s")                                                                                      \
    X(SAMP, "samp")                                                                                \
    X(SCRIPT, "script")                                                                            \
    X(SECTION, "section")                                                                          \
    X(SELECT, "select")                                                                            \
    X(SMALL, "small")                                                                              \
    X(SOURCE, "source")                                                                            \
    X(SPAN, "span")                                                                                \
    X(STRIKE, "strike")                                                                            \
    X(STRONG, "strong")                                                                            \
    X(STYLE, "style")                                                                              \
    X(SUB, "sub")                                                                                  \
    X(SUMMARY, "summary")                                                                          \
    X(SUP, "sup")                                                                                  \
    X(SVG, "svg")                                                                                  \
    X(TABLE, "table")                                                                              \
    X(TBODY, "tbody")                                                                              \
    X(TD, "td")                                                                                    \
    X(TEMPLATE, "template")                                                                        \
    X(TEXTAREA, "textarea")                                                                        \
    X(TFOOT, "tfoot")                                                                              \
    X(TH, "th")                                                                                    \
    X(THEAD, "thead")                                                                              \
    X(TIME, "time")                                                                                \
    X(TITLE, "title")                                                                              \
    X(TR, "tr")                                                                                    \
    X(TRACK, "track")                                                                              \
    X(TT, "tt")                                                                                    \
    X(U, "u")                                                                                      \
    X(UL, "ul")                                                                                    \
    X(VAR, "var")                                                                                  \
    X(VIDEO, "video")                                                                              \
    X(WBR, "wbr")                                                                                  \
    X(XMP, "xmp")

typedef enum mh_tag {
    MH_TAG_NONE, /* no element: text, comment, document */
#define MH_X(suffix, name) MH_TAG_##suffix,
    MH_TAGS(MH_X)
#undef MH_X
        MH_TAG_CUSTOM /* the first of the names that a tree numbers itself */
} mh_tag;

#define MH_ATTRS(X)                                                                                \
    X(ALT, "alt")                                                                                  \
    X(CHARSET, "charset")                                                                          \
    X(CLASS, "class")                                                                              \
    X(CONTENT, "content")                                                                          \
    X(DATETIME, "datetime")                                                                        \
    X(HEIGHT, "height")                                                                            \
    X(HIDDEN, "hidden")                                                                            \
    X(HREF, "href")                                                                                \
    X(HTTP_EQUIV, "http-equiv")                                                                    \
    X(ID, "id")                                                                                    \
    X(ITEMID, "itemid")                                                                            \
    X(ITEMPROP, "itemprop")                                                                        \
    X(ITEMSCOPE, "itemscope")                                                                      \
    X(ITEMTYPE, "itemtype")                                                                        \
    X(LANG, "lang")                                                                                \
    X(NAME, "name")                                                                                \
    X(PROPERTY, "property")                                                                        \
    X(PUBDATE, "pubdate")                                                                          \
    X(REL, "rel")                                                                                  \
    X(ROLE, "role")                                                                                \
    X(SRC, "src")                                                                                  \
    X(STYLE, "style")                                                                              \
    X(TITLE, "title")                                                                              \
    X(TYPE, "type")                                                                                \
    X(VALUE, "value")                                                                              \
    X(WIDTH, "width")

typedef enum mh_attr_name {
    MH_ATTR_NONE,
#define MH_X(suffix, name) MH_ATTR_##suffix,
    MH_ATTRS(MH_X)
#undef MH_X
        MH_ATTR_CUSTOM
} mh_attr_name;

/* The number of a lower-case name, or 0 when it is not in the list. */
unsigned mh_tag_of_name(mh_view name);
unsigned mh_attr_of_name(mh_view name);
/* The name of a number below MH_TAG_CUSTOM, MH_ATTR_CUSTOM; empty for 0. */
mh_view mh_tag_name(unsigned tag);
mh_view mh_attr_name_of(unsigned attr);

/* Kinds of elements, as the renderer and the extractors see them. */
bool mh_tag_is_block(unsigned tag);   /* begins and ends a line */
bool mh_tag_is_heading(unsigned tag); /* h1 to h6 */
bool mh_tag_is_void(unsigned tag);    /* never has children */
bool mh_tag_is_hidden(unsigned tag);  /* its text is not shown: script, style, template ... */

#endif
