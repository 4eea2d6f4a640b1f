#include "api/text/text_priv.h"

static void classifier_close(void *body) {
    text_classifier *x = body;
    mh_classifier_free(x->c);
    x->c = NULL;
}

static void classifier_show(const void *body, mh_buf *out) {
    const text_classifier *x = body;
    mh_buf_printf(out, "%zu labels, %llu texts", mh_classifier_labels(x->c),
                  (unsigned long long)mh_classifier_texts(x->c));
}

static int l_train(lua_State *L);
static int l_train_lines(lua_State *L);
static int l_predict(lua_State *L);
static int l_explain(lua_State *L);
static int l_save(lua_State *L);
static int l_load(lua_State *L);

static const luaL_Reg methods[] = {{"train", l_train},
                                   {"train_lines", l_train_lines},
                                   {"predict", l_predict},
                                   {"explain", l_explain},
                                   {"save", l_save},
                                   {"load", l_load},
                                   {NULL, NULL}};
const mh_class text_classifier_class = {.name = "mine.text.classifier",
                                        .size = sizeof(text_classifier),
                                        .methods = methods,
                                        .close = classifier_close,
                                        .show = classifier_show};

typedef struct classifier_opts {
    mh_view features, model, priors;
    double smoothing, cost;
} classifier_opts;
static const mh_row rows[] = {
    {.name = "model",
     .type = MH_T_STRING,
     .offset = offsetof(classifier_opts, model),
     .text = "both",
     .help = "bayes, linear, both, or what save() gave"},
    {.name = "features",
     .type = MH_T_STRING,
     .offset = offsetof(classifier_opts, features),
     .text = "chars",
     .choices = "words|chars",
     .help = "words: words and pairs; chars: letters too, for languages with many endings"},
    {.name = "priors",
     .type = MH_T_STRING,
     .offset = offsetof(classifier_opts, priors),
     .text = "learnt",
     .choices = "learnt|even",
     .help = "even: labels are equally likely beforehand, however many texts each had"},
    {.name = "smoothing",
     .type = MH_T_NUMBER,
     .offset = offsetof(classifier_opts, smoothing),
     .def = MH_CLASS_SMOOTHING,
     .min = 1e-6,
     .max = 1e6,
     .help = "bayes: added to each count"},
    {.name = "cost",
     .type = MH_T_NUMBER,
     .offset = offsetof(classifier_opts, cost),
     .def = MH_CLASS_COST,
     .min = 1e-6,
     .max = 1e6,
     .help = "linear: of a text on the wrong side; lower trusts single texts less"},
};
static const mh_schema schema = MH_SCHEMA("mine.text.classifier", rows);

typedef struct lines_opts {
    mh_view label, text;
} lines_opts;
static const mh_row lines_rows[] = {
    {.name = "label",
     .type = MH_T_STRING,
     .offset = offsetof(lines_opts, label),
     .text = "label",
     .help = "field with the label"},
    {.name = "text",
     .type = MH_T_STRING,
     .offset = offsetof(lines_opts, text),
     .text = "title,text",
     .help = "fields with the text, parted by commas"},
};
static const mh_schema lines_schema = MH_SCHEMA("classifier:train_lines", lines_rows);

typedef struct predict_opts {
    bool why;
} predict_opts;
static const mh_row predict_rows[] = {
    {.name = "why",
     .type = MH_T_BOOL,
     .offset = offsetof(predict_opts, why),
     .def = 1,
     .help = "say what decided; without it a short text costs a third"},
};
static const mh_schema predict_schema = MH_SCHEMA("classifier:predict", predict_rows);

typedef struct explain_opts {
    mh_view label, other;
    int64_t max;
} explain_opts;
static const mh_row explain_rows[] = {
    {.name = "label",
     .type = MH_T_STRING,
     .offset = offsetof(explain_opts, label),
     .help = "for which label; the best"},
    {.name = "other",
     .type = MH_T_STRING,
     .offset = offsetof(explain_opts, other),
     .help = "against which label; the best of the rest"},
    {.name = "max",
     .type = MH_T_INT,
     .offset = offsetof(explain_opts, max),
     .def = MH_CLASS_TELLING,
     .min = 1,
     .max = 10000,
     .help = "features to name"},
};
static const mh_schema explain_schema = MH_SCHEMA("classifier:explain", explain_rows);

