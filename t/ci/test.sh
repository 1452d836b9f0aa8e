# shellcheck shell=bash
test_main() { die "no tests"; }
bench_main() { die "no bench"; }
