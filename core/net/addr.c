#include "net/addr.h"

#include "base/vec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* An address as 16 bytes; IPv4 in the mapped form, so that one comparison serves both. */
typedef struct ip {
    unsigned char b[16];
} ip;

typedef struct block {
    ip base;
    int bits; /* of 128 */
} block;

#define V4(a, b, c, d, n)                                                                          \
    { {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}}, 96 + (n) }
#define V6(a, b, c, d, n)                                                                          \
    { {{(a) >> 8, (a)&0xff, (b) >> 8, (b)&0xff, (c) >> 8, (c)&0xff, (d) >> 8, (d)&0xff}}, n }

/* IANA IPv4 Special-Purpose Address Registry, multicast and class E, and one metadata service that
 * sits on a public number. The other metadata services are inside 169.254/16, 100.64/10, 192.0.0/24
 * and fc00::/7. */
static const block closed4[] = {
    V4(0, 0, 0, 0, 8),      V4(10, 0, 0, 0, 8),     V4(100, 64, 0, 0, 10), V4(127, 0, 0, 0, 8),
    V4(169, 254, 0, 0, 16), V4(172, 16, 0, 0, 12),  V4(192, 0, 0, 0, 24),  V4(192, 0, 2, 0, 24),
    V4(192, 88, 99, 0, 24), V4(192, 168, 0, 0, 16), V4(198, 18, 0, 0, 15), V4(198, 51, 100, 0, 24),
    V4(203, 0, 113, 0, 24), V4(224, 0, 0, 0, 4),    V4(240, 0, 0, 0, 4),   V4(168, 63, 129, 16, 32),
};
/* Only 2000::/3 is given out for global unicast; these parts of it are not for us: protocol
 * assignments with Teredo, documentation, 6to4 (RFC 7526), documentation again (RFC 9637). */
static const block global6 = V6(0x2000, 0, 0, 0, 3);
static const block closed6[] = {
    V6(0x2001, 0, 0, 0, 23),
    V6(0x2001, 0x0db8, 0, 0, 32),
    V6(0x2002, 0, 0, 0, 16),
    V6(0x3fff, 0, 0, 0, 20),
};
static const block mapped = V4(0, 0, 0, 0, 0);
static const block nat64 = V6(0x0064, 0xff9b, 0, 0, 96);
static const block loop4 = V4(127, 0, 0, 0, 8);
static const block loop6 = {{{[15] = 1}}, 128};

static bool inside(const block *k, const ip *a) {
    int whole = k->bits / 8, rest = k->bits % 8;
    if (memcmp(k->base.b, a->b, (size_t)whole) != 0) return false;
    if (rest == 0) return true;
    unsigned mask = 0xffu << (8 - rest) & 0xffu;
    return (k->base.b[whole] & mask) == (a->b[whole] & mask);
}

static bool read_ip(const struct sockaddr *sa, ip *out) {
    if (sa->sa_family == AF_INET) {
        struct sockaddr_in in; /* copied: curl's struct may be aligned for bytes only */
        memcpy(&in, sa, sizeof in);
        *out = mapped.base;
        memcpy(out->b + 12, &in.sin_addr, 4);
        return true;
    }
    if (sa->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, sa, sizeof in6);
        memcpy(out->b, &in6.sin6_addr, 16);
        return true;
    }
    return false;
}

static bool ip_public(ip a) {
    if (inside(&nat64, &a)) memcpy(a.b, mapped.base.b, 12);
    if (inside(&mapped, &a)) {
        for (size_t i = 0; i < sizeof closed4 / sizeof closed4[0]; i++)
            if (inside(&closed4[i], &a)) return false;
        return true;
    }
    if (!inside(&global6, &a)) return false;
    for (size_t i = 0; i < sizeof closed6 / sizeof closed6[0]; i++)
        if (inside(&closed6[i], &a)) return false;
    return true;
}

bool mh_addr_public(const struct sockaddr *sa) {
    ip a;
    return read_ip(sa, &a) && ip_public(a);
}

bool mh_addr_loopback(const struct sockaddr *sa) {
    ip a;
    return read_ip(sa, &a) && (inside(&loop4, &a) || inside(&loop6, &a));
}

void mh_addr_text(const struct sockaddr *sa, char out[MH_ADDR_TEXT]) {
    ip a;
    memcpy(out, "?", 2);
    if (!read_ip(sa, &a)) return;
    if (sa->sa_family == AF_INET)
        inet_ntop(AF_INET, a.b + 12, out, MH_ADDR_TEXT);
    else
        inet_ntop(AF_INET6, a.b, out, MH_ADDR_TEXT);
}

static mh_view no_brackets(mh_view v) {
    if (v.len >= 2 && v.ptr[0] == '[' && v.ptr[v.len - 1] == ']')
        return mh_view_sub(v, 1, v.len - 1);
    return v;
}

