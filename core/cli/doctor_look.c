/* What `minehost doctor` looks at, but for the wall. */
#include "base/fs.h"
#include "cli/doctor.h"
#include "conf/plugin.h"
#include "run/about.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define GIB            (1024.0 * 1024 * 1024)
#define FREE_LOW       1.0  /* GiB: a desk's database grows by this in months */
#define FREE_NONE      0.05 /* GiB: a run may not end */
#define YEAR_PLAUSIBLE 2024

void mh_doctor_machine(mh_doctor *d) {
    mh_buf b = {0};
    struct utsname u;
    struct winsize w = {0};
    time_t now = time(NULL);
    struct tm tm;
    char when[40] = "";
    mh_about_versions(&b);
    mh_doctor_say(d, MH_DOCTOR_OK, "program", NULL, "%s", b.ptr);
    mh_buf_clear(&b);
    if (uname(&u) == 0)
        mh_doctor_say(d, MH_DOCTOR_OK, "kernel", NULL, "%s %s, %s, %ld cores", u.sysname, u.release,
                      u.machine, sysconf(_SC_NPROCESSORS_ONLN));
    if (gmtime_r(&now, &tm)) strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", &tm);
    mh_doctor_say(d, tm.tm_year + 1900 < YEAR_PLAUSIBLE ? MH_DOCTOR_FAIL : MH_DOCTOR_OK, "clock",
                  "set the clock: certificates and dates depend on it", "%s", when);
    if (!isatty(STDOUT_FILENO))
        mh_doctor_say(d, MH_DOCTOR_OK, "terminal", NULL, "none: output goes to a file or pipe");
    else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0)
        mh_doctor_say(d, MH_DOCTOR_OK, "terminal", NULL, "%d x %d, %s, %s", w.ws_col, w.ws_row,
                      nl_langinfo(CODESET), mh_cli_colour() ? "colours" : "no colours");
}

/* The path, or the nearest one above it that is there. Owned. */
static char *existing(const char *path) {
    char *p = mh_strndup(path, strlen(path));
    while (access(p, F_OK) != 0 && strcmp(p, "/") != 0 && strcmp(p, ".") != 0) {
        char *up = mh_path_dir(p);
        free(p);
        p = up;
    }
    return p;
}

static void look_at_folder(mh_doctor *d, const char *what, const char *path) {
    struct statvfs v;
    char *there = existing(path);
    bool made = strcmp(there, path) == 0;
    double free_gib = statvfs(there, &v) == 0 ? (double)v.f_bavail * (double)v.f_frsize / GIB : 0;
    if (!mh_fs_is_dir(there) || access(there, W_OK | X_OK) != 0)
        mh_doctor_say(d, MH_DOCTOR_FAIL, what,
                      "make it writable, or set another folder (XDG_DATA_HOME)",
                      "%s cannot be written", there);
    else
        mh_doctor_say(d,
                      free_gib < FREE_NONE  ? MH_DOCTOR_FAIL
                      : free_gib < FREE_LOW ? MH_DOCTOR_WARN
                                            : MH_DOCTOR_OK,
                      what, "make room on this disk", "%s%s, %.1f GiB free", path,
                      made ? "" : " (made by the first run)", free_gib);
    free(there);
}

static void look_at_xdg(mh_doctor *d, const char *kind) {
    mh_err e = {0};
    char *dir = mh_xdg_dir(kind, &e);
    if (dir)
        look_at_folder(d, kind, dir);
    else
        mh_doctor_say(d, MH_DOCTOR_WARN, kind, "set HOME", "%s", e.msg);
    free(dir);
}

