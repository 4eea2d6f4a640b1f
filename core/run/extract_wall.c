/* The wall around `minehost extract`: it reads its inputs and nothing else, as the pages are strangers'.
 * Declared in extract_priv.h. */
#include "run/env.h"
#include "run/extract_priv.h"
#include "run/wall.h"

#include <stdlib.h>
#include <string.h>

mh_rc mh_extract_wall(const mh_extract_req *req, mh_err *e) {
    mh_wall_mode mode = mh_wall_mode_of(req->settings->wall);
    mh_wall_plan plan = {.any_port = true};
    mh_wall_level level;
    mh_names none = {0};
    if (mode == MH_WALL_OFF) return MH_OK;
    setenv("UV_USE_IO_URING", "0", 1);
    if (mh_wall_calls(mode, &level, e) != MH_OK) return MH_FAIL;
    mh_wall_add_system(&plan);
    for (char **in = req->inputs; *in; in++) {
        if (strcmp(*in, "-") != 0) {
            mh_wall_add(&plan, *in, MH_WALL_READ);
            plan.visible = plan.visible || mh_wall_is_descriptor(*in);
        }
    }
    if (req->settings->ca_file.len > 0)
        mh_wall_add(&plan, req->settings->ca_file.ptr, MH_WALL_READ);
    if (!level.seccomp) mh_wall_add_libraries(&plan);
    mh_rc rc = mh_wall_files(mode, &plan, &level, e);
    mh_wall_plan_clear(&plan);
    if (rc == MH_OK) mh_env_keep(&none, &none);
    return rc;
}
