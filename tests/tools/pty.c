/* pty.c: runs a command on a terminal of its own and answers it.
 * Usage: pty [-e TYPED] WAIT REPLY COMMAND...
 * Sends REPLY when the output has WAIT in it (once); with -e, TYPED before the command has said
 * anything. "\n" in both is the return key, "^D" alone is the end of input. The output goes to
 * standard output, with line ends as they are in files; the exit code is the command's. */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_MAX (1 << 20)
#define WAIT_MS    20000

static void type(int fd, const char *text) {
    char out[256];
    size_t n = 0;
    if (strcmp(text, "^D") == 0) text = "\004";
    for (; *text && n < sizeof out; text++) {
        bool key = text[0] == '\\' && text[1] == 'n';
        out[n++] = key ? '\n' : *text;
        if (key) text++;
    }
    if (write(fd, out, n) != (ssize_t)n) perror("pty: write");
}

static void copy(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] != '\r') putchar(p[i]);
}

int main(int argc, char **argv) {
    static char seen[OUTPUT_MAX + 1];
    const char *early = NULL;
    size_t len = 0;
    int fd, status;
    bool replied = false;
    if (argc > 3 && strcmp(argv[1], "-e") == 0) {
        early = argv[2];
        argv += 2;
        argc -= 2;
    }
    if (argc < 4) {
        fputs("usage: pty [-e TYPED] WAIT REPLY COMMAND...\n", stderr);
        return 125;
    }
    pid_t pid = forkpty(&fd, NULL, NULL, NULL);
    if (pid < 0) {
        perror("pty: forkpty");
        return 125;
    }
    if (pid == 0) {
        if (early) usleep(200000); /* what is typed lies there before the command begins */
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    if (early) type(fd, early);
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, WAIT_MS) <= 0) {
            kill(pid, SIGKILL);
            break;
        }
        ssize_t n = read(fd, seen + len, OUTPUT_MAX - len);
        if (n <= 0) break; /* EIO: the command has gone */
        copy(seen + len, (size_t)n);
        len += (size_t)n;
        seen[len] = '\0';
        if (!replied && strstr(seen, argv[1])) {
            replied = true;
            type(fd, argv[2]);
        }
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
