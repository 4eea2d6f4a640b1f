#include "conf/site.h"

static bool starts_nocase(mh_view v, mh_view with) {
    if (v.len < with.len) return false;
    for (size_t i = 0; i < with.len; i++)
        if ((v.ptr[i] | 0x20) != with.ptr[i] && v.ptr[i] != with.ptr[i]) return false;
    return true;
}

static size_t find_any(mh_view v, const char *bytes) {
    size_t at = v.len;
    for (; *bytes; bytes++) {
        size_t i = mh_view_find_byte(v, *bytes, 0);
        if (i < at) at = i;
    }
    return at;
}

static bool after_scheme(mh_view url, mh_view *rest) {
    static const mh_view schemes[] = {MH_VIEW_INIT("http://"), MH_VIEW_INIT("https://")};
    for (size_t i = 0; i < 2; i++) {
        if (!starts_nocase(url, schemes[i])) continue;
        *rest = mh_view_sub(url, schemes[i].len, url.len);
        return true;
    }
    return false;
}

bool mh_site_host(mh_view url, mh_view *host, mh_view *port) {
    mh_view rest;
    *host = *port = MH_VIEW("");
    if (!after_scheme(url, &rest)) return false;
    mh_view auth = mh_view_sub(rest, 0, find_any(rest, "/?#"));
    for (size_t at; (at = mh_view_find_byte(auth, '@', 0)) != SIZE_MAX;)
        auth = mh_view_sub(auth, at + 1, auth.len);
    size_t end = find_any(auth, ":");
    if (auth.len > 0 && auth.ptr[0] == '[') {
        size_t close = mh_view_find_byte(auth, ']', 0);
        if (close == SIZE_MAX) return false;
        *host = mh_view_sub(auth, 1, close);
        end = close + 1;
    } else {
        *host = mh_view_sub(auth, 0, end);
    }
    if (end < auth.len && auth.ptr[end] == ':') *port = mh_view_sub(auth, end + 1, auth.len);
    return host->len > 0;
}

static bool is_number(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if (!mh_is_digit(v.ptr[i]) && v.ptr[i] != '.') return false;
    return v.len > 0;
}

bool mh_site_literal(mh_view host) {
    return is_number(host) || mh_view_find_byte(host, ':', 0) != SIZE_MAX ||
           (host.len == 9 && starts_nocase(host, MH_VIEW("localhost")));
}

/* The last n labels of a host. */
static mh_view last_labels(mh_view host, int n) {
    for (size_t i = host.len; i > 0; i--)
        if (host.ptr[i - 1] == '.' && --n == 0) return mh_view_sub(host, i, host.len);
    return host;
}

static bool is_registry(mh_view label) {
    static const mh_view names[] = {
        MH_VIEW_INIT("gov"), MH_VIEW_INIT("com"),  MH_VIEW_INIT("org"),  MH_VIEW_INIT("net"),
        MH_VIEW_INIT("edu"), MH_VIEW_INIT("gob"),  MH_VIEW_INIT("gouv"), MH_VIEW_INIT("info"),
        MH_VIEW_INIT("mil"), MH_VIEW_INIT("govt"), MH_VIEW_INIT("gub"),  MH_VIEW_INIT("int")};
    if (label.len <= 2) return true; /* co, ac, go, or ... */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (label.len == names[i].len && starts_nocase(label, names[i])) return true;
    return false;
}

static mh_view registered(mh_view host) {
    mh_view two = last_labels(host, 2), top = last_labels(host, 1);
    if (two.len == host.len || top.len != 2) return two;
    return is_registry(mh_view_sub(two, 0, two.len - top.len - 1)) ? last_labels(host, 3) : two;
}

static bool is_shared(mh_view site) {
    static const mh_view names[] = {
        MH_VIEW_INIT("t.me"),          MH_VIEW_INIT("youtube.com"),    MH_VIEW_INIT("facebook.com"),
        MH_VIEW_INIT("x.com"),         MH_VIEW_INIT("twitter.com"),    MH_VIEW_INIT("vk.com"),
        MH_VIEW_INIT("instagram.com"), MH_VIEW_INIT("medium.com"),     MH_VIEW_INIT("reddit.com"),
        MH_VIEW_INIT("linkedin.com"),  MH_VIEW_INIT("livejournal.com")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (site.len == names[i].len && starts_nocase(site, names[i])) return true;
    return false;
}

/* The first part of the path; of a preview (/s/channel) the second. */
static mh_view publisher(mh_view url, mh_view host) {
    mh_view rest = mh_view_sub(url, (size_t)(host.ptr - url.ptr) + host.len, url.len), part;
    size_t slash = mh_view_find_byte(rest, '/', 0);
    if (slash == SIZE_MAX) return MH_VIEW("");
    rest = mh_view_sub(rest, slash + 1, rest.len);
    rest = mh_view_sub(rest, 0, find_any(rest, "?#"));
    if (!mh_view_split(&rest, '/', &part)) return MH_VIEW("");
    if (part.len == 1 && rest.len > 0 && !mh_view_split(&rest, '/', &part)) return MH_VIEW("");
    return part;
}

bool mh_site_put(mh_buf *out, mh_view url) {
    mh_view host, port, who = MH_VIEW("");
    if (!mh_site_host(url, &host, &port)) return false;
    bool number = mh_site_literal(host);
    mh_view site = number ? host : registered(host);
    if (is_shared(site)) who = publisher(url, host);
    if (site.len + port.len + who.len + 2 > MH_SITE_MAX) return false;
    size_t from = out->len;
    mh_buf_put(out, site);
    if (number && port.len) mh_buf_printf(out, ":%.*s", MH_FMT(port));
    for (size_t i = from; i < out->len; i++)
        if (out->ptr[i] >= 'A' && out->ptr[i] <= 'Z') out->ptr[i] |= 0x20;
    if (who.len) mh_buf_printf(out, "/%.*s", MH_FMT(who));
    return true;
}

mh_view mh_site_country(mh_view site) {
    mh_view host = mh_view_sub(site, 0, find_any(site, "/:"));
    mh_view top = last_labels(host, 1);
    bool letters = top.len == 2 && !mh_is_digit(top.ptr[0]) && !mh_is_digit(top.ptr[1]);
    return letters && top.len < host.len && !is_shared(host) ? top : MH_VIEW("");
}
