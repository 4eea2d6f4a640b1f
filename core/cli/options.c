/* The options of the command line: those of the command, and the settings. */
#include "base/mem.h"
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

static const mh_option *option_of(const mh_command *cmd, mh_view name) {
    for (const mh_option *o = cmd->options; o && o->name; o++)
        if (mh_view_eq(name, mh_view_of(o->name))) return o;
    return NULL;
}

bool mh_option_told(const mh_command *cmd, const mh_option *o) {
    mh_buf b = {0};
    mh_buf_printf(&b, "--%s", o->name);
    bool told = cmd->help && strstr(cmd->help, b.ptr);
    mh_buf_clear(&b);
    return told;
}

static const char *nearest_option(const mh_command *cmd, mh_view name) {
    MH_VEC(const char *) names = {0};
    for (const mh_option *o = cmd->options; o && o->name; o++)
        if (mh_option_told(cmd, o)) mh_vec_push(&names, o->name);
    const char *near = names.len ? mh_nearest(name, names.ptr, names.len, sizeof *names.ptr) : NULL;
    mh_vec_clear(&names);
    return near;
}

/* "--name=value", "--name value", or a switch; *i goes on past a value. */
static mh_rc long_option(mh_cli *c, const mh_command *cmd, char **argv, int *i, mh_err *e) {
    mh_view arg = mh_view_of(argv[*i] + 2), value = {0};
    size_t eq = mh_view_find_byte(arg, '=', 0);
    mh_view name = mh_view_sub(arg, 0, eq == SIZE_MAX ? arg.len : eq);
    const mh_option *own = option_of(cmd, name);
    bool set = own == NULL && mh_view_eq(name, MH_VIEW("set"));
    if (own && !own->value && eq != SIZE_MAX)
        return mh_fail(e, MH_E_USAGE, "option --%s takes no value", own->name);
    if (eq != SIZE_MAX)
        value = mh_view_sub(arg, eq + 1, arg.len);
    else if (own && !own->value)
        value = MH_VIEW("");
    else if (own == NULL && !set && mh_settings_is_switch(name))
        value = MH_VIEW("true");
    else if (own == NULL && !set && !mh_settings_knows(name) && nearest_option(cmd, name))
        return mh_fail(e, MH_E_USAGE, "no option --%.*s (did you mean --%s?)", MH_FMT(name),
                       nearest_option(cmd, name));
    else if (argv[*i + 1])
        value = mh_view_of(argv[++*i]);
    else
        return mh_fail(e, MH_E_USAGE, "option --%.*s needs a value", MH_FMT(name));
    if (own) { /* value ends where the argument ends, so its pointer is a string */
        mh_vec_push(&c->given, ((mh_given){own, value.ptr}));
        return MH_OK;
    }
    if (set) {
        eq = mh_view_find_byte(value, '=', 0);
        if (eq == SIZE_MAX) return mh_fail(e, MH_E_USAGE, "option --set wants KEY=VALUE");
        name = mh_view_sub(value, 0, eq);
        value = mh_view_sub(value, eq + 1, value.len);
    }
    return mh_settings_set(&c->settings, name, value, e);
}

/* "-q", "-o FILE", "-oFILE" */
static mh_rc short_option(mh_cli *c, char **argv, int *i, mh_err *e) {
    char *arg = argv[*i];
    const char *name = mh_settings_short(arg[1]);
    if (name == NULL && access(arg, F_OK) == 0)
        return mh_fail(e, MH_E_USAGE, "unknown option -%c; for the file write ./%s", arg[1], arg);
    if (name == NULL) return mh_fail(e, MH_E_USAGE, "unknown option -%c", arg[1]);
    if (mh_settings_is_switch(mh_view_of(name))) {
        if (arg[2]) return mh_fail(e, MH_E_USAGE, "option -%c takes no value", arg[1]);
        return mh_settings_set(&c->settings, mh_view_of(name), MH_VIEW("true"), e);
    }
    const char *value = arg[2] ? arg + 2 : argv[*i + 1];
    if (value == NULL) return mh_fail(e, MH_E_USAGE, "option -%c needs a value", arg[1]);
    if (!arg[2]) ++*i;
    return mh_settings_set(&c->settings, mh_view_of(name), mh_view_of(value), e);
}

/* Options may stand anywhere before "--". For `run`, what follows the job's file is the script's. */
mh_rc mh_cli_parse(mh_cli *c, const mh_command *cmd, char **argv, mh_err *e) {
    bool words_only = false;
    for (int i = 2; argv[0] && argv[1] && argv[i]; i++) {
        char *a = argv[i];
        if (words_only || a[0] != '-' || a[1] == '\0') {
            mh_vec_push(&c->words, a);
        } else if (strcmp(a, "--") == 0) {
            words_only = true;
        } else if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0) {
            c->words.len = 0;
            mh_vec_push(&c->words, (char *)(uintptr_t)cmd->name);
            return mh_fail(e, MH_E_CANCELLED, "help");
        } else {
            mh_rc rc =
                a[1] == '-' ? long_option(c, cmd, argv, &i, e) : short_option(c, argv, &i, e);
            if (rc != MH_OK) return rc;
        }
    }
    mh_vec_push(&c->words, NULL);
    c->words.len--;
    return MH_OK;
}

void mh_cli_clear(mh_cli *c) {
    mh_vec_clear(&c->words);
    mh_vec_clear(&c->given);
    mh_vec_clear(&c->allow);
    mh_settings_clear(&c->settings);
}

const char *mh_cli_next(const mh_cli *c, const char *name, size_t *i) {
    while (*i < c->given.len) {
        const mh_given *g = &c->given.ptr[(*i)++];
        if (strcmp(g->option->name, name) == 0) return g->value;
    }
    return NULL;
}

const char *mh_cli_value(const mh_cli *c, const char *name) {
    const char *last = NULL;
    size_t i = 0;
    for (const char *v; (v = mh_cli_next(c, name, &i)) != NULL;) last = v;
    return last;
}

mh_rc mh_cli_number(const mh_cli *c, const char *name, uint64_t max, size_t *out, mh_err *e) {
    const char *v = mh_cli_value(c, name);
    uint64_t n;
    if (v == NULL) return MH_OK;
    if (!mh_view_u64(mh_view_of(v), &n) || n == 0 || n > max)
        return mh_fail(e, MH_E_USAGE, "option --%s wants a number from 1 to %llu", name,
                       (unsigned long long)max);
    *out = (size_t)n;
    return MH_OK;
}

const char **mh_cli_allow(mh_cli *c) {
    size_t i = 0;
    c->allow.len = 0;
    for (const char *v; (v = mh_cli_next(c, "allow", &i)) != NULL;) mh_vec_push(&c->allow, v);
    mh_vec_push(&c->allow, NULL);
    return c->allow.ptr;
}
