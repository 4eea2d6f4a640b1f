/* MathML and SVG in a fragment of HTML: what of them may stay. The lists are our own, of the elements
 * and attributes that draw; nothing in them runs, loads or holds HTML. Names are of MathML 3 and SVG 1.1,
 * their case is of the HTML standard's tables "adjust SVG attributes" and "adjust foreign attributes". */
#include "doc/feed_html_priv.h"

#include <string.h>

static const char math_elements[] = "math maligngroup malignmark menclose merror mfenced mfrac mi "
                                    "mlabeledtr mmultiscripts mn mo mover "
                                    "mpadded mphantom mprescripts mroot mrow ms mspace msqrt "
                                    "mstyle msub msubsup msup mtable mtd mtext "
                                    "mtr munder munderover none semantics";

static const char svg_elements[] = "svg circle defs desc ellipse g line linearGradient path "
                                   "polygon polyline radialGradient rect stop "
                                   "text title tspan";

static const char math_attributes[] =
    "accent accentunder align alttext bevelled class close columnalign columnlines columnspacing "
    "columnspan denomalign depth dir display displaystyle equalcolumns equalrows fence form frame "
    "framespacing groupalign height href id largeop length linebreak linethickness lquote lspace "
    "mathbackground mathcolor mathsize mathvariant maxsize minlabelspacing minsize movablelimits "
    "notation numalign open rowalign rowlines rowspacing rowspan rquote rspace scriptlevel "
    "scriptminsize scriptsizemultiplier separator separators side stretchy subscriptshift "
    "superscriptshift symmetric voffset width xlink:href xlink:show xlink:title xlink:type";

static const char svg_attributes[] =
    "baseProfile class clip-rule color color-interpolation cx cy d direction display "
    "dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size font-size-adjust "
    "font-stretch font-style font-variant font-weight fx fy gradientTransform gradientUnits height "
    "id lengthAdjust letter-spacing offset opacity paint-order pathLength points "
    "preserveAspectRatio "
    "r role rotate rx ry shape-rendering spreadMethod stop-color stop-opacity stroke "
    "stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width style text-anchor text-decoration text-rendering textLength "
    "transform unicode-bidi vector-effect version viewBox visibility width word-spacing x x1 x2 "
    "xml:space y y1 y2";

/* The word of list that is name whatever its case; empty when there is none. */
static mh_view word_of(const char *list, mh_view name) {
    mh_view rest = mh_view_of(list), word;
    while (name.len && mh_view_split(&rest, ' ', &word))
        if (mh_view_ieq(word, name)) return word;
    return (mh_view){0};
}

mh_view feed_foreign_element(feed_world w, mh_view name) {
    return word_of(w == FEED_MATH ? math_elements : w == FEED_SVG ? svg_elements : "", name);
}

mh_view feed_foreign_attribute(feed_world w, mh_view name) {
    return word_of(w == FEED_MATH ? math_attributes : w == FEED_SVG ? svg_attributes : "", name);
}

bool feed_foreign_leaf(feed_world w, mh_view name) {
    return word_of(w == FEED_MATH ? "mi mn mo ms mtext" : "title desc", name).len > 0;
}

bool feed_foreign_opaque(mh_view name) {
    return word_of("annotation annotation-xml foreignobject metadata handler", name).len > 0;
}

const char *feed_foreign_space(feed_world w) {
    return w == FEED_MATH ? "http://www.w3.org/1998/Math/MathML" : "http://www.w3.org/2000/svg";
}

/* Whether the bracket at v.ptr[i] opens a function that only computes, or "url(#name)". */
static bool function_ok(mh_view v, size_t i) {
    size_t from = i;
    while (from > 0 && (mh_is_alnum(v.ptr[from - 1]) || v.ptr[from - 1] == '-')) from--;
    mh_view name = mh_view_sub(v, from, i);
    if (word_of("rgb rgba hsl hsla matrix rotate scale skewX skewY translate", name).len)
        return true;
    if (!mh_view_ieq(name, MH_VIEW("url")) || ++i >= v.len || v.ptr[i] != '#') return false;
    for (i++; i < v.len && (mh_is_alnum(v.ptr[i]) || strchr("-_.:", v.ptr[i])); i++) {
    }
    return i < v.len && v.ptr[i] == ')';
}

bool feed_foreign_value(mh_view name, mh_view value) {
    /* these are never read as CSS: brackets are brackets */
    if (word_of("alttext class close id lquote open rquote separators xlink:title", name).len)
        return true;
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] == '\\' || (value.ptr[i] == '(' && !function_ok(value, i))) return false;
    return true;
}
