/* Hosts: domains by UTS 46 through ICU, IPv4 numbers, IPv6, opaque hosts. */
#include "base/mem.h"
#include "base/utf8.h"
#include "doc/url.h"
#include "doc/url_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uidna.h>

static const char forbidden_host[] = "\t\n\r #/:<>?@[\\]^|";

static bool forbidden(unsigned char c, bool domain) {
    if (c == 0 || strchr(forbidden_host, c)) return true;
    return domain && (c <= 0x1f || c == '%' || c == 0x7f);
}

/* One part of an IPv4 address: decimal, octal (0..) or hexadecimal (0x..). */
static bool ipv4_number(mh_view v, uint64_t *out) {
    unsigned base = 10;
    if (v.len == 0) return false;
    if (v.len >= 2 && v.ptr[0] == '0' && mh_lower(v.ptr[1]) == 'x') {
        base = 16;
        v = mh_view_sub(v, 2, v.len);
    } else if (v.len >= 2 && v.ptr[0] == '0') {
        base = 8;
        v = mh_view_sub(v, 1, v.len);
    }
    *out = 0;
    for (size_t i = 0; i < v.len; i++) {
        int d = mh_hex_digit(v.ptr[i]);
        if (d < 0 || (unsigned)d >= base) return false;
        *out = *out > UINT32_MAX ? *out : *out * base + (unsigned)d; /* too large stays too large */
    }
    return true;
}

static bool ends_in_number(mh_view host) {
    uint64_t n;
    if (host.len > 0 && host.ptr[host.len - 1] == '.') host.len--;
    size_t dot = host.len;
    while (dot > 0 && host.ptr[dot - 1] != '.') dot--;
    mh_view last = mh_view_sub(host, dot, host.len);
    bool digits = last.len > 0;
    for (size_t i = 0; i < last.len; i++) digits = digits && mh_is_digit(last.ptr[i]);
    return digits || ipv4_number(last, &n);
}

static mh_rc put_ipv4(mh_buf *out, mh_view host, mh_err *e) {
    uint64_t part[4] = {0}, address;
    size_t n = 0;
    mh_view rest = host, piece;
    if (rest.len > 0 && rest.ptr[rest.len - 1] == '.') rest.len--;
    while (mh_view_split(&rest, '.', &piece)) {
        if (n == 4 || !ipv4_number(piece, &part[n]))
            return mh_fail(e, MH_E_PARSE, "host is no IPv4 address");
        n++;
    }
    if (n == 0) return mh_fail(e, MH_E_PARSE, "host is no IPv4 address");
    address = part[n - 1];
    if (address >= (uint64_t)1 << (8 * (5 - n)))
        return mh_fail(e, MH_E_PARSE, "IPv4 address is out of range");
    for (size_t i = 0; i + 1 < n; i++) {
        if (part[i] > 255) return mh_fail(e, MH_E_PARSE, "IPv4 address is out of range");
        address += part[i] << (8 * (3 - i));
    }
    mh_buf_printf(out, "%u.%u.%u.%u", (unsigned)(address >> 24), (unsigned)(address >> 16 & 255),
                  (unsigned)(address >> 8 & 255), (unsigned)(address & 255));
    return MH_OK;
}

/* The dotted tail of an IPv6 address; *at is behind it. */
static bool ipv6_tail(mh_view v, size_t *at, unsigned bytes[4]) {
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (*at >= v.len || v.ptr[(*at)++] != '.')) return false;
        size_t from = *at;
        unsigned n = 0;
        while (*at < v.len && mh_is_digit(v.ptr[*at]) && n < 1000)
            n = n * 10 + (unsigned)(v.ptr[(*at)++] - '0');
        if (*at == from || n > 255 || (*at - from > 1 && v.ptr[from] == '0')) return false;
        bytes[i] = n;
    }
    return *at == v.len;
}

static bool parse_ipv6(mh_view v, uint16_t piece[8]) {
    size_t at = 0;
    int n = 0, compress = -1;
    memset(piece, 0, 8 * sizeof *piece);
    if (v.len > 0 && v.ptr[0] == ':') {
        if (v.len < 2 || v.ptr[1] != ':') return false;
        at = 2;
        compress = 0;
    }
    while (at < v.len) {
        if (n == 8) return false;
        if (v.ptr[at] == ':') {
            if (compress >= 0) return false;
            at++;
            compress = n;
            continue;
        }
        size_t from = at;
        unsigned value = 0;
        while (at < v.len && at - from < 4 && mh_hex_digit(v.ptr[at]) >= 0)
            value = value * 16 + (unsigned)mh_hex_digit(v.ptr[at++]);
        if (at < v.len && v.ptr[at] == '.') {
            unsigned b[4];
            if (at == from || n > 6) return false;
            at = from;
            if (!ipv6_tail(v, &at, b)) return false;
            piece[n++] = (uint16_t)(b[0] << 8 | b[1]);
            piece[n++] = (uint16_t)(b[2] << 8 | b[3]);
            break;
        }
        if (at == from) return false;
        piece[n++] = (uint16_t)value;
        if (at == v.len) break;
        if (v.ptr[at++] != ':' || at == v.len) return false;
    }
    if (compress < 0) return n == 8;
    if (n == 8) return false;
    int moved = n - compress;
    memmove(piece + 8 - moved, piece + compress, (size_t)moved * sizeof *piece);
    memset(piece + compress, 0, (size_t)(8 - n) * sizeof *piece);
    return true;
}

