/* Runs the unit tests; arguments name cases by parts of their names (default: all), "-part" leaves cases
 * out, CK_FORK=no keeps them in this process.
 * Ends with the line that the check script adds up. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wanted(const char *name, int argc, char **argv) {
    int all = 1;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') all = 0;
        if (argv[i][0] == '-' && strstr(name, argv[i] + 1)) return 0;
    }
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-' && strstr(name, argv[i])) return 1;
    return all;
}

int main(int argc, char **argv) {
    Suite *s = suite_create("unit");
    for (const unit_case *c = unit_cases; c->name; c++) {
        if (!wanted(c->name, argc, argv)) continue;
        TCase *t = c->make();
        tcase_set_timeout(t, 60);
        suite_add_tcase(s, t);
    }
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r), ran = srunner_ntests_run(r);
    srunner_free(r);
    printf("unit: %d passed, %d failed\n", ran - failed, failed);
    return failed || ran == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
