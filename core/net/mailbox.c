#include "net/mailbox.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "doc/url.h"

#include <string.h>

#define USER_MAX    64
#define ADDRESS_MAX 254
#define WORD_HEAD   "=?UTF-8?B?"
#define WORD_FRAME  12  /* WORD_HEAD and "?=" */
#define PLAIN_WORD  900 /* bytes; a line of mail holds 998 */

/* Valid UTF-8 on one line: runs of white space and control characters become one space, none at the
 * ends. So nothing that is put into a field can end it. */
static void one_line(mh_buf *out, mh_view text) {
    size_t from = out->len;
    bool gap = false;
    while (text.len > 0) {
        uint32_t cp = mh_utf8_next(&text);
        if (cp <= 0x20 || (cp >= 0x7F && cp <= 0xA0) || cp == 0x2028 || cp == 0x2029) {
            gap = true;
            continue;
        }
        if (gap && out->len > from) mh_buf_putc(out, ' ');
        gap = false;
        mh_buf_put_cp(out, cp);
    }
}

static bool is_atext(char c) { /* RFC 5322 3.2.3 */
    return mh_is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_dot_atom(mh_view v) {
    bool dot = true;
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '.' ? dot : !is_atext(v.ptr[i])) return false;
        dot = v.ptr[i] == '.';
    }
    return !dot;
}

static bool is_host_name(mh_view v) {
    mh_view label;
    bool letter = false;
    if (v.len == 0 || v.ptr[v.len - 1] == '.') return false;
    while (mh_view_split(&v, '.', &label)) {
        if (label.len == 0 || label.len > 63) return false;
        letter = false; /* the last label is no number: that would be an address without brackets */
        for (size_t i = 0; i < label.len; i++) {
            letter = letter || mh_is_alpha(label.ptr[i]);
            if (!mh_is_alnum(label.ptr[i]) && label.ptr[i] != '-') return false;
        }
    }
    return letter;
}

static mh_rc read_address(mh_buf *out, mh_view text, mh_err *e) {
    size_t at = mh_view_find_byte(text, '@', 0);
    mh_view user = mh_view_sub(text, 0, at == SIZE_MAX ? text.len : at), host;
    mh_buf ascii = {0};
    mh_rc rc = MH_FAIL;
    bool plain = at != SIZE_MAX && user.len <= USER_MAX && is_dot_atom(user);
    for (size_t i = at; plain && i < text.len; i++)
        plain = text.ptr[i] > ' ' || (unsigned char)text.ptr[i] >= 0x80;
    if (plain) {
        host = mh_view_sub(text, at + 1, text.len);
        if (mh_url_host_ascii(&ascii, host, true, NULL) == MH_OK &&
            is_host_name(mh_buf_view(&ascii)) && user.len + 1 + ascii.len <= ADDRESS_MAX) {
            mh_buf_put(out, user);
            mh_buf_putc(out, '@');
            mh_buf_put(out, mh_buf_view(&ascii));
            rc = MH_OK;
        }
    }
    if (rc != MH_OK)
        mh_fail(e, MH_E_USAGE, "\"%.*s\" is no mail address", MH_FMT(mh_view_sub(text, 0, 200)));
    mh_buf_clear(&ascii);
    return rc;
}

/* "\"Desk, \\\"North\\\"\"" as Desk, "North" */
static void read_name(mh_buf *out, mh_view v) {
    mh_buf plain = {0};
    v = mh_view_trim(v);
    bool quoted = v.len >= 2 && v.ptr[0] == '"' && v.ptr[v.len - 1] == '"';
    if (quoted) v = mh_view_sub(v, 1, v.len - 1);
    for (size_t i = 0; i < v.len; i++) {
        if (quoted && v.ptr[i] == '\\' && i + 1 < v.len) i++;
        mh_buf_putc(&plain, v.ptr[i]);
    }
    one_line(out, mh_buf_view(&plain));
    mh_buf_clear(&plain);
}