static void put_ipv6(mh_buf *out, const uint16_t piece[8]) {
    int best = -1, best_len = 1; /* the first longest run of two zeros or more is "::" */
    for (int i = 0, len; i < 8; i += len ? len : 1) {
        for (len = 0; i + len < 8 && piece[i + len] == 0; len++) {
        }
        if (len > best_len) best = i, best_len = len;
    }
    mh_buf_putc(out, '[');
    for (int i = 0; i < 8; i++) {
        if (i == best) {
            mh_buf_puts(out, i == 0 ? "::" : ":");
            i += best_len - 1;
            continue;
        }
        mh_buf_printf(out, i < 7 ? "%x:" : "%x", (unsigned)piece[i]);
    }
    mh_buf_putc(out, ']');
}

static bool plain_ascii(mh_view v) {
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.ptr[i] >= 0x80) return false;
    return true;
}

/* Mappings of UTS 46 revision 33 (Unicode 16) that the packaged ICU has not. To 0: left out. */
static const uint32_t newer[][2] = {{0x04C0, 0x04CF},  {0x180E, 0},       {0x1E9E, 0xDF},
                                    {0x2F868, 0x36FC}, {0x2F874, 0x5F53}, {0x2F91F, 0x243AB},
                                    {0x2F95F, 0x7AEE}, {0x2F9BF, 0x45D7}};

static void put_newer(mh_buf *out, mh_view domain) {
    while (domain.len > 0) {
        uint32_t cp = mh_utf8_next(&domain);
        for (size_t i = 0; i < sizeof newer / sizeof newer[0]; i++)
            if (cp == newer[i][0]) cp = newer[i][1];
        if (cp) mh_buf_put_cp(out, cp);
    }
}

/* UTS 46, non-transitional, bidi and joiner checks, no length or hyphen rules. A domain of ASCII
 * alone is not looked into, "xn--" or not. */
static mh_rc domain_to_ascii(mh_buf *out, mh_view domain, mh_err *e) {
    const uint32_t ignored = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                             UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                             UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
    if (plain_ascii(domain)) {
        for (size_t i = 0; i < domain.len; i++) mh_buf_putc(out, mh_lower(domain.ptr[i]));
        return MH_OK;
    }
    if (domain.len > 4096) return mh_fail(e, MH_E_PARSE, "host is too long");
    mh_buf mapped = {0};
    put_newer(&mapped, domain);
    UErrorCode ec = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna =
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
                            UIDNA_NONTRANSITIONAL_TO_UNICODE,
                        &ec);
    char *buf = mh_alloc(65536);
    int32_t n = 0;
    if (U_SUCCESS(ec))
        n = uidna_nameToASCII_UTF8(idna, mapped.ptr ? mapped.ptr : "", (int32_t)mapped.len, buf,
                                   65536, &info, &ec);
    uidna_close(idna);
    bool ok = U_SUCCESS(ec) && n > 0 && n < 65536 && (info.errors & ~ignored) == 0;
    if (ok) mh_buf_put_n(out, buf, (size_t)n);
    mh_buf_clear(&mapped);
    free(buf);
    return ok ? MH_OK : mh_fail(e, MH_E_PARSE, "host is no valid domain name");
}

static mh_rc put_domain(mh_buf *out, mh_view host, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_buf raw = {0}, text = {0}, ascii = {0};
    mh_url_decode(&raw, host);
    mh_utf8_repair(&text, mh_buf_view(&raw));
    if (memchr(raw.ptr ? raw.ptr : "", 0, raw.len)) {
        mh_fail(e, MH_E_PARSE, "host holds a forbidden character");
        goto out;
    }
    if (domain_to_ascii(&ascii, mh_buf_view(&text), e) != MH_OK) goto out;
    mh_view v = mh_buf_view(&ascii);
    if (v.len == 0) {
        mh_fail(e, MH_E_PARSE, "host is empty");
        goto out;
    }
    for (size_t i = 0; i < v.len; i++) {
        if (!forbidden((unsigned char)v.ptr[i], true)) continue;
        mh_fail(e, MH_E_PARSE, "host holds a forbidden character");
        goto out;
    }
    if (ends_in_number(v)) {
        rc = put_ipv4(out, v, e);
        goto out;
    }
    mh_buf_put(out, v);
    rc = MH_OK;
out:
    mh_buf_clear(&raw);
    mh_buf_clear(&text);
    mh_buf_clear(&ascii);
    return rc;
}

mh_rc mh_url_host_ascii(mh_buf *out, mh_view host, bool special, mh_err *e) {
    if (host.len > 0 && host.ptr[0] == '[') {
        uint16_t piece[8];
        if (host.ptr[host.len - 1] != ']' || !parse_ipv6(mh_view_sub(host, 1, host.len - 1), piece))
            return mh_fail(e, MH_E_PARSE, "host is no IPv6 address");
        put_ipv6(out, piece);
        return MH_OK;
    }
    if (special) return put_domain(out, host, e);
    for (size_t i = 0; i < host.len; i++)
        if (forbidden((unsigned char)host.ptr[i], false))
            return mh_fail(e, MH_E_PARSE, "host holds a forbidden character");
    mh_url_put_set(out, host, MH_URL_C0);
    return MH_OK;
}