int text_classifier_new(lua_State *L) {
    classifier_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    mh_check_opts(L, 1, &schema, &o);
    text_engine(L);
    text_classifier *x = mh_obj_new(L, &text_classifier_class);
    mh_class_options c = {.model = MH_CLASS_BOTH, .smoothing = o.smoothing, .cost = o.cost};
    c.even = mh_view_eq(o.priors, MH_VIEW("even"));
    if (mh_view_eq(o.features, MH_VIEW("chars"))) c.features = MH_FEATURES_CHARS;
    if (mh_view_eq(o.model, MH_VIEW("bayes"))) {
        c.model = MH_CLASS_BAYES;
    } else if (mh_view_eq(o.model, MH_VIEW("linear"))) {
        c.model = MH_CLASS_LINEAR;
    } else if (!mh_view_eq(o.model, MH_VIEW("both"))) {
        if (!mh_view_starts(o.model, MH_VIEW("{")))
            return luaL_error(L, "mine.text.classifier: model is 'bayes', 'linear', 'both' or what "
                                 "save() gave");
        if (mh_classifier_load(&x->c, o.model, &e) != MH_OK) return mh_push_fail(L, &e);
        return 1;
    }
    x->c = mh_classifier_new(&c);
    return 1;
}

/*** classifier:train(label, text) -> true
 * Learn that the text has the label. The weights are made when they are first asked for.
 * @param label string @param text string @return true; nil and an error over the limits, or when the
 * classifier was loaded: it no longer has its examples
 * @example classifier:train("sport", "a late goal") */
static int l_train(lua_State *L) {
    text_classifier *x = mh_obj_check(L, 1, &text_classifier_class);
    mh_view label, text;
    mh_err e = {0};
    mh_check_nargs(L, 3);
    if (!text_arg(L, 2, &label, &e) || !text_arg(L, 3, &text, &e)) return mh_push_fail(L, &e);
    if (mh_classifier_train(x->c, text_engine(L), label, text, &e) != MH_OK)
        return mh_push_fail(L, &e);
    lua_pushboolean(L, true);
    return 1;
}

/*** classifier:train_lines(lines, options) -> count
 * Learn from JSON Lines: one object a line, with a label and a text.
 * @param lines string
 * @param options { label = "label", text = "title,text" (fields, joined by line breaks; one that a line
 * lacks is left out) }
 * @return integer texts learnt; nil and an error that names the line
 * @example classifier:train_lines(mine.run.asset("training.jsonl"), { text = "title,lead" }) */
static int l_train_lines(lua_State *L) {
    text_classifier *x = mh_obj_check(L, 1, &text_classifier_class);
    mh_view lines;
    lines_opts o;
    size_t n = 0;
    mh_err e = {0};
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &lines_schema, &o);
    if (!text_arg(L, 2, &lines, &e)) return mh_push_fail(L, &e);
    mh_class_lines fields = {o.label, o.text};
    if (mh_classifier_train_lines(x->c, text_engine(L), lines, &fields, &n, &e) != MH_OK)
        return mh_push_fail(L, &e);
    lua_pushinteger(L, (lua_Integer)n);
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

/* Sets field of the table on the stack to the list of features. */
static void push_telling(lua_State *L, const mh_explanation *x, const char *field) {
    lua_createtable(L, (int)x->len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < x->len; i++) {
        lua_createtable(L, 0, 2);
        mh_push_view(L, x->telling[i].feature);
        lua_setfield(L, -2, "feature");
        lua_pushnumber(L, x->telling[i].weight);
        lua_setfield(L, -2, "weight");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, field);
}

/*** classifier:predict(text, options) -> prediction
 * Which label the text has, and why.
 * @param text string @param options { why = true (without it a short text costs a third) }
 * @return { label, score, labels = { { label, score } }, why = { { feature, weight } } }; scores are
 * probabilities, calibrated on texts that were kept out of the training; why is as from explain; no
 * label before any training; nil and an error when what was learnt is over the limits
 * @example classifier:predict("a goal").label --> "sport" */
