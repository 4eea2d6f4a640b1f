#include "api/doc/doc_priv.h"

void doc_push_links(lua_State *L, mh_link_list links) {
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < links.len; i++) {
        lua_createtable(L, 0, 3);
        mh_set_view(L, "url", links.ptr[i].url);
        mh_set_view(L, "text", links.ptr[i].text);
        mh_set_view(L, "rel", links.ptr[i].rel);
        mh_set_view(L, "title", links.ptr[i].title);
        mh_set_view(L, "type", links.ptr[i].type);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* t[key] = list of the values, for the table on top; nothing when there are none. */
static void set_list(lua_State *L, const char *key, mh_meta_values v) {
    if (v.len == 0) return;
    lua_createtable(L, (int)v.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < v.len; i++) {
        mh_push_view(L, v.ptr[i].value);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, key);
}

/* The fields that article and meta share, into the table on top. */
static void set_fields(lua_State *L, const mh_meta *m) {
    mh_set_view(L, "title", m->title);
    mh_set_view(L, "date", m->date);
    mh_set_view(L, "updated", m->updated);
    mh_set_view(L, "site", m->site);
    mh_set_view(L, "section", m->section);
    mh_set_view(L, "language", m->language);
    mh_set_view(L, "canonical_url", m->canonical);
    mh_set_view(L, "image", m->image);
    set_list(L, "byline", m->byline);
    set_list(L, "tags", m->tags);
}

/* Pushes { field = basis of its best candidate }. */
static void push_basis(lua_State *L, const mh_meta *m, bool item) {
    lua_newtable(L);
    for (int f = 0; f < MH_META_FIELDS; f++) {
        bool extra = f == MH_META_BODY || f == MH_META_TYPE || f == MH_META_DESCRIPTION ||
                     f == MH_META_PUBLISHER;
        if (f == MH_META_BODY || f == MH_META_TYPE || (item && extra)) continue;
        mh_set_view(L, mh_meta_field_name((mh_meta_field)f), mh_meta_basis(m, (mh_meta_field)f));
    }
}

static void push_candidates(lua_State *L, const mh_meta *m) {
    lua_newtable(L);
    for (int f = 0; f < MH_META_FIELDS; f++) {
        const mh_meta_values *v = &m->all[f];
        if (v->len == 0 || f == MH_META_BODY) continue;
        lua_createtable(L, (int)v->len, 0);
        mh_mark_array(L, -1);
        for (size_t i = 0; i < v->len; i++) {
            lua_createtable(L, 0, 2);
            mh_set_view(L, "value", v->ptr[i].value);
            mh_set_view(L, "basis", v->ptr[i].basis);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        lua_setfield(L, -2, mh_meta_field_name((mh_meta_field)f));
    }
}

void doc_push_meta(lua_State *L, const mh_meta *m) {
    lua_newtable(L);
    set_fields(L, m);
    mh_set_view(L, "publisher", m->publisher);
    mh_set_view(L, "description", m->description);
    push_basis(L, m, false);
    lua_setfield(L, -2, "basis");
    push_candidates(L, m);
    lua_setfield(L, -2, "candidates");
}

static const char *paragraph_name(mh_paragraph_kind k) {
    static const char *const names[] = {"paragraph", "heading", "item", "quote", "cell", "pre"};
    return names[k];
}

static void push_paragraphs(lua_State *L, const mh_article *a) {
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < a->n_paragraphs; i++) {
        lua_createtable(L, 0, 3);
        lua_pushinteger(L, (lua_Integer)a->paragraphs[i].from + 1);
        lua_setfield(L, -2, "first");
        lua_pushinteger(L, (lua_Integer)a->paragraphs[i].to);
        lua_setfield(L, -2, "last");
        lua_pushstring(L, paragraph_name(a->paragraphs[i].kind));
        lua_setfield(L, -2, "kind");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_media(lua_State *L, const mh_article *a) {
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < a->n_captions; i++) {
        mh_push_view(L, a->captions[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "captions");
    lua_newtable(L);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < a->n_embeds; i++) {
        lua_createtable(L, 0, 3);
        lua_pushstring(L, mh_embed_kind_name(a->embeds[i].kind));
        lua_setfield(L, -2, "kind");
        mh_set_view(L, "url", a->embeds[i].url);
        mh_set_view(L, "text", a->embeds[i].text);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "embeds");
}

void doc_push_candidates(lua_State *L, int idx, const mh_article *a) {
    idx = lua_absindex(L, idx);
    lua_createtable(L, (int)a->n_candidates, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < a->n_candidates; i++) {
        const mh_article_candidate *c = &a->candidates[i];
        lua_createtable(L, 0, 6);
        lua_pushstring(L, c->basis);
        lua_setfield(L, -2, "basis");
        lua_pushinteger(L, (lua_Integer)c->chars);
        lua_setfield(L, -2, "chars");
        lua_pushboolean(L, c->taken);
        lua_setfield(L, -2, "taken");
        lua_pushboolean(L, c->loose);
        lua_setfield(L, -2, "loose");
        if (c->judged) {
            lua_pushnumber(L, c->score);
            lua_setfield(L, -2, "score");
        }
        if (c->node != MH_NODE_NONE && c->node != MH_NODE_ROOT) {
            doc_push_node(L, idx, c->node);
            lua_setfield(L, -2, "node");
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

void doc_push_article(lua_State *L, const mh_article *a, const mh_meta *m) {
    lua_newtable(L);
    set_fields(L, m);
    lua_pushstring(L, mh_article_kind_name(a->kind));
    lua_setfield(L, -2, "kind");
    mh_push_view(L, a->text);
    lua_setfield(L, -2, "text");
    mh_set_view(L, "lead", a->lead);
    mh_set_view(L, "source_credit", a->source_credit);
    push_paragraphs(L, a);
    lua_setfield(L, -2, "paragraphs");
    doc_push_links(L, a->links);
    lua_setfield(L, -2, "links");
    push_media(L, a);
    push_basis(L, m, true);
    lua_pushstring(L, a->basis);
    lua_setfield(L, -2, "text");
    lua_setfield(L, -2, "basis");
}
