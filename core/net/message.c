#include "net/message.h"

#include "base/base64.h"
#include "base/hash.h"
#include "base/utf8.h"

#include <string.h>

#define BODY_LINE 76

/* --- header fields */

static void put_date(mh_buf *out, int64_t wall_us) {
    static const char days[] = "MonTueWedThuFriSatSun",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t s = wall_us / 1000000 - (wall_us % 1000000 < 0);
    mh_civil c = mh_civil_of_s(s);
    mh_buf_printf(out, "Date: %.3s, %d %.3s %04d %02d:%02d:%02d +0000\r\n",
                  days + 3 * (mh_civil_weekday(c) - 1), c.day, months + 3 * (c.month - 1), c.year,
                  c.hour, c.minute, c.second);
}

static void put_mailboxes(mh_buf *out, const char *name, const mh_mailbox *list, size_t n) {
    size_t column = strlen(name) + 2;
    mh_buf_printf(out, "%s: ", name);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            mh_buf_puts(out, ",\r\n ");
            column = 1;
        }
        mh_mailbox_put(out, &list[i], &column);
    }
    mh_buf_puts(out, "\r\n");
}

static void put_field(mh_buf *out, mh_view name, mh_view text) {
    size_t column = name.len + 2;
    mh_buf_put(out, name);
    mh_buf_puts(out, ": ");
    mh_mail_put_text(out, text, &column);
    mh_buf_puts(out, "\r\n");
}

static bool is_reserved(mh_view name) {
    static const char *const names[] = {"from",        "sender",   "to",         "cc",
                                        "bcc",         "subject",  "date",       "mime-version",
                                        "return-path", "received", "message-id", "auto-submitted"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mh_view_ieq(name, mh_view_of(names[i]))) return true;
    return mh_view_istarts(name, MH_VIEW("content-")) ||
           mh_view_istarts(name, MH_VIEW("resent-")) || mh_view_istarts(name, MH_VIEW("dkim-"));
}

static mh_rc check_headers(const mh_message *m, mh_err *e) {
    for (size_t i = 0; i < m->n_headers; i++) {
        const mh_header *h = &m->headers[i];
        if (!mh_head_is_token(h->name) || h->name.len > MH_MAIL_LINE || is_reserved(h->name))
            return mh_fail(e, MH_E_USAGE, "header \"%.*s\" cannot be set",
                           MH_FMT(mh_view_sub(h->name, 0, 100)));
        if (!mh_head_is_value(h->value) || !mh_utf8_valid(h->value))
            return mh_fail(e, MH_E_USAGE, "header %.*s has control characters or is no UTF-8",
                           MH_FMT(h->name));
    }
    return MH_OK;
}

/* --- bodies */

/* Valid UTF-8 without NUL, every line ended by CRLF. */
static void put_canonical(mh_buf *out, mh_view text) {
    mh_buf good = {0};
    mh_utf8_repair(&good, text);
    for (size_t i = 0; i < good.len; i++) {
        char c = good.ptr[i];
        if (c == '\r' && i + 1 < good.len && good.ptr[i + 1] == '\n') continue;
        if (c == '\n' || c == '\r')
            mh_buf_puts(out, "\r\n");
        else
            mh_buf_putc(out, c);
    }
    if (out->len == 0 || out->ptr[out->len - 1] != '\n') mh_buf_puts(out, "\r\n");
    mh_buf_clear(&good);
}

static bool is_printable(char c) {
    return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

/* Whether the byte at i of v, on a line that began at start, has to be written as =XX: also white
 * space before a line's end, a dot alone or "From " at its start, which servers treat as their own. */
static bool is_escaped(mh_view v, size_t i, size_t start) {
    char c = v.ptr[i];
    if (!is_printable(c)) return true;
    if ((c == ' ' || c == '\t') && (i + 1 == v.len || v.ptr[i + 1] == '\r')) return true;
    if (i != start) return false;
    return c == '.' || mh_view_starts(mh_view_sub(v, i, v.len), MH_VIEW("From "));
}

/* RFC 2045 6.7; v is canonical. */
static void put_quoted(mh_buf *out, mh_view v) {
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0, start = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '\r') { /* of CRLF, there is no other */
            mh_buf_puts(out, "\r\n");
            column = 0;
            start = ++i + 1;
            continue;
        }
        bool escaped = is_escaped(v, i, start);
        size_t n = escaped ? 3 : 1;
        if (column + n > BODY_LINE - 1) { /* room for the "=" */
            mh_buf_puts(out, "=\r\n");
            column = 0;
            escaped = escaped || v.ptr[i] == '.' || v.ptr[i] == 'F';
            n = escaped ? 3 : 1;
        }
        unsigned char c = (unsigned char)v.ptr[i];
        if (escaped) {
            mh_buf_putc(out, '=');
            mh_buf_putc(out, hex[c >> 4]);
            mh_buf_putc(out, hex[c & 15]);
        } else {
            mh_buf_putc(out, (char)c);
        }
        column += n;
    }
}

