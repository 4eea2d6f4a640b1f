/* minehost doctor: what this machine gives a run, and what to do about what is missing. */
#include "cli/doctor.h"

#include "run/wall.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct line {
    const char *what;
    mh_doctor_state state;
    char *found, *advice; /* owned; advice may be NULL */
} line;

struct mh_doctor {
    MH_VEC(line) lines;
};

static const char *const states[] = {"ok", "warn", "fail"};

void mh_doctor_say(mh_doctor *d, mh_doctor_state state, const char *what, const char *advice,
                   const char *fmt, ...) {
    mh_buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    line l = {what, state, mh_buf_take(&b),
              advice && state != MH_DOCTOR_OK ? mh_strndup(advice, strlen(advice)) : NULL};
    mh_vec_push(&d->lines, l);
}

/* Which layers a run has here is tried, not guessed: a child puts itself behind the wall. */
static void look_at_wall(mh_doctor *d, const mh_settings *s) {
    mh_wall_level w;
    mh_err e = {0};
    mh_wall_mode mode = mh_wall_mode_of(s->wall);
    if (mh_wall_probe(mode, &w, &e) != MH_OK) {
        mh_doctor_say(d, MH_DOCTOR_FAIL, "wall",
                      "no run can start: use --set kernel-wall=off only for jobs that you wrote",
                      "%s", e.msg);
        return;
    }
    mh_buf b = {0};
    mh_buf_puts(&b, "Lua's list of names");
    if (w.abi > 0)
        mh_buf_printf(&b, ", Landlock (ABI %d)", w.abi);
    else
        mh_buf_printf(&b, "; not Landlock: %s", w.why_landlock);
    if (w.seccomp)
        mh_buf_puts(&b, ", list of system calls");
    else
        mh_buf_printf(&b, "; no list of system calls: %s", w.why_seccomp);
    if (w.no_new_privs) mh_buf_puts(&b, ", no new privileges");
    if (w.hidden) mh_buf_puts(&b, ", memory hidden");
    bool whole = w.abi > 0 && w.seccomp;
    mh_doctor_say(d, whole ? MH_DOCTOR_OK : MH_DOCTOR_WARN, "wall",
                  mode == MH_WALL_FULL ? "a kernel from 6.7 on with Landlock gives all layers"
                                       : "take the setting kernel-wall (MINEHOST_KERNEL_WALL) away",
                  "%s", b.ptr);
    mh_buf_clear(&b);
}

static void print(const mh_doctor *d) {
    static const char *const marks[] = {"\033[32m", "\033[33m", "\033[31m"};
    bool colour = mh_cli_colour();
    for (size_t i = 0; i < d->lines.len; i++) {
        const line *l = &d->lines.ptr[i];
        printf("%-12s %s%-4s%s  ", l->what, colour ? marks[l->state] : "", states[l->state],
               colour ? "\033[0m" : "");
        mh_cli_put(mh_view_of(l->found));
        putchar('\n');
        if (l->advice) printf("%-12s       -> %s\n", "", l->advice);
    }
}

static void print_json(const mh_doctor *d, bool good) {
    json_t *rows = json_array();
    for (size_t i = 0; i < d->lines.len; i++) {
        const line *l = &d->lines.ptr[i];
        json_t *row = json_pack("{s:s, s:s, s:s}", "what", l->what, "state", states[l->state],
                                "found", l->found);
        if (row == NULL) continue; /* no valid UTF-8 */
        if (l->advice) json_object_set_new(row, "advice", json_string(l->advice));
        json_array_append_new(rows, row);
    }
    json_t *all = json_pack("{s:b, s:o}", "ok", good, "checks", rows);
    char *text = json_dumps(all, JSON_INDENT(2) | JSON_SORT_KEYS);
    puts(text ? text : "{}");
    free(text);
    json_decref(all);
}

static int doctor(mh_cli *c) {
    mh_doctor d = {0};
    mh_view format = c->settings.format;
    bool json = mh_view_eq(format, MH_VIEW("json"));
    if (c->words.len > 0) return mh_cli_usage(&mh_cmd_doctor, "doctor takes no arguments");
    if (format.len > 0 && !json && !mh_view_eq(format, MH_VIEW("text")))
        return mh_cli_usage(&mh_cmd_doctor, "doctor prints text or json");
    mh_doctor_machine(&d);
    look_at_wall(&d, &c->settings);
    mh_doctor_folders(&d, &c->settings);
    mh_doctor_plugins(&d);
    mh_doctor_network(&d, &c->settings);
    bool good = true;
    for (size_t i = 0; i < d.lines.len; i++) good = good && d.lines.ptr[i].state != MH_DOCTOR_FAIL;
    if (json)
        print_json(&d, good);
    else
        print(&d);
    for (size_t i = 0; i < d.lines.len; i++) {
        free(d.lines.ptr[i].found);
        free(d.lines.ptr[i].advice);
    }
    mh_vec_clear(&d.lines);
    return good ? MH_EXIT_OK : MH_EXIT_FAILED;
}

const mh_command mh_cmd_doctor = {
    .name = "doctor",
    .usage = "doctor [--format json]",
    .about = "tell what this machine gives a run, and what is missing",
    .run = doctor,
    .help =
        "One line for each thing that a run needs: ok, warn (a run works, with less) or fail, and\n"
        "below the last two what to do. Looks, and changes nothing. Exit code 1 if anything "
        "fails.\n"};
