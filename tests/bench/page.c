#include "page.h"

static const char *const words[] = {
    "economy", "trade", "border", "minister", "water",   "energy", "summit",    "railway",
    "culture", "sport", "region", "health",   "weather", "school", "opinion",   "archive",
    "photo",   "video", "market", "transit",  "visit",   "treaty", "elections", "history"};

static unsigned next(unsigned *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static const char *word(unsigned *seed) {
    return words[next(seed) % (sizeof words / sizeof *words)];
}

static void put_link(mh_buf *out, unsigned *seed) {
    const char *a = word(seed), *b = word(seed);
    mh_buf_printf(out,
                  "<li class=\"menu-item menu-item-%u menu-item-type-%s\" id=\"menu-item-%u\">"
                  "<a class=\"menu-link\" href=\"https://news.example/%s/%s?from=menu&amp;n=%u\" "
                  "data-track='{\"block\":\"menu\",\"slot\":%u}' title=\"%s and %s\">\n"
                  "  <span class=\"menu-text\">%s %s</span></a></li>\n",
                  next(seed) % 900, a, next(seed) % 9000, a, b, next(seed) % 100, next(seed) % 40,
                  a, b, a, b);
}

static void put_teaser(mh_buf *out, unsigned *seed) {
    unsigned n = next(seed) % 100000;
    mh_buf_printf(
        out,
        "<div class=\"teaser teaser--small col-md-4\" data-id=\"%u\">\n"
        "  <a href=\"/%s/%u.html\"><img class=\"lazy teaser__img\" loading=\"lazy\" "
        "width=\"320\" height=\"180\" src=\"/img/p/%u_320.jpg\" "
        "srcset=\"/img/p/%u_320.jpg 320w, /img/p/%u_640.jpg 640w\" alt=\"\"></a>\n"
        "  <div class=\"teaser__body\"><span class=\"teaser__time\">%u:%02u</span>\n"
        "  <h3 class=\"teaser__title\"><a href=\"/%s/%u.html\">The %s of the %s and the %s"
        "</a></h3></div>\n</div>\n",
        n, word(seed), n, n, n, n, n % 24, n % 60, word(seed), n, word(seed), word(seed),
        word(seed));
}

static void put_menu(mh_buf *out, size_t bytes, unsigned *seed) {
    size_t end = out->len + bytes;
    while (out->len < end) {
        mh_buf_puts(out, "<nav class=\"site-nav site-nav--top\" role=\"navigation\"><ul>\n");
        for (int i = 0; i < 12; i++) put_link(out, seed);
        mh_buf_puts(out, "</ul></nav>\n<div class=\"row related-news\">\n");
        for (int i = 0; i < 5; i++) put_teaser(out, seed);
        mh_buf_puts(out, "</div>\n");
    }
}

static void put_script(mh_buf *out, size_t bytes, unsigned *seed) {
    size_t end = out->len + bytes;
    mh_buf_puts(out, "<script>\n(function(w, d) {\n");
    while (out->len < end)
        mh_buf_printf(out,
                      "  if (w.%s%u && d.readyState !== 'loading') { w.dataLayer.push({'event': "
                      "\"%s\", 'n': %u < 10 ? 1 : 0}); } // %s\n"
                      "  var %s%u = function(e) { return e.target.closest('.%s-%u') || null; };\n",
                      word(seed), next(seed) % 99, word(seed), next(seed) % 99, word(seed),
                      word(seed), next(seed) % 99, word(seed), next(seed) % 99);
    mh_buf_puts(out, "})(window, document);\n</script>\n");
}

static void put_state(mh_buf *out, size_t bytes, unsigned *seed) {
    size_t end = out->len + bytes;
    mh_buf_puts(out, "<script id=\"state\" type=\"application/json\">{\"menu\":[");
    while (out->len < end)
        mh_buf_printf(out,
                      "{\"id\":%u,\"slug\":\"%s-%s\",\"name\":\"The \\\"%s\\\" \\u0026 %s\","
                      "\"url\":\"https:\\/\\/news.example\\/%s\",\"tags\":[\"%s\",null,true]},",
                      next(seed), word(seed), word(seed), word(seed), word(seed), word(seed),
                      word(seed));
    mh_buf_puts(out, "null]}</script>\n");
}

static void put_style(mh_buf *out, size_t bytes, unsigned *seed) {
    size_t end = out->len + bytes;
    mh_buf_puts(out, "<style>\n");
    while (out->len < end)
        mh_buf_printf(out, ".%s-%u > .%s:hover, #%s { margin: 0 %upx; color: #%06x }\n", word(seed),
                      next(seed) % 99, word(seed), word(seed), next(seed) % 30,
                      next(seed) & 0xFFFFFF);
    mh_buf_puts(out, "</style>\n");
}

void bench_grow(mh_buf *out, mh_view page, unsigned seed) {
    size_t add = page.len < BENCH_PAGE_BYTES ? BENCH_PAGE_BYTES - page.len : 0;
    size_t open = mh_view_ifind(page, MH_VIEW("<body"), 0), end = page.len;
    if (open != SIZE_MAX) open = mh_view_find_byte(page, '>', open);
    open = open == SIZE_MAX ? end : open + 1;
    size_t close = mh_view_ifind(page, MH_VIEW("</body"), open);
    if (close == SIZE_MAX) close = end;
    mh_buf_put(out, mh_view_sub(page, 0, open));
    put_style(out, add / 10, &seed);
    put_script(out, add / 6, &seed);
    put_menu(out, add / 5, &seed);
    mh_buf_put(out, mh_view_sub(page, open, close));
    put_menu(out, add / 6, &seed);
    put_state(out, add / 5, &seed);
    put_script(out, add / 6, &seed);
    mh_buf_put(out, mh_view_sub(page, close, end));
}
