/* Evaluation: libxml2's, with HTML's id() and lang(), has-class(), and bounds. */
#include "base/mem.h"
#include "base/utf8.h"
#include "doc/point.h"
#include "doc/xpath_priv.h"

#include <libxml/xpathInternals.h>
#include <stdlib.h>
#include <string.h>

static mh_view view_of(const xmlChar *s) {
    return mh_view_of((const char *)s);
}

static mh_xpath *self(xmlXPathParserContext *c) {
    return c->context->userData;
}

/* Text that string() of the node would read. */
static size_t text_of(const mh_xpath *x, const xmlNode *n) {
    if (n->type == XML_NAMESPACE_DECL) return 0;
    if (n->type == XML_ATTRIBUTE_NODE) return n->children ? 64 : 0; /* bounded by its own limit */
    mh_node i = n == (const xmlNode *)x->doc ? MH_NODE_ROOT : mh_xpath_number(n);
    return x->text[mh_rec(x->t, i)->end] - x->text[i];
}

/* The functions whose cost is that of their texts, which steps do not count. */
static const struct {
    const char *name;
    xmlXPathFunction run;
} readers[] = {{"string", xmlXPathStringFunction},
               {"concat", xmlXPathConcatFunction},
               {"contains", xmlXPathContainsFunction},
               {"starts-with", xmlXPathStartsWithFunction},
               {"substring", xmlXPathSubstringFunction},
               {"substring-before", xmlXPathSubstringBeforeFunction},
               {"substring-after", xmlXPathSubstringAfterFunction},
               {"string-length", xmlXPathStringLengthFunction},
               {"normalize-space", xmlXPathNormalizeFunction},
               {"translate", xmlXPathTranslateFunction},
               {"number", xmlXPathNumberFunction},
               {"sum", xmlXPathSumFunction}};

static bool charge(xmlXPathParserContext *c, size_t bytes) {
    mh_xpath *x = self(c);
    x->read += bytes;
    if (x->read <= MH_XPATH_MAX_TEXT) return true;
    xmlXPathErr(c, XPATH_OP_LIMIT_EXCEEDED);
    return false;
}

static void read_text(xmlXPathParserContext *c, int n_args) {
    mh_xpath *x = self(c);
    mh_view name = view_of(c->context->function);
    size_t bytes = 16;
    if (n_args == 0 && c->context->node) bytes += text_of(x, c->context->node);
    for (int i = 0; i < n_args && i < c->valueNr; i++) {
        const xmlXPathObject *o = c->valueTab[c->valueNr - 1 - i];
        if (o->type == XPATH_STRING) bytes += strlen((const char *)o->stringval);
        if (o->type != XPATH_NODESET || !o->nodesetval) continue;
        bool all = mh_view_eq(name, MH_VIEW("sum"));
        for (int k = 0; k < o->nodesetval->nodeNr && (k == 0 || all); k++)
            bytes += text_of(x, o->nodesetval->nodeTab[k]);
    }
    if (!charge(c, bytes)) return;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (mh_view_eq(name, mh_view_of(readers[i].name))) readers[i].run(c, n_args);
}

/* Takes the string on top of the stack; NULL after an error. Free with xmlFree. */
static xmlChar *pop_string(xmlXPathParserContext *c) {
    xmlChar *s = xmlXPathPopString(c);
    return c->error ? (xmlFree(s), NULL) : s;
}

static void lang(xmlXPathParserContext *c, int n_args) {
    mh_xpath *x = self(c);
    if (n_args != 1) {
        xmlXPathErr(c, XPATH_INVALID_ARITY);
        return;
    }
    xmlChar *want = pop_string(c);
    if (!want) return;
    mh_view w = view_of(want), v = {"", 0};
    for (const xmlNode *n = c->context->node; n && n != (const xmlNode *)x->doc; n = n->parent) {
        if (n->type != XML_ELEMENT_NODE) continue;
        if (mh_tree_attr(x->t, mh_xpath_number(n), MH_VIEW("lang"), &v)) break;
    }
    bool same = w.len > 0 && mh_view_istarts(v, w) && (v.len == w.len || v.ptr[w.len] == '-');
    xmlFree(want);
    xmlXPathReturnBoolean(c, same);
}

static void has_class(xmlXPathParserContext *c, int n_args) {
    mh_xpath *x = self(c);
    const xmlNode *n = c->context->node;
    bool all = n && n->type == XML_ELEMENT_NODE;
    if (n_args == 0) {
        xmlXPathErr(c, XPATH_INVALID_ARITY);
        return;
    }
    for (int i = 0; i < n_args; i++) {
        xmlChar *word = pop_string(c);
        if (!word) return;
        all = all && mh_tree_has_class(x->t, mh_xpath_number(n), view_of(word));
        xmlFree(word);
    }
    xmlXPathReturnBoolean(c, all);
}

