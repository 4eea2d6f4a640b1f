#include "base/utf8.h"
#include "text/classify.h"

#include <jansson.h>

/* Appends the field's text; false when it is absent, null or no plain value. */
static bool put_field(mh_buf *out, const json_t *row, mh_view name) {
    const json_t *v = json_object_getn(row, name.ptr, name.len);
    if (json_is_string(v))
        mh_buf_put_n(out, json_string_value(v), json_string_length(v));
    else if (json_is_integer(v))
        mh_buf_printf(out, "%lld", (long long)json_integer_value(v));
    else if (json_is_boolean(v))
        mh_buf_puts(out, json_is_true(v) ? "true" : "false");
    else
        return false;
    return true;
}

static bool put_fields(mh_buf *out, const json_t *row, mh_view names) {
    bool any = false;
    mh_view name;
    while (mh_view_split(&names, ',', &name)) {
        if (any) mh_buf_putc(out, '\n');
        any |= put_field(out, row, mh_view_trim(name));
    }
    return any;
}

static mh_rc learn_line(mh_classifier *c, mh_text *t, mh_view line, const mh_class_lines *f,
                        size_t number, mh_err *e) {
    mh_rc rc = MH_FAIL;
    mh_buf label = {0}, text = {0};
    json_error_t je;
    json_t *row = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &je);
    if (row == NULL) {
        mh_fail(e, MH_E_PARSE, "line %zu: %s", number, je.text);
        goto out;
    }
    if (!json_is_object(row)) {
        mh_fail(e, MH_E_PARSE, "line %zu: not an object", number);
        goto out;
    }
    if (!put_fields(&label, row, f->label) || !put_fields(&text, row, f->text)) {
        mh_fail(e, MH_E_PARSE, "line %zu: no %s", number, label.len ? "text" : "label");
        goto out;
    }
    rc = mh_classifier_train(c, t, mh_buf_view(&label), mh_buf_view(&text), e);
out:
    json_decref(row);
    mh_buf_clear(&label);
    mh_buf_clear(&text);
    return rc;
}

mh_rc mh_classifier_train_lines(mh_classifier *c, mh_text *t, mh_view lines,
                                const mh_class_lines *fields, size_t *n, mh_err *e) {
    mh_class_lines f = fields ? *fields : (mh_class_lines){0};
    mh_view line;
    size_t learnt = 0;
    mh_rc rc = MH_OK;
    if (f.label.len == 0) f.label = MH_VIEW("label");
    if (f.text.len == 0) f.text = MH_VIEW("title,text");
    for (size_t number = 1; rc == MH_OK && mh_view_split(&lines, '\n', &line); number++) {
        line = mh_view_trim(line);
        if (line.len == 0) continue;
        rc = learn_line(c, t, line, &f, number, e);
        learnt += rc == MH_OK;
    }
    if (n) *n = learnt;
    return rc;
}
