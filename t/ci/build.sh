# shellcheck shell=bash
# Configure and build, only as far as needed: make itself notices later changes
# of configure.ac, Makefile.am and the local.mk files.

# build_in FOLDER [configure's arguments]
build_in() {
    local folder=$1
    shift
    mkdir -p "$folder"
    (
        flock 8 && build_configure "$folder" "$@" &&
            build_make "$folder" all 8>&-
    ) 8>"$ROOT/.build.lock" || die "the build failed (in $folder)"
}

# build_make FOLDER TARGET...: quiet unless something is wrong.
build_make() {
    make -s -C "$1" -j "$JOBS" "${@:2}" >"$1/make.log" 2>&1 && return 0
    grep -vE '^ +(CC|AR|CCLD|GEN|RANLIB) ' "$1/make.log" | head -n 60 >&2
    return 1
}

# A source folder that was configured itself refuses to be built from elsewhere.
build_configure() {
    local folder=$1 want
    shift
    if [ -f "$ROOT/config.status" ]; then
        say "the source folder itself is configured; cleaning it for builds beside it"
        make -s -C "$ROOT" distclean >/dev/null
    fi
    if [ ! -x "$ROOT/configure" ] || [ ! -f "$ROOT/Makefile.in" ] || [ ! -f "$ROOT/build-aux/install-sh" ]; then
        say "autoreconf"
        (cd "$ROOT" && autoreconf -fi) >"$folder/autoreconf.log" 2>&1 || {
            cat "$folder/autoreconf.log" >&2
            return 1
        }
    fi
    want="$* CC=${CC:-} CFLAGS=${CFLAGS:-}"
    if [ ! -f "$folder/Makefile" ] || [ "$(cat "$folder/configured-with" 2>/dev/null)" != "$want" ]; then
        say "configure $*"
        (cd "$folder" && "$ROOT/configure" -q "$@") >"$folder/configure.log" 2>&1 || {
            tail -n 30 "$folder/configure.log" >&2
            return 1
        }
        printf '%s\n' "$want" >"$folder/configured-with"
    fi
}

build_dev() { build_in "$BUILD" --enable-werror "$@"; }
