/* Reads a job's file. */
#include "run/run_priv.h"

#include "lua/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOB_MAX ((size_t)4 << 20) /* bytes of a job's file */

static mh_rc read_stdin(mh_buf *out, mh_err *e) {
    char tmp[8192];
    for (size_t n; (n = fread(tmp, 1, sizeof tmp, stdin)) > 0;) {
        mh_buf_put_n(out, tmp, n);
        if (out->len > JOB_MAX)
            return mh_fail(e, MH_E_TOO_LARGE, "the job on standard input is too large");
    }
    return MH_OK;
}

/* The job in the same folder whose name is nearest to one that is not there, said in e. */
static void name_near(const char *job, mh_err *e) {
    mh_names all = {0}, jobs = {0};
    char *dir = mh_path_dir(job), *joined = NULL;
    if (mh_fs_list(&all, dir, NULL) == MH_OK)
        for (size_t i = 0; i < all.len; i++)
            if (mh_view_ends(mh_view_of(all.ptr[i]), MH_VIEW(".lua")))
                mh_vec_push(&jobs, mh_strndup(all.ptr[i], strlen(all.ptr[i])));
    const char *near =
        mh_nearest(mh_path_base(job), (const char *const *)jobs.ptr, jobs.len, sizeof *jobs.ptr);
    if (near) {
        joined = strchr(job, '/') ? mh_path_join(dir, near) : mh_strndup(near, strlen(near));
        mh_fail(e, MH_E_NOT_FOUND, "read %s: no such file (did you mean %s?)", job, joined);
    }
    free(joined);
    free(dir);
    mh_names_clear(&all);
    mh_names_clear(&jobs);
}

int mh_run_read(mh_run *r, mh_err *e) {
    bool from_stdin = strcmp(r->req->job, "-") == 0;
    mh_rc rc = MH_OK;
    if (r->req->source.len > 0)
        mh_buf_put(&r->src, r->req->source);
    else
        rc = from_stdin ? read_stdin(&r->src, e) : mh_fs_read(&r->src, r->req->job, JOB_MAX, e);
    if (rc != MH_OK && e->code == MH_E_NOT_FOUND) name_near(r->req->job, e);
    if (rc != MH_OK) return MH_EXIT_USAGE;
    mh_sha256_hex(mh_buf_view(&r->src), r->sha);
    /* a first line with #! is for the shell: it becomes a comment, and line numbers stay right */
    if (mh_view_starts(mh_buf_view(&r->src), MH_VIEW("#!"))) r->src.ptr[0] = r->src.ptr[1] = '-';
    r->path = mh_strndup(r->req->job, strlen(r->req->job));
    r->real = from_stdin ? NULL : mh_path_real(r->path);
    char *dir = from_stdin ? mh_strndup(".", 1) : mh_path_dir(r->path);
    r->folder = mh_path_real(dir);
    free(dir);
    mh_view name = from_stdin ? MH_VIEW("stdin") : mh_job_name_of(r->path);
    json_t *table = NULL;
    switch (mh_lua_data(mh_buf_view(&r->src), r->path, &table, e)) {
    case MH_DATA_TABLE:
        rc = mh_job_read(&r->job, table, r->path, e);
        json_decref(table);
        if (rc != MH_OK) return MH_EXIT_USAGE;
        r->declared = true;
        name = r->job.name;
        break;
    case MH_DATA_BROKEN:
        r->fault = mh_fault_of_text(e->msg, r->path, mh_buf_view(&r->src));
        return MH_EXIT_FAILED;
    case MH_DATA_SCRIPT: break;
    }
    if (r->req->tool && (!r->declared || r->job.has_run)) {
        mh_fail(e, MH_E_USAGE, "%s has no pipeline: it is a script of its own. minehost run %s",
                r->path, r->path);
        return MH_EXIT_USAGE;
    }
    r->name = mh_strndup(name.ptr, name.len);
    return 0;
}

void mh_run_forget(mh_run *r) {
    mh_run_drop_secrets(r);
    mh_perm_free(r->perm);
    mh_asked_clear(&r->asked);
    mh_names_clear(&r->plugin_path);
    mh_buf_clear(&r->src);
    mh_job_clear(&r->job);
    mh_fault_free(r->fault);
    r->fault = NULL;
    free(r->path);
    free(r->real);
    free(r->folder);
    free(r->name);
    free(r->lib);
}
