#!/bin/sh
# The fuzz targets on the cases that are kept: what was found once, and a few of each kind.
exec "${SERVE%/*}/replay" "$TOP/tests/fuzz/cases"
