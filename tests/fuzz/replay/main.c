/* replay FOLDER: runs the fuzz targets on the files of FOLDER/TARGET, without libFuzzer.
 * replay TARGET FILE...: one target on files. A check that fails ends the process, and the file is the
 * last one named. Ends with "N passed, M failed". */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int target_fn(const uint8_t *data, size_t size);
extern const struct fuzz_target {
    const char *name;
    target_fn *run;
} fuzz_targets[];

/* The whole file in a block of just its size, so that a read past it is seen. */
static uint8_t *read_file(const char *path, size_t *size) {
    FILE *f = fopen(path, "rb");
    if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
        if (f) fclose(f);
        return NULL;
    }
    long n = ftell(f);
    rewind(f);
    uint8_t *data = malloc(n > 0 ? (size_t)n : 1);
    *size = data && n > 0 ? fread(data, 1, (size_t)n, f) : 0;
    fclose(f);
    return data;
}

static bool run_file(const struct fuzz_target *t, const char *path) {
    size_t size = 0;
    uint8_t *data = read_file(path, &size);
    if (data == NULL) {
        printf("%s: cannot be read\n", path);
        return false;
    }
    t->run(data, size);
    free(data);
    return true;
}

/* All files of one target in a process of their own. */
static bool run_folder(const struct fuzz_target *t, const char *folder, size_t *passed) {
    struct dirent **list = NULL;
    char path[8192];
    int n = scandir(folder, &list, NULL, alphasort), status = 0;
    if (n < 0) return true; /* no case yet */
    fflush(stdout);
    pid_t pid = fork();
    for (int i = 0; i < n; i++) {
        if (list[i]->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", folder, list[i]->d_name);
            if (pid == 0) {
                fprintf(stderr, "%s\n", path);
                if (!run_file(t, path)) exit(1);
            } else {
                ++*passed;
            }
        }
        free(list[i]);
    }
    free(list);
    if (pid == 0) exit(0);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

int main(int argc, char **argv) {
    size_t passed = 0, failed = 0;
    for (const struct fuzz_target *t = fuzz_targets; t->name; t++) {
        char folder[4096];
        if (argc > 2 && strcmp(argv[1], t->name) == 0)
            for (int i = 2; i < argc; i++) run_file(t, argv[i]) ? passed++ : failed++;
        if (argc != 2) continue;
        snprintf(folder, sizeof folder, "%s/%s", argv[1], t->name);
        if (run_folder(t, folder, &passed)) continue;
        printf("FAIL: %s: see the file named last\n", t->name);
        failed++;
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