mh_rc mh_mailbox_parse(mh_mailbox *out, mh_view text, mh_err *e) {
    mh_mailbox_clear(out);
    text = mh_view_trim(text);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F)
            return mh_fail(e, MH_E_USAGE, "a mail address holds a control character");
    if (!mh_view_ends(text, MH_VIEW(">"))) return read_address(&out->address, text, e);
    size_t open = text.len;
    while (open > 0 && text.ptr[open - 1] != '<') open--;
    if (open == 0)
        return mh_fail(e, MH_E_USAGE, "\"%.*s\" is no mail address",
                       MH_FMT(mh_view_sub(text, 0, 200)));
    if (read_address(&out->address, mh_view_sub(text, open, text.len - 1), e) != MH_OK)
        return MH_FAIL;
    read_name(&out->name, mh_view_sub(text, 0, open - 1));
    return MH_OK;
}

void mh_mailbox_clear(mh_mailbox *m) {
    mh_buf_clear(&m->name);
    mh_buf_clear(&m->address);
}

static void fold(mh_buf *out, size_t *column) {
    mh_buf_puts(out, "\r\n ");
    *column = 1;
}

/* v, valid UTF-8 on one line, as encoded words, none cut inside a character. */
static void put_encoded(mh_buf *out, mh_view v, size_t *column) {
    while (v.len > 0) {
        size_t room = *column + WORD_FRAME + 8 < MH_MAIL_LINE
                          ? (MH_MAIL_LINE - *column - WORD_FRAME) / 4 * 3
                          : 0;
        mh_view part = mh_utf8_cut(v, room);
        if (part.len == 0 || (part.len < v.len && room < 15)) {
            fold(out, column);
            continue;
        }
        size_t before = out->len;
        mh_buf_puts(out, WORD_HEAD);
        mh_base64_put(out, part);
        mh_buf_puts(out, "?=");
        *column += out->len - before;
        v = mh_view_sub(v, part.len, v.len);
        if (v.len > 0) fold(out, column);
    }
}

/* Words of ASCII, folded between them. */
static void put_plain(mh_buf *out, mh_view v, size_t *column) {
    mh_view word;
    for (bool first = true; mh_view_split(&v, ' ', &word); first = false) {
        if (!first && *column + 1 + word.len > MH_MAIL_LINE) {
            fold(out, column);
        } else if (!first) {
            mh_buf_putc(out, ' ');
            ++*column;
        }
        mh_buf_put(out, word);
        *column += word.len;
    }
}

static bool is_plain(mh_view v) {
    size_t word = 0;
    for (size_t i = 0; i < v.len; i++) {
        word = v.ptr[i] == ' ' ? 0 : word + 1;
        if ((unsigned char)v.ptr[i] >= 0x80 || word > PLAIN_WORD) return false;
    }
    return mh_view_find(v, MH_VIEW("=?"), 0) == SIZE_MAX; /* would look like an encoded word */
}

void mh_mail_put_text(mh_buf *out, mh_view text, size_t *column) {
    mh_buf line = {0};
    one_line(&line, text);
    if (is_plain(mh_buf_view(&line)))
        put_plain(out, mh_buf_view(&line), column);
    else
        put_encoded(out, mh_buf_view(&line), column);
    mh_buf_clear(&line);
}

/* As atoms, or quoted, or encoded. */
static void put_name(mh_buf *out, mh_view name, size_t *column) {
    bool atoms = true;
    if (!is_plain(name) || name.len > MH_MAIL_LINE / 2) {
        put_encoded(out, name, column);
        return;
    }
    for (size_t i = 0; i < name.len; i++)
        atoms = atoms && (name.ptr[i] == ' ' || is_atext(name.ptr[i]));
    size_t before = out->len;
    if (!atoms) mh_buf_putc(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"' || name.ptr[i] == '\\') mh_buf_putc(out, '\\');
        mh_buf_putc(out, name.ptr[i]);
    }
    if (!atoms) mh_buf_putc(out, '"');
    *column += out->len - before;
}

void mh_mailbox_put(mh_buf *out, const mh_mailbox *m, size_t *column) {
    if (m->name.len == 0) {
        mh_buf_put(out, mh_buf_view(&m->address));
        *column += m->address.len;
        return;
    }
    put_name(out, mh_buf_view(&m->name), column);
    if (*column + m->address.len + 3 > MH_MAIL_LINE) {
        fold(out, column);
    } else {
        mh_buf_putc(out, ' ');
        ++*column;
    }
    mh_buf_printf(out, "<%.*s>", MH_FMT(mh_buf_view(&m->address)));
    *column += m->address.len + 2;
}
