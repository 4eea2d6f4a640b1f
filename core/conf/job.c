#include "conf/job.h"

#include "base/fs.h"
#include "conf/expects.h"
#include "conf/manifest.h"
#include "conf/read.h"

#include <string.h>

#define AT(f) offsetof(mh_job, f)
#define FUNCTION                                                                                   \
    "\x01"                                                                                         \
    "function" /* how a function of the table arrives (lua/data.h) */

static const mh_row job_rows[] = {
    {.name = "name", .type = MH_T_STRING, .offset = AT(name), .help = "short name, for records"},
    {.name = "about", .type = MH_T_STRING, .offset = AT(about), .help = "one line for people"},
    {.name = "schedule", .type = MH_T_VALUE, .help = "when it runs unattended"},
    {.name = "needs", .type = MH_T_VALUE, .help = "list of permissions"},
    {.name = "limits", .type = MH_T_VALUE, .help = "budgets of a run"},
    {.name = "sources", .type = MH_T_VALUE, .help = "list of source plugins"},
    {.name = "pipeline", .type = MH_T_VALUE, .help = "list of stage plugins"},
    {.name = "sinks", .type = MH_T_VALUE, .help = "list of sink plugins"},
    {.name = "expects", .type = MH_T_VALUE, .help = "items and fields that it is to give"},
    {.name = "concurrency",
     .type = MH_T_INT,
     .offset = AT(concurrency),
     .def = 8,
     .min = 1,
     .max = 256,
     .help = "items under way at once"},
    {.name = "config", .type = MH_T_VALUE, .help = "free values for the job's own code"},
    {.name = "run", .type = MH_T_VALUE, .help = "function(mine, config), instead of a pipeline"},
};

/* The schema with the file's name in front of its messages. */
static mh_rc read_part(const json_t *obj, const char *path, const char *part, const mh_schema *s,
                       void *out, mh_err *e) {
    mh_buf what = {0};
    mh_buf_printf(&what, "%s: %s", path, part);
    mh_schema named = {what.ptr, s->rows, s->n};
    mh_rc rc = mh_conf_read(obj, &named, out, e);
    mh_buf_clear(&what);
    return rc;
}

/* { "feed", url = "..." } arrives as { "1": "feed", "url": ... }. */
static mh_rc read_ref(mh_plugin_refs *out, const json_t *v, const char *path, const char *part,
                      mh_err *e) {
    const json_t *name = json_is_object(v)  ? json_object_get(v, "1")
                         : json_is_array(v) ? json_array_get(v, 0)
                                            : v;
    if (!json_is_string(name) || (json_is_array(v) && json_array_size(v) != 1))
        return mh_fail(e, MH_E_USAGE,
                       "%s: %s: each entry is a plugin's name, or { \"name\", option = value }",
                       path, part);
    mh_plugin_ref r = {.name = json_string_value(name)};
    r.config = json_is_object(v) ? json_copy((json_t *)(uintptr_t)v) : json_object();
    json_object_del(r.config, "1");
    if (strcmp(part, "sources") == 0) {
        r.expects = json_incref(json_object_get(r.config, "expects"));
        json_object_del(r.config, "expects");
    }
    mh_vec_push(out, r);
    mh_buf where = {0};
    mh_buf_printf(&where, "%s: %s: %s: expects", path, part, r.name);
    mh_rc rc = mh_expects_check(r.expects, where.ptr, e);
    mh_buf_clear(&where);
    return rc;
}

static mh_rc read_refs(mh_plugin_refs *out, const json_t *list, const char *path, const char *part,
                       mh_err *e) {
    size_t i;
    json_t *v, *l = (json_t *)(uintptr_t)list;
    if (list == NULL) return MH_OK;
    if (json_is_object(list) && json_object_size(list) == 0) return MH_OK; /* {} */
    if (!json_is_array(list)) return mh_fail(e, MH_E_USAGE, "%s: '%s' must be a list", path, part);
    json_array_foreach(l, i, v) {
        if (read_ref(out, v, path, part, e) != MH_OK) return MH_FAIL;
    }
    return MH_OK;
}