bool mh_addr_parse(mh_view text, struct sockaddr_storage *out) {
    char s[MH_ADDR_TEXT];
    text = no_brackets(text);
    if (text.len == 0 || text.len >= sizeof s || memchr(text.ptr, 0, text.len)) return false;
    memcpy(s, text.ptr, text.len);
    s[text.len] = '\0';
    memset(out, 0, sizeof *out);
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, s, &in.sin_addr) == 1)
        memcpy(out, &in, sizeof in);
    else if (inet_pton(AF_INET6, s, &in6.sin6_addr) == 1)
        memcpy(out, &in6, sizeof in6);
    else
        return false;
    return true;
}

typedef struct grant {
    char *name; /* lower case; NULL: a block. ".x.org" for "*.x.org" */
    block at;
    int port; /* 0: any */
} grant;

struct mh_grants {
    MH_VEC(grant) all;
};

mh_grants *mh_grants_new(void) {
    return mh_alloc(sizeof(mh_grants));
}

void mh_grants_free(mh_grants *g) {
    if (g == NULL) return;
    for (size_t i = 0; i < g->all.len; i++) free(g->all.ptr[i].name);
    mh_vec_clear(&g->all);
    free(g);
}

/* Takes ":port" off the end of v; an IPv6 address without brackets has none. */
static bool split_port(mh_view *v, int *port) {
    size_t colon = SIZE_MAX, colons = 0;
    for (size_t i = 0; i < v->len; i++) {
        if (v->ptr[i] != ':') continue;
        colon = i;
        colons++;
    }
    bool bracketed = v->len > 0 && v->ptr[0] == '[';
    *port = 0;
    if (colons == 0 || (colons > 1 && !bracketed)) return true;
    if (bracketed && v->ptr[colon - 1] != ']') return v->ptr[v->len - 1] == ']';
    uint64_t n = 0;
    if (!mh_view_u64(mh_view_sub(*v, colon + 1, v->len), &n) || n == 0 || n > 65535) return false;
    *port = (int)n;
    *v = mh_view_sub(*v, 0, colon);
    return true;
}

static bool read_block(mh_view v, block *out, bool *bad) {
    struct sockaddr_storage sa;
    size_t slash = mh_view_find_byte(v, '/', 0);
    *bad = slash != SIZE_MAX; /* no host name has a slash */
    if (!mh_addr_parse(mh_view_sub(v, 0, slash == SIZE_MAX ? v.len : slash), &sa)) return false;
    read_ip((struct sockaddr *)&sa, &out->base);
    int most = sa.ss_family == AF_INET ? 32 : 128;
    uint64_t bits = (uint64_t)most;
    if (slash != SIZE_MAX &&
        (!mh_view_u64(mh_view_sub(v, slash + 1, v.len), &bits) || bits > (uint64_t)most))
        return false;
    out->bits = (int)bits + 128 - most;
    *bad = false;
    return true;
}

static bool is_host_name(mh_view v) {
    bool letter = false;
    if (v.len == 0 || v.len > 253) return false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (!mh_is_alnum(c) && c != '-' && c != '.' && c != '_') return false;
        letter = letter || mh_is_alpha(c);
    }
    return letter; /* "1.2.3" is a mistyped address */
}

mh_rc mh_grants_add(mh_grants *g, mh_view spec, mh_err *e) {
    grant n = {0};
    bool bad = false;
    mh_view v = mh_view_trim(spec);
    if (!split_port(&v, &n.port)) goto usage;
    if (!read_block(v, &n.at, &bad)) {
        mh_view name = v;
        if (mh_view_starts(name, MH_VIEW("*."))) name = mh_view_sub(name, 2, name.len);
        if (bad || !is_host_name(name)) goto usage;
        n.name = mh_strndup(name.ptr == v.ptr ? v.ptr : v.ptr + 1,
                            name.ptr == v.ptr ? v.len : v.len - 1);
        for (char *p = n.name; *p; p++) *p = mh_lower(*p);
    }
    mh_vec_push(&g->all, n);
    return MH_OK;
usage:
    return mh_fail(e, MH_E_USAGE,
                   "address grant \"%.*s\": want an address, a block such as 10.0.0.0/8 or a host "
                   "name, with an optional :port",
                   MH_FMT(spec));
}

static bool name_matches(mh_view pattern, mh_view host) {
    if (host.len > 0 && host.ptr[host.len - 1] == '.') host.len--; /* "localhost." */
    if (pattern.ptr[0] != '.') return mh_view_ieq(pattern, host);
    return host.len > pattern.len &&
           mh_view_ieq(mh_view_sub(host, host.len - pattern.len, host.len), pattern);
}

bool mh_grants_match(const mh_grants *g, mh_view host, int port, const struct sockaddr *sa) {
    ip a;
    if (g == NULL || !read_ip(sa, &a)) return false;
    for (size_t i = 0; i < g->all.len; i++) {
        const grant *n = &g->all.ptr[i];
        if (n->port != 0 && n->port != port) continue;
        if (n->name ? name_matches(mh_view_of(n->name), host) : inside(&n->at, &a)) return true;
    }
    return false;
}

bool mh_addr_allowed(const mh_grants *g, mh_view host, int port, const struct sockaddr *sa) {
    return mh_addr_public(sa) || mh_grants_match(g, host, port, sa);
}
