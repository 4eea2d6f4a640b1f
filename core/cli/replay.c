/* minehost replay: a failure once more, from its capsule. */
#include "cli/cli.h"

#include "base/mem.h"
#include "run/rerun.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int replay(mh_cli *c) {
    if (c->words.len != 1)
        return mh_cli_usage(&mh_cmd_replay, "replay takes the file of a capsule");
    const char *base = getenv("TMPDIR");
    mh_buf b = {0};
    mh_buf_printf(&b, "%s/minehost-replay.XXXXXX", base && *base ? base : "/tmp");
    char *scratch = mh_buf_take(&b);
    int code;
    if (mkdtemp(scratch) == NULL) {
        code = mh_cli_fail(MH_EXIT_FAILED, "make %s: %s", scratch, strerror(errno));
    } else {
        mh_rerun_req q = {.capsule = c->words.ptr[0],
                          .allow = mh_cli_allow(c),
                          .scratch = scratch,
                          .settings = &c->settings};
        code = mh_rerun(&q);
        nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    free(scratch);
    return code;
}

static const mh_option options[] = {{"allow", true}, {NULL, false}};

const mh_command mh_cmd_replay = {
    .name = "replay",
    .usage = "replay CAPSULE",
    .about = "see a failure once more, offline, from the file that it left",
    .run = replay,
    .options = options,
    .help =
        "A stage, source or job that fails leaves a capsule: the answers that the run was given\n"
        "(the latest 64, 8 MiB), the item as the stage got it, the plugins with their hashes, the\n"
        "settings, the error. Secrets are taken out as of a recording (minehost help run). "
        "Capsules\n"
        "lie in ~/.local/state/minehost/capsules, the latest 20; minehost run --capsule FOLDER "
        "puts\n"
        "them elsewhere, --capsule none leaves them out.\n"
        "\n"
        "The stage runs on that item, or the job from its start, with the plugins as they are "
        "now:\n"
        "what has changed is said. Nothing is fetched, the database is an empty one. The exit code "
        "is\n"
        "that of the run: 0 when nothing fails any more.\n"
        "\n"
        "  --allow WORD    grant one more permission\n"
        "  -v              more detail\n"};
