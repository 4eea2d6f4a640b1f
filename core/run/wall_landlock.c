/* Landlock, by its system calls: the C library has no functions for them. Constants that Debian 12's
 * header lacks are written out, with the ABI that brought them. */
#include "run/wall_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FS_TRUNCATE     (UINT64_C(1) << 14) /* ABI 3 */
#define FS_IOCTL_DEV    (UINT64_C(1) << 15) /* ABI 5 */
#define NET_BIND_TCP    (UINT64_C(1) << 0)  /* ABI 4 */
#define NET_CONNECT_TCP (UINT64_C(1) << 1)  /* ABI 4 */
#define RULE_NET_PORT   2
#define SCOPE_ABSTRACT  (UINT64_C(1) << 0) /* ABI 6: sockets with a name that is no file */
#define SCOPE_SIGNAL    (UINT64_C(1) << 1) /* ABI 6 */

#define FS_FILE_READ  (LANDLOCK_ACCESS_FS_READ_FILE)
#define FS_FILE_WRITE (LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)
#define FS_MAKE       (FS_FILE_WRITE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)

/* struct landlock_ruleset_attr as of ABI 6; an older kernel gets the part that it knows. */
typedef struct ruleset {
    uint64_t fs, net, scoped;
} ruleset;

typedef struct net_port {
    uint64_t access, port;
} net_port;

static size_t ruleset_size(int abi) {
    return abi >= 6 ? sizeof(ruleset) : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

/* All rights that this ABI has: what is not handled is free. */
static ruleset handled(int abi, const mh_wall_plan *plan) {
    ruleset r = {.fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1}; /* the 13 of ABI 1 */
    if (abi >= 2) r.fs |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3) r.fs |= FS_TRUNCATE;
    if (abi >= 5) r.fs |= FS_IOCTL_DEV;
    if (abi >= 4) r.net = NET_BIND_TCP | (plan->any_port ? 0 : NET_CONNECT_TCP);
    if (abi >= 6) r.scoped = SCOPE_ABSTRACT | SCOPE_SIGNAL;
    return r;
}

static uint64_t rights_of(unsigned rights, bool folder) {
    uint64_t r = 0;
    if (rights & MH_WALL_READ) r |= FS_FILE_READ | (folder ? LANDLOCK_ACCESS_FS_READ_DIR : 0);
    if ((rights & MH_WALL_WRITE) && !folder) r |= FS_FILE_WRITE;
    if (rights & MH_WALL_MAKE) r |= folder ? FS_MAKE : FS_FILE_WRITE;
    if ((rights & MH_WALL_FOLDERS) && folder) r |= LANDLOCK_ACCESS_FS_MAKE_DIR;
    return r;
}

/* A path that is not there gives no right: nobody can make it appear but who may make files there. */
static mh_rc add_path(int set, const mh_wall_path *p, uint64_t known, mh_err *e) {
    struct stat st;
    int fd = open(p->path, O_PATH | O_CLOEXEC);
    if (fd < 0) return MH_OK;
    mh_rc rc = MH_OK;
    if (fstat(fd, &st) == 0) {
        struct landlock_path_beneath_attr a = {
            .allowed_access = rights_of(p->rights, S_ISDIR(st.st_mode)) & known, .parent_fd = fd};
        /* EBADFD: a pipe or socket, to which no rule applies anyway */
        if (a.allowed_access &&
            syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &a, 0) != 0 &&
            errno != EBADFD)
            rc = mh_fail_errno(e, errno, "wall: a rule for %s", p->path);
    }
    close(fd);
    return rc;
}

static mh_rc add_ports(int set, const mh_wall_plan *plan, mh_err *e) {
    for (size_t i = 0; i < plan->ports.len; i++) {
        net_port a = {NET_CONNECT_TCP, plan->ports.ptr[i]};
        if (syscall(SYS_landlock_add_rule, set, RULE_NET_PORT, &a, 0) != 0)
            return mh_fail_errno(e, errno, "wall: a rule for port %u", plan->ports.ptr[i]);
    }
    return MH_OK;
}

mh_rc mh_wall_landlock_raise(const mh_wall_plan *plan, int *abi, char *why, size_t size,
                             mh_err *e) {
    *abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (*abi < 1) {
        snprintf(why, size, "%s",
                 errno == EOPNOTSUPP ? "the kernel has Landlock, but not switched on (lsm=)"
                                     : "the kernel has no Landlock (Linux 5.13 or later does)");
        *abi = 0;
        return MH_OK;
    }
    ruleset r = handled(*abi, plan);
    int set = (int)syscall(SYS_landlock_create_ruleset, &r, ruleset_size(*abi), 0);
    if (set < 0) return mh_fail_errno(e, errno, "wall: Landlock's rules");
    mh_rc rc = MH_OK;
    for (size_t i = 0; rc == MH_OK && i < plan->paths.len; i++)
        rc = add_path(set, &plan->paths.ptr[i], r.fs, e);
    if (rc == MH_OK && (r.net & NET_CONNECT_TCP)) rc = add_ports(set, plan, e);
    if (rc == MH_OK && syscall(SYS_landlock_restrict_self, set, 0) != 0)
        rc = mh_fail_errno(e, errno, "wall: Landlock");
    close(set);
    return rc;
}