/* Elements whose id is one of the words. */
static void add_by_id(mh_xpath *x, mh_view words, xmlNodeSet *out) {
    for (mh_node n = 1; n < x->t->nodes.len; n++) {
        mh_view rest = words;
        mh_view id = x->nodes[n] ? mh_tree_attr_num(x->t, n, MH_ATTR_ID) : (mh_view){"", 0};
        while (id.len > 0 && rest.len > 0) {
            size_t i = 0;
            while (i < rest.len && !mh_is_space(rest.ptr[i])) i++;
            if (mh_view_eq(mh_view_sub(rest, 0, i), id)) {
                xmlXPathNodeSetAdd(out, x->nodes[n]);
                break;
            }
            rest = mh_view_sub(rest, i + 1, rest.len);
        }
    }
}

static void by_id(xmlXPathParserContext *c, int n_args) {
    mh_xpath *x = self(c);
    mh_buf words = {0};
    if (n_args != 1) {
        xmlXPathErr(c, XPATH_INVALID_ARITY);
        return;
    }
    if (c->value && c->value->type == XPATH_NODESET) {
        xmlNodeSet *set = xmlXPathPopNodeSet(c);
        for (int i = 0; set && i < set->nodeNr; i++) {
            xmlChar *s = xmlXPathCastNodeToString(set->nodeTab[i]);
            mh_buf_printf(&words, "%s ", (const char *)s);
            xmlFree(s);
            if (!charge(c, text_of(x, set->nodeTab[i]))) break;
        }
        xmlXPathFreeNodeSet(set);
    } else {
        xmlChar *s = pop_string(c);
        if (s) mh_buf_puts(&words, (const char *)s);
        xmlFree(s);
    }
    xmlNodeSet *found = xmlXPathNodeSetCreate(NULL);
    if (charge(c, x->t->nodes.len + words.len)) add_by_id(x, mh_buf_view(&words), found);
    mh_buf_clear(&words);
    xmlXPathReturnNodeSet(c, found);
}

#if LIBXML_VERSION >= 21200
typedef const xmlError reported;
#else
typedef xmlError reported;
#endif

/* libxml2 reports the innermost error first. */
static void on_error(void *arg, reported *error) {
    mh_xpath *x = arg;
    if (x->code || !error) return;
    x->code = error->code - XML_XPATH_EXPRESSION_OK + XPATH_EXPRESSION_OK;
    x->at = error->int1;
    x->asked = x->ctx->function;
}

static void replace(mh_xpath *x, const char *name, xmlXPathFunction f) {
    xmlXPathRegisterFunc(x->ctx, (const xmlChar *)name, NULL); /* else the first stays */
    xmlXPathRegisterFunc(x->ctx, (const xmlChar *)name, f);
}

void mh_xpath_functions(mh_xpath *x) {
    x->ctx->userData = x;
    x->ctx->error = on_error;
    x->ctx->opLimit = MH_XPATH_MAX_STEPS;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        replace(x, readers[i].name, read_text);
    replace(x, "id", by_id);
    replace(x, "lang", lang);
    replace(x, "has-class", has_class);
}

static const char *meaning(int code) {
    switch (code) {
    case XPATH_NUMBER_ERROR: return "expected a number";
    case XPATH_UNFINISHED_LITERAL_ERROR:
    case XPATH_START_LITERAL_ERROR: return "expected a string in quotes";
    case XPATH_INVALID_PREDICATE_ERROR: return "expected a condition and ]";
    case XPATH_EXPR_ERROR: return "expected a step, a function or a value";
    case XPATH_UNCLOSED_ERROR: return "expected )";
    case XPATH_INVALID_OPERAND: return "this operand is of no use here";
    case XPATH_INVALID_TYPE: return "expected another kind of value (nodes where there are none)";
    case XPATH_INVALID_ARITY: return "wrong number of arguments";
    case XPATH_INVALID_CHAR_ERROR: return "this character may not stand here";
    case XPATH_STACK_ERROR: return "an argument is missing";
    default: return "the expression makes no sense here";
    }
}

