#include "doc/feed_html_priv.h"

#include <string.h>

/* Lists are words between spaces, each with one in front and behind. */
static bool listed(const char *list, mh_view name) {
    char key[40];
    if (name.len == 0 || name.len > sizeof key - 3) return false;
    key[0] = ' ';
    memcpy(key + 1, name.ptr, name.len);
    key[name.len + 1] = ' ';
    key[name.len + 2] = 0;
    return memchr(name.ptr, ' ', name.len) == NULL && strstr(list, key) != NULL;
}

static const char elements[] =
    " a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas "
    "caption center cite code col colgroup command data datagrid datalist dd del details dfn "
    "dialog dir div dl dt em event-source fieldset figcaption figure font footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr i img input ins kbd keygen label legend li m main map mark menu meter "
    "multicol nav nextid nobr noscript ol optgroup option output p picture pre progress q rp rt "
    "ruby s samp section select small sound source spacer span strike strong sub summary sup table "
    "tbody td textarea tfoot th thead time tr track tt u ul var video wbr ";

static const char other_elements[] =
    " applet base basefont bgsound blink body embed frame frameset head html iframe link marquee "
    "math meta noembed noframes object param plaintext script style svg template title xmp ";

static const char attributes[] =
    " abbr accept accept-charset accesskey action align alt autocomplete autofocus autoplay axis "
    "background balance bgcolor bgproperties border bordercolor bordercolordark bordercolorlight "
    "bottompadding cellpadding cellspacing ch challenge char charoff charset checked choff cite "
    "class clear color cols colspan compact contenteditable controls coords data datafld "
    "datapagesize datasrc datetime default delay dir disabled draggable dynsrc enctype end face "
    "for form frame galleryimg gutter headers height hidden hidefocus high href hreflang hspace "
    "icon id inputmode ismap keytype label lang leftspacing list longdesc loop loopcount loopend "
    "loopstart low lowsrc max maxlength media method min multiple muted name nohref noshade nowrap "
    "open optimum pattern point-size poster preload prompt radiogroup readonly rel repeat-max "
    "repeat-min replace required rev rightspacing role rows rowspan rules scope selected shape "
    "size sizes span src srcset start step style summary suppress tabindex target title toppadding "
    "type unselectable urn usemap valign value variable volume vrml vspace width wrap xml:lang ";

static const char properties[] =
    " azimuth background background-color border-bottom-color border-collapse border-color "
    "border-left-color border-right-color border-top-color clear color cursor direction display "
    "elevation float font font-family font-size font-style font-variant font-weight height "
    "letter-spacing line-height list-style list-style-type max-height max-width min-height "
    "min-width overflow pause pause-after pause-before pitch pitch-range richness speak "
    "speak-header speak-numeral speak-punctuation speech-rate stress text-align text-decoration "
    "text-indent text-transform unicode-bidi vertical-align voice-family volume white-space width ";

static const char svg_properties[] =
    " fill fill-opacity fill-rule opacity stop-color stop-opacity stroke stroke-dasharray "
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity "
    "stroke-width "
    "text-anchor ";

/* values that a shorthand of background, border, margin and padding may have, besides lengths and
 * colours */
static const char keywords[] =
    " auto aqua black block blue bold both bottom brown center collapse dashed dotted double "
    "fuchsia gray green groove hidden inherit inset !important italic left lime maroon medium "
    "navy none normal nowrap olive outset pointer purple red ridge right silver solid teal thick "
    "thin top transparent underline white yellow ";

bool feed_html_element(mh_view name) {
    return listed(elements, name);
}

bool feed_html_known(mh_view name) {
    return listed(elements, name) || listed(other_elements, name);
}

bool feed_html_void(mh_view name) {
    return listed(" area base basefont br col command embed frame hr img input isindex keygen link "
                  "meta param source track wbr ",
                  name);
}

bool feed_html_opaque(mh_view name) {
    return listed(" script style applet template noembed noframes xmp ", name);
}

bool feed_html_attribute(mh_view name) {
    return listed(attributes, name);
}

