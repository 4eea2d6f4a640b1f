#include "doc/form.h"

#include "base/map.h"
#include "base/vec.h"
#include "doc/render.h"
#include "doc/tree_priv.h"

#include <stdlib.h>
#include <string.h>

typedef struct reader {
    const mh_doc *d;
    const mh_tree *t;
    mh_map *ids;   /* id of a form -> its index */
    size_t left;   /* nodes and bytes that options may still take: a select may lie in a select */
    size_t fields; /* that may still come, options among them */
    MH_VEC(json_t *) forms;
} reader;

static json_t *text_json(mh_view v) {
    return json_stringn(v.ptr ? v.ptr : "", v.len);
}

static void set(json_t *o, const char *key, mh_view v) {
    if (v.len) json_object_set_new(o, key, text_json(v));
}

static mh_view attr(const reader *r, mh_node n, const char *name) {
    mh_view v = {"", 0};
    mh_tree_attr(r->t, n, mh_view_of(name), &v);
    return v;
}

static bool has(const reader *r, mh_node n, const char *name) {
    return mh_tree_attr(r->t, n, mh_view_of(name), NULL);
}

static void add_form(reader *r, mh_node n) {
    json_t *o = json_object();
    mh_buf action = {0};
    mh_view id = attr(r, n, "id"), method = attr(r, n, "method");
    mh_view to = mh_view_trim(attr(r, n, "action"));
    /* without an action a form goes to the page itself */
    if (to.len == 0 && mh_doc_url(r->d).len) mh_buf_put(&action, mh_doc_url(r->d));
    if (to.len && mh_doc_resolve(r->d, to, &action, NULL) != MH_OK) mh_buf_put(&action, to);
    set(o, "action", mh_buf_view(&action));
    mh_buf_clear(&action);
    bool post = mh_view_ieq(method, MH_VIEW("post"));
    bool dialog = mh_view_ieq(method, MH_VIEW("dialog"));
    json_object_set_new(o, "method", json_string(post ? "post" : dialog ? "dialog" : "get"));
    set(o, "enctype", attr(r, n, "enctype"));
    set(o, "name", attr(r, n, "name"));
    set(o, "id", id);
    json_object_set_new(o, "fields", json_array());
    json_object_set_new(o, "values", json_object());
    bool fresh = false;
    mh_value *v = id.len ? mh_map_at(r->ids, id, &fresh) : NULL;
    if (fresh) v->num = r->forms.len;
    mh_vec_push(&r->forms, o);
}

static void send(json_t *form, mh_view name, mh_view value) {
    json_t *values = json_object_get(form, "values");
    char *key = mh_strndup(name.ptr, name.len);
    json_t *list = json_object_get(values, key);
    if (list == NULL) {
        list = json_array();
        json_object_set_new(values, key, list);
    }
    json_array_append_new(list, text_json(value));
    free(key);
}

/* Options of a select; the first is chosen when none is marked, as browsers do. */
static void read_select(reader *r, json_t *form, json_t *field, mh_node n, bool sends) {
    json_t *options = json_array(), *first = NULL;
    mh_view name = attr(r, n, "name");
    bool many = has(r, n, "multiple"), any = false;
    mh_node end = mh_tree_end(r->t, n);
    for (mh_node i = n; i != MH_NODE_NONE; i = mh_tree_walk(r->t, i, false, end)) {
        if (r->left == 0 || r->fields == 0) {
            json_object_set_new(form, "clipped", json_true());
            break;
        }
        r->left--;
        if (mh_tree_tag(r->t, i) != MH_TAG_OPTION) continue;
        r->fields--;
        json_t *o = json_object();
        mh_buf text = {0};
        r->left -= mh_render_some(&text, r->t, i, r->left);
        mh_view value = has(r, i, "value") ? attr(r, i, "value") : mh_buf_view(&text);
        bool chosen = has(r, i, "selected") && (many || !any);
        json_object_set_new(o, "value", text_json(value));
        set(o, "text", mh_buf_view(&text));
        if (chosen) json_object_set_new(o, "selected", json_true());
        if (chosen && sends) send(form, name, value);
        any = any || chosen;
        json_array_append_new(options, o);
        if (first == NULL && !has(r, i, "disabled")) first = o;
        mh_buf_clear(&text);
    }
    if (!any && !many && first) {
        const json_t *v = json_object_get(first, "value");
        json_object_set_new(first, "selected", json_true());
        if (sends) send(form, name, (mh_view){json_string_value(v), json_string_length(v)});
    }
    json_object_set_new(field, "options", options);
    if (many) json_object_set_new(field, "multiple", json_true());
}