static mh_rc explain(mh_xpath *x, mh_view expr, mh_err *e) {
    size_t at = x->at > 0 ? (size_t)x->at : 0;
    mh_buf b = {0};
    if (x->code == XPATH_OP_LIMIT_EXCEEDED)
        return mh_fail(e, MH_E_LIMIT, "xpath: too much work on this page: %.*s",
                       MH_FMT(mh_utf8_cut(expr, 200)));
    if (x->code == XPATH_RECURSION_LIMIT_EXCEEDED)
        return mh_fail(e, MH_E_USAGE, "xpath: the expression is nested too deeply");
    if (x->code == XPATH_MEMORY_ERROR) return mh_fail(e, MH_E_LIMIT, "xpath: out of memory");
    if (x->asked) { /* while it ran: libxml2 knows no place then */
        size_t found = mh_view_find(expr, view_of(x->asked), 0);
        if (found != SIZE_MAX) at = found;
        mh_buf_printf(&b, "%s(): ", (const char *)x->asked);
    }
    mh_buf_puts(&b, meaning(x->code));
    if (!x->asked && x->at > 0) {
        char found[16];
        mh_point_found(found, sizeof found, expr, at);
        mh_buf_printf(&b, ", found %s", found);
    }
    mh_point_at(e, "xpath", expr, at, mh_buf_view(&b));
    mh_buf_clear(&b);
    return MH_FAIL;
}

typedef struct place {
    const xmlNode *n;
    mh_node node;
    uintptr_t attr; /* place among the attributes, from 1; 0: the node itself */
} place;

static int by_place(const void *a, const void *b) {
    const place *p = a, *q = b;
    if (p->node != q->node) return p->node < q->node ? -1 : 1;
    return p->attr < q->attr ? -1 : p->attr > q->attr;
}

static void take_nodes(const mh_xpath *x, const xmlNodeSet *set, mh_select_hits *out) {
    size_t n = 0, count = set ? (size_t)set->nodeNr : 0;
    place *list = mh_alloc_array(count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        const xmlNode *from = set->nodeTab[i];
        if (from->type == XML_NAMESPACE_DECL || from == (const xmlNode *)x->doc) continue;
        bool attr = from->type == XML_ATTRIBUTE_NODE;
        list[n++] = (place){from, mh_xpath_number(from), attr ? (uintptr_t)from->_private + 1 : 0};
    }
    qsort(list, n, sizeof *list, by_place);
    for (size_t i = 0; i < n; i++) {
        mh_select_hit h = {.node = list[i].node, .is_value = list[i].n->type != XML_ELEMENT_NODE};
        mh_view name;
        if (list[i].attr) {
            mh_tree_attr_at(x->t, h.node, (uint32_t)(list[i].attr - 1), &name, &h.value);
        } else if (h.is_value) {
            h.value = mh_tree_text(x->t, h.node);
        }
        mh_vec_push(out, h);
    }
    free(list);
}

static void take(const mh_xpath *x, const xmlXPathObject *o, mh_xpath_result *out) {
    switch (o->type) {
    case XPATH_BOOLEAN:
        out->kind = MH_XPATH_TRUTH;
        out->truth = o->boolval != 0;
        break;
    case XPATH_NUMBER:
        out->kind = MH_XPATH_NUMBER;
        out->number = o->floatval;
        break;
    case XPATH_STRING:
        out->kind = MH_XPATH_TEXT;
        mh_buf_puts(&out->text, (const char *)o->stringval);
        break;
    default:
        out->kind = MH_XPATH_NODES;
        take_nodes(x, o->nodesetval, &out->hits);
        break;
    }
}

mh_rc mh_xpath_eval(mh_xpath *x, mh_view expr, mh_node node, mh_xpath_result *out, mh_err *e) {
    mh_rc rc = MH_FAIL;
    *out = (mh_xpath_result){.kind = MH_XPATH_NODES};
    if (expr.len > MH_XPATH_MAX)
        return mh_fail(e, MH_E_USAGE, "xpath: %zu bytes (limit %d)", expr.len, MH_XPATH_MAX);
    if (!mh_utf8_valid(expr) || mh_view_find_byte(expr, '\0', 0) != SIZE_MAX)
        return mh_fail(e, MH_E_USAGE, "xpath: it is not valid UTF-8 without NUL");
    if (mh_xpath_check(expr, e) != MH_OK) return MH_FAIL;
    char *copy = mh_strndup(expr.ptr, expr.len);
    x->ctx->node = x->nodes[node];
    x->ctx->opCount = 0;
    x->ctx->depth = 0;
    x->ctx->function = NULL;
    x->read = 0;
    x->code = x->at = 0;
    x->asked = NULL;
    xmlXPathCompExpr *comp = xmlXPathCtxtCompile(x->ctx, (const xmlChar *)copy);
    xmlXPathObject *o = comp ? xmlXPathCompiledEval(comp, x->ctx) : NULL;
    if (o && !x->code) {
        take(x, o, out);
        rc = MH_OK;
    } else {
        rc = explain(x, expr, e);
    }
    xmlXPathFreeObject(o);
    xmlXPathFreeCompExpr(comp);
    free(copy);
    return rc;
}

void mh_xpath_result_clear(mh_xpath_result *r) {
    mh_vec_clear(&r->hits);
    mh_buf_clear(&r->text);
}