static void look_at_db(mh_doctor *d, const mh_settings *s) {
    mh_err e = {0};
    mh_store *st = NULL;
    struct stat sb;
    char *path = mh_settings_db(s, &e);
    if (path == NULL) {
        mh_doctor_say(d, MH_DOCTOR_FAIL, "database", "set HOME, or name a file by --db", "%s",
                      e.msg);
        return;
    }
    mh_store_opts o = {.read_only = true};
    if (stat(path, &sb) != 0)
        mh_doctor_say(d, MH_DOCTOR_OK, "database", NULL, "%s (made by the first run)", path);
    else if (mh_store_open(&st, path, &o, &e) != MH_OK)
        mh_doctor_say(d, MH_DOCTOR_FAIL, "database",
                      "put a backup in its place, or name another by --db", "%s", e.msg);
    else if (access(path, W_OK) != 0)
        mh_doctor_say(d, MH_DOCTOR_FAIL, "database", "make it writable for this user",
                      "%s cannot be written", path);
    else
        mh_doctor_say(d, MH_DOCTOR_OK, "database", NULL, "%s, %.1f MiB", path,
                      (double)sb.st_size / 1048576);
    mh_store_close(st);
    free(path);
}

void mh_doctor_folders(mh_doctor *d, const mh_settings *s) {
    look_at_xdg(d, "data");
    look_at_xdg(d, "cache");
    look_at_db(d, s);
}

void mh_doctor_plugins(mh_doctor *d) {
    mh_names path = {0}, names = {0};
    mh_err e = {0};
    size_t broken = 0;
    mh_plugin_path(&path, ".");
    mh_plugin_names(&path, &names);
    for (size_t i = 0; i < names.len; i++) {
        mh_plugin_about about;
        char *dir = mh_plugin_find(&path, mh_view_of(names.ptr[i]), &e);
        if (dir == NULL || mh_run_plugin_about(dir, &about, &e) != MH_OK) broken++;
        free(dir);
    }
    if (names.len == 0)
        mh_doctor_say(d, MH_DOCTOR_FAIL, "plugins", "install minehost as a whole (make install)",
                      "none found");
    else if (broken > 0)
        mh_doctor_say(d, MH_DOCTOR_FAIL, "plugins", "minehost plugins says more",
                      "%zu of %zu broken: %s", broken, names.len, e.msg);
    else
        mh_doctor_say(d, MH_DOCTOR_OK, "plugins", NULL, "%zu, in %zu folder%s", names.len, path.len,
                      path.len == 1 ? "" : "s");
    mh_names_clear(&path);
    mh_names_clear(&names);
}

static size_t count_of(const char *path, const char *mark) {
    mh_buf b = {0};
    size_t n = 0, at = 0;
    if (mh_fs_read(&b, path, (size_t)16 << 20, NULL) == MH_OK)
        while ((at = mh_view_find(mh_buf_view(&b), mh_view_of(mark), at)) != SIZE_MAX) n++, at++;
    mh_buf_clear(&b);
    return n;
}

void mh_doctor_network(mh_doctor *d, const mh_settings *s) {
    const char *ca = s->ca_file.len ? s->ca_file.ptr : mh_about_ca_file();
    size_t certificates = count_of(ca, "-----BEGIN "),
           servers = count_of("/etc/resolv.conf", "nameserver");
    mh_doctor_say(d, certificates ? MH_DOCTOR_OK : MH_DOCTOR_FAIL, "certificates",
                  "install ca-certificates, or name a file by --ca-file", "%s, %zu",
                  ca[0] ? ca : "no file", certificates);
    mh_doctor_say(d, servers ? MH_DOCTOR_OK : MH_DOCTOR_WARN, "names",
                  "without a name server in /etc/resolv.conf only this machine is asked",
                  "/etc/resolv.conf, %zu server%s", servers, servers == 1 ? "" : "s");
    mh_doctor_say(d, mh_fs_is_dir("/usr/share/zoneinfo") ? MH_DOCTOR_OK : MH_DOCTOR_WARN, "zones",
                  "install tzdata, or schedules by time zone do not work", "/usr/share/zoneinfo%s",
                  mh_fs_is_dir("/usr/share/zoneinfo") ? "" : " is not there");
    mh_doctor_say(d, mh_about_pdf() ? MH_DOCTOR_OK : MH_DOCTOR_WARN, "PDF",
                  "install libpoppler-glib8 to read PDFs", "%s",
                  mh_about_pdf() ? "read by poppler" : "cannot be read");
}