static int l_predict(lua_State *L) {
    text_classifier *x = mh_obj_check(L, 1, &text_classifier_class);
    mh_view text;
    predict_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &predict_schema, &o);
    if (!text_arg(L, 2, &text, &e)) return mh_push_fail(L, &e);
    mh_text *t = text_engine(L);
    if (mh_classifier_fit(x->c, &e) != MH_OK) return mh_push_fail(L, &e);
    text_scratch *s = text_scratch_new(L);
    mh_explanation why = {0};
    mh_prediction p =
        mh_classifier_decide(x->c, t, s->arena, text, MH_CLASS_TELLING, o.why ? &why : NULL);
    lua_createtable(L, 0, 4);
    if (p.len) {
        mh_push_view(L, p.classes[0].label);
        lua_setfield(L, -2, "label");
        lua_pushnumber(L, p.classes[0].score);
        lua_setfield(L, -2, "score");
    }
    push_classes(L, &p);
    push_telling(L, &why, "why");
    text_done(s);
    return 1;
}

/*** classifier:explain(text, options) -> explanation
 * The features that decided for one label over another: folded words and pairs of words, a word's letter
 * grams counted with it.
 * @param text string @param options { label = "" (the best), other = "" (the best of the rest), max = 10 }
 * @return { label, other, features = { { feature, weight } }, rest }, heaviest first; a weight is in nats
 * and below 0 when the feature speaks for the other label; weights and rest together are
 * log(score of label / score of other). nil and an error for an unknown label or fewer than two
 * @example classifier:explain("a late goal").features[1].feature --> "goal" */
static int l_explain(lua_State *L) {
    text_classifier *x = mh_obj_check(L, 1, &text_classifier_class);
    mh_view text;
    explain_opts o;
    mh_err e = {0};
    mh_check_nargs(L, 3);
    mh_check_opts(L, 3, &explain_schema, &o);
    if (!text_arg(L, 2, &text, &e)) return mh_push_fail(L, &e);
    mh_text *t = text_engine(L);
    if (mh_classifier_fit(x->c, &e) != MH_OK) return mh_push_fail(L, &e);
    text_scratch *s = text_scratch_new(L);
    mh_explanation why = {0};
    if (mh_classifier_explain(x->c, t, s->arena, text, o.label, o.other, (size_t)o.max, &why, &e) !=
        MH_OK)
        return mh_push_fail(L, &e);
    lua_createtable(L, 0, 4);
    mh_push_view(L, why.label);
    lua_setfield(L, -2, "label");
    mh_push_view(L, why.other);
    lua_setfield(L, -2, "other");
    lua_pushnumber(L, why.rest);
    lua_setfield(L, -2, "rest");
    push_telling(L, &why, "features");
    text_done(s);
    return 1;
}

/*** classifier:save() -> model
 * The model as text: one line of JSON with its recipe (options, labels, counts, SHA-256), then the
 * weights in base64.
 * @return string for load or mine.text.classifier { model = ... }; nil and an error when what was learnt
 * is over the limits
 * @example mine.store.kv("models"):set("topics", classifier:save()) */
static int l_save(lua_State *L) {
    text_classifier *x = mh_obj_check(L, 1, &text_classifier_class);
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (mh_classifier_fit(x->c, &e) != MH_OK) return mh_push_fail(L, &e);
    text_scratch *s = text_scratch_new(L);
    mh_classifier_save(x->c, &s->buf);
    mh_push_view(L, mh_buf_view(&s->buf));
    text_done(s);
    return 1;
}

/*** classifier:load(model) -> true
 * Become what save() wrote; what was learnt before is gone, and a loaded classifier learns no more.
 * @param model string @return true; nil and an error, and the classifier as it was, when the model is
 * damaged or of another version
 * @example assert(classifier:load(mine.store.kv("models"):get("topics"))) */
static int l_load(lua_State *L) {
    text_classifier *x = mh_obj_check(L, 1, &text_classifier_class);
    mh_classifier *c = NULL;
    mh_err e = {0};
    mh_check_nargs(L, 2);
    if (mh_classifier_load(&c, mh_check_view(L, 2), &e) != MH_OK) return mh_push_fail(L, &e);
    mh_classifier_free(x->c);
    x->c = c;
    lua_pushboolean(L, true);
    return 1;
}
