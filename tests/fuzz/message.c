/* message.c: a message of mail from what strangers may say: one line each of receiver, subject, the
 * name and the value of a field; the rest is text, and HTML as well when it has a "<". */
#include "fuzz.h"

#include "net/message.h"

/* The fields of the head: every line is whole, short, and one that the function writes. */
static void check_head(mh_view head, mh_view field) {
    static const char *const names[] = {
        "Date: ",         "From: ",         "To: ",
        "Subject: ",      "Message-ID: ",   "Auto-Submitted: ",
        "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: "};
    size_t seen[sizeof names / sizeof *names] = {0}, own = 0;
    mh_view line;
    while (mh_view_split(&head, '\n', &line)) {
        fz_check(mh_view_ends(line, MH_VIEW("\r")) && line.len <= 999);
        line.len--;
        for (size_t i = 0; i < line.len; i++)
            fz_check((unsigned char)line.ptr[i] >= ' ' || line.ptr[i] == '\t');
        fz_check(mh_utf8_ascii(line) == line.len);
        if (mh_view_starts(line, MH_VIEW(" "))) continue;
        bool known = false;
        for (size_t i = 0; i < sizeof names / sizeof *names && !known; i++)
            if ((known = mh_view_starts(line, mh_view_of(names[i])))) seen[i]++;
        if (!known) {
            own++;
            fz_check(mh_view_starts(line, field));
        }
    }
    for (size_t i = 0; i < 8; i++) fz_check(seen[i] == 1);
    fz_check(seen[8] <= 1 && own <= 1);
}

/* CRLF and nothing else ends a line; no line is too long or a dot alone. */
static void check_body(mh_view body) {
    mh_view line;
    fz_check(mh_view_ends(body, MH_VIEW("\r\n")) && mh_utf8_ascii(body) == body.len);
    body.len -= 2;
    while (mh_view_split(&body, '\n', &line)) {
        if (body.ptr != NULL) {
            fz_check(mh_view_ends(line, MH_VIEW("\r")));
            line.len--;
        }
        fz_check(line.len <= 76 && mh_view_find_byte(line, '\r', 0) == SIZE_MAX);
        fz_check(!mh_view_starts(line, MH_VIEW(".")) && !mh_view_starts(line, MH_VIEW("From ")));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view rest = fz_view(data, size), to = fz_line(&rest), subject = fz_line(&rest);
    mh_header field = {.name = fz_line(&rest)};
    field.value = fz_line(&rest);
    mh_mailbox from = {0}, receiver = {0};
    mh_buf out = {0}, again = {0};
    mh_err e = {0};
    if (mh_mailbox_parse(&receiver, to, &e) != MH_OK) {
        fz_check(e.code == MH_E_USAGE && mh_utf8_valid(mh_view_of(e.msg)));
        mh_mailbox_parse(&receiver, MH_VIEW("a@example.org"), NULL);
    }
    fz_check(mh_utf8_valid(mh_buf_view(&receiver.name)));
    fz_check(mh_mailbox_parse(&from, mh_buf_view(&receiver.address), NULL) == MH_OK);
    fz_check(mh_view_eq(mh_buf_view(&from.address), mh_buf_view(&receiver.address)));
    mh_message m = {.from = &from,
                    .to = &receiver,
                    .n_to = 1,
                    .subject = subject,
                    .text = rest,
                    .html = mh_view_find_byte(rest, '<', 0) == SIZE_MAX ? (mh_view){0} : rest,
                    .id = MH_VIEW("id"),
                    .headers = &field,
                    .n_headers = field.name.len > 0};
    if (mh_message_write(&out, &m, &e) == MH_OK) {
        mh_view v = mh_buf_view(&out);
        size_t end = mh_view_find(v, MH_VIEW("\r\n\r\n"), 0);
        fz_check(end != SIZE_MAX);
        mh_view head = mh_view_sub(v, 0, end + 1); /* up to the last "\r" */
        check_head(head, field.name);
        check_body(mh_view_sub(v, end + 4, v.len));
        fz_check(mh_message_write(&again, &m, NULL) == MH_OK && mh_view_eq(v, mh_buf_view(&again)));
    } else {
        fz_check(e.code == MH_E_USAGE && out.len == 0);
    }
    mh_buf_clear(&out);
    mh_buf_clear(&again);
    mh_mailbox_clear(&from);
    mh_mailbox_clear(&receiver);
    return 0;
}
