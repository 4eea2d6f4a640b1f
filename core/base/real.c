#include "base/real.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int mh_real_open(const char *path, int flags, mode_t mode) {
    char part[NAME_MAX + 1];
    mh_view rest = mh_view_of(path), name;
    if (rest.len == 0 || rest.ptr[0] != '/') return errno = EINVAL, -1;
    int dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    rest = mh_view_sub(rest, 1, rest.len);
    while (dir >= 0 && mh_view_split(&rest, '/', &name)) {
        bool last = rest.ptr == NULL || rest.len == 0;
        int next = -1;
        if (name.len > NAME_MAX) {
            errno = ENAMETOOLONG;
        } else {
            memcpy(part, name.ptr, name.len);
            part[name.len] = '\0';
            int how = last ? flags | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_NOFOLLOW;
            next = openat(dir, name.len ? part : ".", how | O_CLOEXEC, mode);
        }
        int why = errno;
        close(dir);
        errno = why;
        if (last) return next;
        dir = next;
    }
    return dir;
}