static void read_textarea(const reader *r, json_t *form, json_t *field, mh_node n, bool sends) {
    mh_node c = mh_tree_first(r->t, n);
    mh_view v = c == MH_NODE_NONE ? MH_VIEW("") : mh_tree_text(r->t, c);
    json_object_set_new(field, "value", text_json(v));
    if (sends) send(form, attr(r, n, "name"), v);
}

static void read_input(const reader *r, json_t *form, json_t *field, mh_node n, bool sends) {
    static const char *const silent[] = {"submit", "button", "reset", "image", "file"};
    mh_view type = attr(r, n, "type"), value = attr(r, n, "value");
    bool button = mh_tree_tag(r->t, n) == MH_TAG_BUTTON;
    char low[16] = "text";
    if (button) memcpy(low, "submit", 7);
    if (type.len > 0 && type.len < sizeof low) {
        for (size_t i = 0; i < type.len; i++) low[i] = mh_lower(type.ptr[i]);
        low[type.len] = '\0';
    }
    bool tick = strcmp(low, "checkbox") == 0 || strcmp(low, "radio") == 0;
    if (tick && !has(r, n, "value")) value = MH_VIEW("on");
    json_object_set_new(field, "type", json_string(low));
    json_object_set_new(field, "value", text_json(value));
    if (tick) json_object_set_new(field, "checked", json_boolean(has(r, n, "checked")));
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        sends = sends && strcmp(low, silent[i]) != 0;
    if (sends && !button && (!tick || has(r, n, "checked"))) send(form, attr(r, n, "name"), value);
}

static void add_field(reader *r, mh_node n, json_t *inside) {
    unsigned tag = mh_tree_tag(r->t, n);
    mh_view owner = attr(r, n, "form"), name = attr(r, n, "name");
    const mh_value *at = owner.len ? mh_map_get(r->ids, owner) : NULL;
    json_t *form = at ? r->forms.ptr[at->num] : owner.len ? NULL : inside;
    if (form == NULL) return;
    if (r->fields == 0) {
        json_object_set_new(form, "clipped", json_true());
        return;
    }
    r->fields--;
    bool sends = name.len > 0 && !has(r, n, "disabled");
    json_t *field = json_object();
    set(field, "name", name);
    if (has(r, n, "disabled")) json_object_set_new(field, "disabled", json_true());
    if (has(r, n, "required")) json_object_set_new(field, "required", json_true());
    if (tag == MH_TAG_SELECT) {
        json_object_set_new(field, "type", json_string("select"));
        read_select(r, form, field, n, sends);
    } else if (tag == MH_TAG_TEXTAREA) {
        json_object_set_new(field, "type", json_string("textarea"));
        read_textarea(r, form, field, n, sends);
    } else {
        read_input(r, form, field, n, sends);
    }
    json_array_append_new(json_object_get(form, "fields"), field);
}

json_t *mh_form_list(const mh_doc *d, mh_node root) {
    reader r = {.d = d, .t = mh_doc_tree_of(d), .ids = mh_map_new()};
    r.left = mh_render_budget(r.t, 3);
    r.fields = MH_FORM_MAX_FIELDS;
    json_t *out = json_array(), *inside = NULL;
    mh_node end = mh_tree_end(r.t, root), until = 0;
    size_t next = 0;
    for (mh_node n = root; n != MH_NODE_NONE; n = mh_tree_walk(r.t, n, false, end))
        if (mh_tree_tag(r.t, n) == MH_TAG_FORM) add_form(&r, n);
    for (mh_node n = root; n != MH_NODE_NONE; n = mh_tree_walk(r.t, n, false, end)) {
        if (n >= until) inside = NULL;
        switch (mh_tree_tag(r.t, n)) {
        case MH_TAG_FORM: /* forms do not nest in HTML */
            inside = r.forms.ptr[next++];
            until = mh_tree_end(r.t, n);
            break;
        case MH_TAG_INPUT:
        case MH_TAG_BUTTON:
        case MH_TAG_SELECT:
        case MH_TAG_TEXTAREA: add_field(&r, n, inside); break;
        default: break;
        }
    }
    for (size_t i = 0; i < r.forms.len; i++) json_array_append_new(out, r.forms.ptr[i]);
    mh_vec_clear(&r.forms);
    mh_map_free(r.ids);
    return out;
}