static void put_base64(mh_buf *out, mh_view v) {
    for (size_t at = 0; at < v.len; at += BODY_LINE / 4 * 3) {
        mh_base64_put(out, mh_view_sub(v, at, at + BODY_LINE / 4 * 3));
        mh_buf_puts(out, "\r\n");
    }
}

/* The fields of one part, an empty line, and its text. */
static void put_part(mh_buf *out, const char *type, mh_view text) {
    mh_buf body = {0};
    size_t escaped = 0;
    put_canonical(&body, text);
    for (size_t i = 0; i < body.len; i++)
        escaped += !is_printable(body.ptr[i]) && body.ptr[i] != '\r' && body.ptr[i] != '\n';
    bool quoted = 2 * escaped <= body.len / 3;
    mh_buf_printf(out, "Content-Type: %s; charset=UTF-8\r\nContent-Transfer-Encoding: %s\r\n\r\n",
                  type, quoted ? "quoted-printable" : "base64");
    if (quoted)
        put_quoted(out, mh_buf_view(&body));
    else
        put_base64(out, mh_buf_view(&body));
    mh_buf_clear(&body);
}

/* "=_" stands in no part: in quoted-printable "=" has digits or a line end behind it. */
static void put_alternative(mh_buf *out, const mh_message *m) {
    char text[MH_SHA256_HEX], html[MH_SHA256_HEX];
    mh_sha256_hex(m->text, text);
    mh_sha256_hex(m->html, html);
    text[16] = html[16] = '\0';
    mh_buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"=_%s%s\"\r\n\r\n", text,
                  html);
    mh_buf_printf(out, "--=_%s%s\r\n", text, html);
    put_part(out, "text/plain", m->text);
    mh_buf_printf(out, "\r\n--=_%s%s\r\n", text, html);
    put_part(out, "text/html", m->html);
    mh_buf_printf(out, "\r\n--=_%s%s--\r\n", text, html);
}

mh_rc mh_message_write(mh_buf *out, const mh_message *m, mh_err *e) {
    if (m->n_to == 0) return mh_fail(e, MH_E_USAGE, "mail to nobody");
    if (m->n_to > MH_MAIL_TO)
        return mh_fail(e, MH_E_USAGE, "mail to more than %d at once", MH_MAIL_TO);
    if (m->text.len == 0 && m->html.len == 0)
        return mh_fail(e, MH_E_USAGE, "mail without text and without html");
    if (check_headers(m, e) != MH_OK) return MH_FAIL;
    mh_view from = mh_buf_view(&m->from->address);
    put_date(out, m->wall_us);
    put_mailboxes(out, "From", m->from, 1);
    put_mailboxes(out, "To", m->to, m->n_to);
    put_field(out, MH_VIEW("Subject"), m->subject);
    mh_buf_printf(out, "Message-ID: <%.*s%.*s>\r\n", MH_FMT(m->id),
                  MH_FMT(mh_view_sub(from, mh_view_find_byte(from, '@', 0), from.len)));
    for (size_t i = 0; i < m->n_headers; i++)
        put_field(out, m->headers[i].name, m->headers[i].value);
    /* so that an answer out of office is not sent back (RFC 3834) */
    mh_buf_puts(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    if (m->text.len > 0 && m->html.len > 0)
        put_alternative(out, m);
    else if (m->html.len > 0)
        put_part(out, "text/html", m->html);
    else
        put_part(out, "text/plain", m->text);
    return MH_OK;
}