static mh_rc read_limits(mh_job *j, const char *path, mh_err *e) {
    const json_t *limits = json_object_get(j->table, "limits");
    for (size_t i = 0; i < mh_limits_schema.n; i++)
        j->limit_given[i] = limits && json_object_get(limits, mh_limits_schema.rows[i].name);
    return read_part(limits, path, "limits", &mh_limits_schema, &j->limits, e);
}

static mh_rc check_expects(const mh_job *j, const char *path, mh_err *e) {
    mh_buf where = {0};
    mh_buf_printf(&where, "%s: expects", path);
    mh_rc rc = mh_expects_check(j->expects, where.ptr, e);
    if (rc == MH_OK && j->expects && j->has_run)
        rc = mh_fail(e, MH_E_USAGE, "%s is for jobs with sources, not for those with 'run'",
                     where.ptr);
    mh_buf_clear(&where);
    return rc;
}

static mh_rc check_shape(const mh_job *j, const char *path, mh_err *e) {
    if (!j->has_run && json_object_get(j->table, "run"))
        return mh_fail(e, MH_E_USAGE, "%s: 'run' must be a function", path);
    bool piped = j->sources.len || j->pipeline.len || j->sinks.len;
    if (j->has_run && piped)
        return mh_fail(e, MH_E_USAGE, "%s: a job has either 'run' or 'sources', not both", path);
    if (!j->has_run && j->sources.len == 0)
        return mh_fail(e, MH_E_USAGE, "%s: the job has no 'sources' and no 'run'", path);
    return MH_OK;
}

mh_rc mh_job_read(mh_job *out, json_t *table, const char *path, mh_err *e) {
    static const mh_schema s = MH_SCHEMA("job", job_rows);
    *out = (mh_job){.table = json_incref(table)};
    out->needs = json_object_get(table, "needs");
    out->config = json_object_get(table, "config");
    out->expects = json_object_get(table, "expects");
    const char *run = json_string_value(json_object_get(table, "run"));
    out->has_run = run && strcmp(run, FUNCTION) == 0;
    if (read_part(table, path, "job", &s, out, e) != MH_OK) goto bad;
    if (mh_schedule_read(&out->schedule, json_object_get(table, "schedule"), path, e) != MH_OK)
        goto bad;
    if (read_limits(out, path, e) != MH_OK) goto bad;
    if (mh_needs_check(out->needs, path, e) != MH_OK) goto bad;
    if (read_refs(&out->sources, json_object_get(table, "sources"), path, "sources", e) != MH_OK ||
        read_refs(&out->pipeline, json_object_get(table, "pipeline"), path, "pipeline", e) !=
            MH_OK ||
        read_refs(&out->sinks, json_object_get(table, "sinks"), path, "sinks", e) != MH_OK)
        goto bad;
    if (check_shape(out, path, e) != MH_OK) goto bad;
    if (check_expects(out, path, e) != MH_OK) goto bad;
    if (out->name.len == 0) out->name = mh_job_name_of(path);
    return MH_OK;
bad:
    mh_job_clear(out);
    return MH_FAIL;
}

static void clear_refs(mh_plugin_refs *r) {
    for (size_t i = 0; i < r->len; i++) {
        json_decref(r->ptr[i].config);
        json_decref(r->ptr[i].expects);
    }
    mh_vec_clear(r);
}

void mh_job_clear(mh_job *j) {
    clear_refs(&j->sources);
    clear_refs(&j->pipeline);
    clear_refs(&j->sinks);
    mh_schedule_clear(&j->schedule);
    json_decref(j->table);
    *j = (mh_job){0};
}

mh_view mh_job_name_of(const char *path) {
    mh_view base = mh_path_base(path);
    if (mh_view_ends(base, MH_VIEW(".lua")) && base.len > 4) base.len -= 4;
    return base;
}
