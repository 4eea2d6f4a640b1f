#include "api/text/text_priv.h"

#include "text/classify.h"

typedef struct classifier {
    mh_classifier *c;
} classifier;

static void classifier_close(void *body) {
    classifier *x = body;
    mh_classifier_free(x->c);
    x->c = NULL;
}

static void classifier_show(const void *body, mh_buf *out) {
    const classifier *x = body;
    mh_buf_printf(out, "%zu labels, %llu texts", mh_classifier_labels(x->c),
                  (unsigned long long)mh_classifier_texts(x->c));
}

static int l_train(lua_State *L);
static int l_predict(lua_State *L);
static int l_save(lua_State *L);

static const luaL_Reg methods[] = {
    {"train", l_train}, {"predict", l_predict}, {"save", l_save}, {NULL, NULL}};
static const mh_class classifier_class = {.name = "mine.text.classifier",
                                          .size = sizeof(classifier),
                                          .methods = methods,
                                          .close = classifier_close,
                                          .show = classifier_show};

typedef struct classifier_opts {
    mh_view features, model;
} classifier_opts;
static const mh_row rows[] = {
    {.name = "features",
     .type = MH_T_STRING,
     .offset = offsetof(classifier_opts, features),
     .text = "words",
     .choices = "words|chars",
     .help = "chars: letters too, for languages with many endings"},
    {.name = "model",
     .type = MH_T_STRING,
     .offset = offsetof(classifier_opts, model),
     .help = "JSON that save() wrote"},
};
static const mh_schema schema = MH_SCHEMA("mine.text.classifier", rows);

int text_classifier(lua_State *L) {
    classifier_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    mh_check_opts(L, 1, &schema, &o);
    text_engine(L);
    classifier *x = mh_obj_new(L, &classifier_class);
    if (o.model.len) {
        if (mh_classifier_load(&x->c, o.model, &e) != MH_OK) return mh_push_fail(L, &e);
        return 1;
    }
    bool chars = mh_view_eq(o.features, MH_VIEW("chars"));
    x->c = mh_classifier_new(chars ? MH_FEATURES_CHARS : MH_FEATURES_WORDS);
    return 1;
}

/*** classifier:train(label, text) -> true
 * Learn that the text has the label.
 * @param label string @param text string @return true; nil and an error over the limits
 * @example classifier:train("sport", "a late goal") */
static int l_train(lua_State *L) {
    classifier *x = mh_obj_check(L, 1, &classifier_class);
    mh_view label, text;
    mh_err e = {0};
    mh_check_nargs(L, 3);
    if (!text_arg(L, 2, &label, &e) || !text_arg(L, 3, &text, &e)) return mh_push_fail(L, &e);
    if (mh_classifier_train(x->c, text_engine(L), label, text, &e) != MH_OK)
        return mh_push_fail(L, &e);
    lua_pushboolean(L, true);
    return 1;
}

static void push_classes(lua_State *L, const mh_prediction *p) {
    lua_createtable(L, (int)p->len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < p->len; i++) {
        lua_createtable(L, 0, 2);
        mh_push_view(L, p->classes[i].label);
        lua_setfield(L, -2, "label");
        lua_pushnumber(L, p->classes[i].score);
        lua_setfield(L, -2, "score");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "labels");
}

/*** classifier:predict(text) -> prediction
 * Which label the text has, and why.
 * @param text string
 * @return { label, score, labels = { { label, score } }, why = { { feature, weight } } }; the features
 * of why favour the first label over the second; no label before any training
 * @example classifier:predict("a goal").label --> "sport" */
static int l_predict(lua_State *L) {
    classifier *x = mh_obj_check(L, 1, &classifier_class);
    mh_view text;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (!text_arg(L, 2, &text, &e)) return mh_push_fail(L, &e);
    text_scratch *s = text_scratch_new(L);
    mh_prediction p = mh_classifier_predict(x->c, text_engine(L), s->arena, text);
    lua_createtable(L, 0, 4);
    if (p.len) {
        mh_push_view(L, p.classes[0].label);
        lua_setfield(L, -2, "label");
        lua_pushnumber(L, p.classes[0].score);
        lua_setfield(L, -2, "score");
    }
    push_classes(L, &p);
    lua_createtable(L, (int)p.telling_len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < p.telling_len; i++) {
        lua_createtable(L, 0, 2);
        mh_push_view(L, p.telling[i].feature);
        lua_setfield(L, -2, "feature");
        lua_pushnumber(L, p.telling[i].weight);
        lua_setfield(L, -2, "weight");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "why");
    text_done(s);
    return 1;
}

/*** classifier:save() -> model
 * The model, for mine.text.classifier { model = ... }.
 * @return string JSON
 * @example mine.store.kv("models"):set("topics", classifier:save()) */
static int l_save(lua_State *L) {
    classifier *x = mh_obj_check(L, 1, &classifier_class);
    mh_check_nargs(L, 1);
    text_scratch *s = text_scratch_new(L);
    mh_classifier_save(x->c, &s->buf);
    mh_push_view(L, mh_buf_view(&s->buf));
    text_done(s);
    return 1;
}