bool feed_html_address(mh_view name) {
    return listed(" action background cite data dynsrc href icon longdesc lowsrc poster src urn "
                  "usemap vrml ",
                  name);
}

bool feed_html_scheme(mh_view scheme) {
    return listed(" http https ftp ftps sftp mailto tel sms geo news nntp irc ircs xmpp magnet "
                  "webcal feed urn tag ",
                  scheme);
}

/* "#fff", "12px", ".5em", "rgb(0, 0, 0)" has come in pieces: "rgb(0,", "0,", "0)". */
static bool is_measure(mh_view v) {
    static const char units[] = " cm em ex in mm pc pt px % , ) rem pt, px, ";
    size_t i = 0, digits = 0;
    if (v.len > 1 && v.ptr[0] == '#') {
        for (i = 1; i < v.len; i++)
            if (!mh_is_digit(v.ptr[i]) && !strchr("abcdef", mh_lower(v.ptr[i]))) return false;
        return v.len <= 9;
    }
    if (mh_view_istarts(v, MH_VIEW("rgb("))) v = mh_view_sub(v, 4, v.len);
    if (i < v.len && v.ptr[i] == '-') i++;
    for (; i < v.len && (mh_is_digit(v.ptr[i]) || v.ptr[i] == '.'); i++)
        if (v.ptr[i] != '.') digits++;
    mh_view unit = mh_view_sub(v, i, v.len);
    return digits > 0 && digits <= 4 && (unit.len == 0 || listed(units, unit));
}

static bool shorthand_ok(mh_view value) {
    mh_view word;
    while (mh_view_split(&value, ' ', &word)) {
        word = mh_view_trim(word);
        char low[24];
        if (word.len == 0) continue;
        if (is_measure(word)) continue;
        if (word.len >= sizeof low) return false;
        for (size_t i = 0; i < word.len; i++) low[i] = mh_lower(word.ptr[i]);
        if (!listed(keywords, (mh_view){low, word.len})) return false;
    }
    return true;
}

/* No functions but rgb(), no escapes, no addresses. */
static bool harmless(mh_view value) {
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '(') {
            mh_view before = mh_view_sub(value, 0, i);
            if (!mh_view_ends(before, MH_VIEW("rgb")) && !mh_view_ends(before, MH_VIEW("rgba")) &&
                !mh_view_ends(before, MH_VIEW("hsl")))
                return false;
        } else if (!mh_is_alnum(c) && !mh_is_space(c) && !strchr(",#%.!'-)\"", c)) {
            return false;
        }
    }
    return true;
}

static void put_property(mh_buf *out, mh_view decl, bool svg) {
    size_t colon = mh_view_find_byte(decl, ':', 0);
    char low[32];
    if (colon == SIZE_MAX) return;
    mh_view name = mh_view_trim(mh_view_sub(decl, 0, colon));
    mh_view value = mh_view_sub(decl, colon + 1, decl.len);
    while (value.len && mh_is_space(*value.ptr)) value = mh_view_sub(value, 1, value.len);
    if (name.len == 0 || name.len >= sizeof low || value.len == 0 || !harmless(value)) return;
    for (size_t i = 0; i < name.len; i++) low[i] = mh_lower(name.ptr[i]);
    mh_view key = {low, name.len}, group = mh_view_sub(key, 0, mh_view_find_byte(key, '-', 0));
    bool ok = listed(properties, key) || (svg && listed(svg_properties, key));
    if (listed(" background border margin padding ", group)) ok = shorthand_ok(value);
    if (!ok) return;
    if (out->len && out->ptr[out->len - 1] == ';') mh_buf_putc(out, ' ');
    mh_buf_printf(out, "%.*s: %.*s;", MH_FMT(name), MH_FMT(value));
}

void feed_html_style(mh_buf *out, mh_view css, bool svg) {
    mh_view decl;
    if (mh_view_find(css, MH_VIEW("\\"), 0) != SIZE_MAX) return; /* escapes hide words */
    while (mh_view_split(&css, ';', &decl)) put_property(out, decl, svg);
}
