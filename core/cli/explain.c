/* minehost explain: where each field and row of a document comes from. */
#include "cli/explain.h"

#include "base/fs.h"
#include "cli/db.h"
#include "store/runs.h"

#include <stdio.h>
#include <stdlib.h>

/* Folder of the job whose run stored this state, owned; NULL when the record is gone. */
static char *job_folder(mh_store *s, int64_t run) {
    mh_arena *a = mh_arena_new();
    mh_runs_record r;
    char *folder = NULL;
    if (run && mh_runs_get(s, run, a, &r, NULL) == MH_OK && r.path.len) {
        char *path = mh_strndup(r.path.ptr, r.path.len);
        folder = mh_path_dir(path);
        free(path);
    }
    mh_arena_free(a);
    return folder;
}

/* When the state that is read now was stored. */
static int64_t stored_at(mh_store *s, const mh_record *d) {
    mh_doc_state *states = NULL;
    size_t n = 0;
    int64_t at = d->changed_at;
    if (mh_doc_versions(s, d->id, &states, &n, NULL) == MH_OK)
        for (size_t i = 0; i < n; i++)
            if (states[i].version == d->version && states[i].revision == d->revision)
                at = states[i].at;
    free(states);
    return at;
}

static void put_json(const json_t *report, bool line) {
    char *s = json_dumps(report, JSON_REAL_PRECISION(15) | (line ? JSON_COMPACT : JSON_INDENT(2)));
    mh_cli_puts(s);
    free(s);
}

static int report_on(mh_cli *c, mh_store *s, const mh_record *d, const char *const *only) {
    const char *unknown;
    char *folder = job_folder(s, d->run);
    int64_t at = stored_at(s, d);
    mh_sources *from = mh_sources_new(folder, at);
    json_t *report = mh_explain_report(d, at, from, only, &unknown);
    int code = MH_EXIT_OK;
    if (unknown && json_array_size(json_object_get(report, "fields")) == 0) {
        /* nothing to show */
    } else if (mh_cli_value(c, "json") || mh_view_starts(c->settings.format, MH_VIEW("json"))) {
        put_json(report, mh_view_eq(c->settings.format, MH_VIEW("jsonl")));
    } else {
        mh_explain_print(report);
    }
    fflush(stdout);
    if (unknown)
        code =
            mh_cli_fail(MH_EXIT_FAILED, "document %lld has no field %s", (long long)d->id, unknown);
    json_decref(report);
    mh_sources_free(from);
    free(folder);
    return code;
}

static int explain(mh_cli *c) {
    const char **only = NULL;
    mh_store *s = NULL;
    if (c->words.len != 1) return mh_cli_usage(&mh_cmd_explain, "explain needs one ID or URL");
    if (!mh_cli_split_fields(c, &only)) {
        mh_cli_free_fields(only);
        return mh_cli_usage(&mh_cmd_explain, "option --field wants a name");
    }
    int64_t as_of;
    int code = mh_cli_as_of(c, &as_of);
    if (code == MH_EXIT_OK) code = mh_cli_open_db(c, &s);
    if (code == MH_EXIT_OK) {
        mh_record d = {0};
        code = mh_cli_get(s, c->words.ptr[0], as_of, &d);
        if (code == MH_EXIT_OK) code = report_on(c, s, &d, only);
        mh_doc_clear(&d);
    }
    mh_cli_free_fields(only);
    mh_store_close(s);
    return code;
}

static const mh_option options[] = {{"field", true}, {"json", false}, {NULL, false}};

const mh_command mh_cmd_explain = {
    .name = "explain",
    .usage = "explain ID|URL",
    .about = "show why a document says what it says: passages, rules, lines of tables",
    .run = explain,
    .options = options,
    .help =
        "For each field its value and basis; for each actor, event, quote, topic ... the passage "
        "in\n"
        "the text (bytes, line, >>the words<<), the rule that found it and the line of the table "
        "that\n"
        "it leans on, as the plugins' folders have them now. A file that was written after the\n"
        "document was stored is marked: its line may be another one.\n"
        "\n"
        "The beginning of a url will do if only one document's begins so.\n"
        "\n"
        "  --field NAME    this field alone; several: NAME,NAME\n"
        "  --json          for programs; --format jsonl for one line\n"
        "  --as-of TIME    the document as it was then\n"
        "  --db FILE\n"};
