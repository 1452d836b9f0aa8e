# shellcheck shell=bash
# ./dev test and ./dev bench: every test program is run with a deadline, its
# output is kept, and what cmocka says of it is added up.

PASSED=0
FAILED=0
RUN=                # the folder of this run: logs, the stack's state
TEST_STACK=         # state folder of the stack that runs now
MAIL_SERVER=        # process of the mail server beside it
# Programs that were asked for by name, and their parts.
declare -A PICKED=([asan/reports]=1)

# --- counting --------------------------------------------------------------

# run NAME SECONDS COMMAND...
# A program that speaks cmocka counts with its cases, another one as one case. A
# program that fails without naming a case (a crash, a deadline, a leak) is one more.
run() {
    local name=$1 seconds=$2 log rc start good bad
    is_wanted "$name" || return 0
    shift 2
    log=$RUN/log/${name//\//-}.log
    start=$(date +%s%N)
    if [ "$(type -t "$1")" = function ]; then
        ("$@") >"$log" 2>&1 </dev/null
    else
        timeout -k 5 "$seconds" "$@" >"$log" 2>&1 </dev/null 8>&- 9>&-
    fi
    rc=$?
    good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | sum)
    bad=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$log" | sum)
    if ! grep -q '^\[==========\]' "$log" && [ "$rc" -eq 0 ]; then good=1; fi
    if [ "$rc" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    PASSED=$((PASSED + good))
    FAILED=$((FAILED + bad))
    if [ "$bad" -eq 0 ]; then
        printf 'ok    %-40s %4d   %d ms\n' "$name" "$good" $((($(date +%s%N) - start) / 1000000))
    else
        printf 'FAIL  %-40s %4d of %d, status %d%s\n' "$name" "$bad" $((good + bad)) "$rc" \
            "$([ "$rc" -ne 124 ] || printf ' (more than %s s)' "$seconds")"
        grep -vE '^\[ +(OK|RUN) +\]' "$log" | tail -n 40 | sed 's/^/      | /'
    fi
}

# All of a part, unless some of it were asked for by name.
is_wanted() { [ -z "${PICKED[${1%%/*}]-}" ] || [ -n "${PICKED[$1]-}" ]; }

sum() { awk '{ n += $1 } END { print n + 0 }'; }

# --- what there is ---------------------------------------------------------

# Compiled test programs below t/FOLDER, as make knows them.
programs() { make -s -C "$BUILD" list-tests | tr ' ' '\n' | grep "^t/$1/" | sort; }

# Test scripts of t/FOLDER.
scripts() {
    local script
    for script in "$ROOT/t/$1"/*; do
        if [ -f "$script" ] && [ -x "$script" ] && [ "$(head -c 2 "$script")" = '#!' ]; then
            printf 't/%s/%s\n' "$1" "${script##*/}"
        fi
    done
}

# run_folder FOLDER PREFIX SECONDS: all programs and scripts of it.
run_folder() {
    local name
    for name in $(programs "$1"); do run "$2${name#t/}" "$3" "$BUILD/$name"; done
    for name in $(scripts "$1"); do run "$2${name#t/}" "$3" "$ROOT/$name"; done
}

# --- the stack of a run ----------------------------------------------------

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if port_is_free $port; then
            echo $port
            return
        fi
    done
}

# Takes every mail, and keeps it in a Maildir where tests read it.
mail_server_up() {
    local port
    port=$(free_port)
    export DAILIES_TEST_MAIL=$RUN/mail-$1
    export DAILIES_SMTP_URL=smtp://127.0.0.1:$port DAILIES_MAIL_FROM=post@studio.example
    /usr/bin/python3 -m aiosmtpd -n -l "127.0.0.1:$port" -c aiosmtpd.handlers.Mailbox "$DAILIES_TEST_MAIL" \
        >"$RUN/log/mail-$1.log" 2>&1 </dev/null &
    MAIL_SERVER=$!
}

mail_server_down() {
    [ -n "$MAIL_SERVER" ] || return 0
    kill "$MAIL_SERVER"
    wait "$MAIL_SERVER" 2>/dev/null
    MAIL_SERVER=
}

# test_stack_up NAME: a stack of its own for the programs in $BUILD.
test_stack_up() {
    TEST_STACK=$RUN/$1
    export DAILIES_STATE=$TEST_STACK DAILIES_HTTPS_PORT DAILIES_HTTP_PORT
    DAILIES_HTTPS_PORT=$(free_port)
    DAILIES_HTTP_PORT=$(free_port)
    export DAILIES_ADMIN_EMAIL=admin@example.com DAILIES_ADMIN_PASSWORD=tested-by-machines
    export DAILIES_CORS_ORIGIN='https://studio.example https://other.example'
    export DAILIES_FETCH_ALLOW=127.0.0.2/32 # where tests have a web server; nothing is by default
    # All tests come from one address.
    export DAILIES_GUESS_ADDRESS=100000 DAILIES_ASK_ADDRESS=100000
    mail_server_up "$1"
    unset DAILIES_LISTEN
    stack_paths
    mkdir -p "$TEST_STACK/run"
    if (stack_up) >"$RUN/log/stack-$1.log" 2>&1; then
        export DAILIES_TEST_URL=$URL DAILIES_TEST_HTTP_URL=http://localhost:$HTTP_PORT
        export DAILIES_TEST_CA=$STATE/etc/cert.pem DAILIES_TEST_CONF=$CONF DAILIES_TEST_STATE=$S
        export DAILIES_TEST_BIN=$BUILD DAILIES_TEST_DB_SOCKET=$S/run/mariadb.sock
        export DAILIES_TEST_SAMPLE=$STATE/sample.mp4
        export DAILIES_TEST_ADMIN_EMAIL=$DAILIES_ADMIN_EMAIL DAILIES_TEST_ADMIN_PASSWORD=$DAILIES_ADMIN_PASSWORD
        return 0
    fi
    FAILED=$((FAILED + 1))
    printf 'FAIL  the stack does not start\n'
    tail -n 40 "$RUN/log/stack-$1.log" | sed 's/^/      | /'
    return 1
}

test_stack_down() {
    [ -n "$TEST_STACK" ] || return 0
    stack_down
    mail_server_down
    cp -r "$TEST_STACK/log" "$RUN/log/$(basename "$TEST_STACK")" 2>/dev/null
    rm -rf "$TEST_STACK"
    TEST_STACK=
}

# --- the parts -------------------------------------------------------------

test_build() {
    build_dev
    build_make "$BUILD" "${TEST_PROGRAMS[@]}" || die "the test programs do not build"
    export DAILIES_MEDIA=$BUILD/dailies-media DAILIES_TEST_SOURCE=$ROOT srcdir=$ROOT DAILIES_SQL=$ROOT/sql
}

part_lint() {
    local name
    for name in $(scripts lint); do run "${name#t/}" 120 "$ROOT/$name"; done
}

part_unit() { run_folder unit "${1:-}" 120; }
part_db() { run_folder db "${1:-}" 300; }
part_media() { run_folder media "${1:-}" 600; }
part_e2e() { run_folder e2e "${1:-}" 600; }

# Each replays the kept files of its corpus, and those that once broke something.
part_fuzz() { run_folder fuzz "${1:-}" 300; }

# npm_tools NAME: what t/ci/NAME/package-lock.json names, in $BUILD/NAME.
npm_tools() {
    local from=$ROOT/t/ci/$1 to=$BUILD/$1
    mkdir -p "$to"
    if ! cmp -s "$from/package-lock.json" "$to/installed"; then
        cp "$from"/package*.json "$to/"
        (cd "$to" && npm ci --silent --no-audit --no-fund --ignore-scripts) >"$RUN/log/npm-$1.log" 2>&1 &&
            cp "$to/package-lock.json" "$to/installed"
    fi
}

# The API document, judged by somebody else's reading of OpenAPI 3.1, and against a published one.
part_api() {
    npm_tools openapi
    tool openapi >"$RUN/openapi.json" 2>"$RUN/log/openapi.err"
    run openapi/valid 60 "$BUILD/openapi/node_modules/.bin/validate-api" "$RUN/openapi.json"
    ask "$URL/openapi.json" >"$RUN/openapi-served.json"
    run openapi/served 10 cmp "$RUN/openapi.json" "$RUN/openapi-served.json"
    run openapi/published 60 env NODE_EXTRA_CA_CERTS="$DAILIES_TEST_CA" node "$ROOT/t/ci/openapi/published.mjs"
}

# Clients that others wrote, and one that is made of the API document.
part_clients() {
    local name
    packages_need "${CLIENT_PACKAGES[@]}"
    npm_tools clients
    cp -r "$ROOT"/t/ci/clients/*.{mjs,tsv} "$ROOT"/t/ci/clients/{lib,typed,gazu} "$BUILD/clients/"
    for name in "$ROOT"/t/ci/clients/*.mjs; do
        name=${name##*/}
        run "clients/${name%.mjs}" 300 env NODE_EXTRA_CA_CERTS="$DAILIES_TEST_CA" \
            DAILIES_TEST_LOG="$RUN/log" node "$BUILD/clients/$name"
    done
}

# The tests of the API mostly wait, so this build goes on beside them. No lock: nobody else builds
# in that folder, and what is shared was made before.
asan_build_begin() {
    local folder=$BUILD-asan
    mkdir -p "$folder"
    (
        renice -n 19 "$BASHPID" >/dev/null
        build_configure "$folder" --enable-werror --enable-asan --enable-ubsan 'CFLAGS=-O1 -g' || exit 1
        exec make -s -C "$folder" -j "$JOBS" all "${TEST_PROGRAMS[@]}" >"$folder/make.log" 2>&1
    ) &
    ASAN_BUILD=$!
}

# Unit, fuzz, database and API tests once more with the sanitizers looking on.
# The media children keep their plain build: their limit of address space and their
# seccomp filter do not go together with the sanitizer's shadow memory.
part_asan() {
    local plain=$BUILD
    [ -n "$ASAN_BUILD" ] || asan_build_begin
    wait "$ASAN_BUILD" || {
        grep -vE '^ +(CC|AR|CCLD|GEN|RANLIB) ' "$plain-asan/make.log" | head -n 60 >&2
        die "it does not build with sanitizers"
    }
    ASAN_BUILD=
    BUILD=$plain-asan
    export ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    part_unit asan/
    part_fuzz asan/
    export ASAN_OPTIONS=$ASAN_OPTIONS:log_path=$RUN/log/asan-report
    export UBSAN_OPTIONS=$UBSAN_OPTIONS:log_path=$RUN/log/asan-report
    export DAILIES_MEDIA_PROGRAM=$plain/dailies-media DAILIES_STILLS_PROGRAM=$plain/dailies-stills
    if test_stack_up asan; then
        part_db asan/
        # The servers are watched; the clients leave their memory to the end.
        ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 part_e2e asan/
    fi
    test_stack_down
    run asan/reports 10 sh -c 'for f in "$0"/asan-report.*; do [ ! -f "$f" ] || { cat "$f"; exit 1; }; done' "$RUN/log"
    unset ASAN_OPTIONS UBSAN_OPTIONS DAILIES_MEDIA_PROGRAM DAILIES_STILLS_PROGRAM
    BUILD=$plain
}

# A release: builds, passes its checks, installs and uninstalls from nothing but
# its archive, and the archive holds every file of the repository.
part_dist() {
    run dist/check 900 make -s -C "$BUILD" -j "$JOBS" distcheck
    [ ! -e "$ROOT/.git" ] || run dist/complete 60 dist_is_complete
    rm -f "$BUILD"/dailies-*.tar.xz
}

dist_is_complete() {
    local lost
    lost=$(comm -23 <(git -C "$ROOT" ls-files | sort) \
        <(tar tf "$BUILD"/dailies-*.tar.xz | sed 's|^[^/]*/||' | sort))
    [ -z "$lost" ] || {
        printf 'not in EXTRA_DIST or any list of sources:\n%s\n' "$lost"
        return 1
    }
}

# --- the whole -------------------------------------------------------------

ALL_PARTS=(lint unit fuzz db api media e2e clients asan dist)

test_cleanup() {
    local rc=$?
    trap - EXIT
    [ -z "$ASAN_BUILD" ] || kill "$ASAN_BUILD" 2>/dev/null
    test_stack_down
    if [ "$rc" -eq 0 ]; then rm -rf "$RUN"; else say "logs of this run: $RUN/log"; fi
    exit "$rc"
}

test_begin() {
    packages_need "${BUILD_PACKAGES[@]}" "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    command -v npm >/dev/null || packages_need nodejs npm
    RUN=$(mktemp -d "${TMPDIR:-/tmp}/dailies-test.XXXXXX")
    mkdir "$RUN/log"
    trap test_cleanup EXIT
    trap 'exit 130' INT TERM HUP
}

# test_pick NAME...: what to run into PARTS, and what to build for it into TEST_PROGRAMS.
test_pick() {
    local name part whole=
    PARTS=() TEST_PROGRAMS=()
    for name; do
        part=${name%%/*}
        [ "$part" != openapi ] || part=api
        declare -F "part_$part" >/dev/null || die "no such part: $part (${ALL_PARTS[*]})"
        [[ " ${PARTS[*]} " = *" $part "* ]] || PARTS+=("$part")
        case $name in
        */*)
            PICKED[${name%%/*}]=1 PICKED[$name]=1
            case ${name#asan/} in unit/* | fuzz/* | db/* | media/* | e2e/*) TEST_PROGRAMS+=("t/${name#asan/}") ;; esac
            ;;
        lint | api | clients | dist) ;;
        *) whole=1 ;;
        esac
    done
    TEST_PROGRAMS+=(t/fake/media)
    [ -z "$whole" ] || TEST_PROGRAMS=(check-programs)
}

test_main() {
    local part stacked=
    ASAN_BUILD=
    if [ $# -eq 0 ]; then set -- "${ALL_PARTS[@]}"; fi
    test_pick "$@"
    test_begin
    test_build
    for part in "${PARTS[@]}"; do
        case $part in
        db | api | media | e2e | clients)
            if [ -z "$stacked" ]; then
                test_stack_up plain || break
                stacked=1
            fi
            case "$part ${PARTS[*]}" in "e2e "*asan*) asan_build_begin ;; esac
            ;;
        asan)
            test_stack_down
            stacked=
            ;;
        esac
        "part_$part"
    done
    test_stack_down
    printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
    [ "$FAILED" -eq 0 ] && [ "$PASSED" -gt 0 ]
}

bench_main() {
    TEST_PROGRAMS=(check-programs)
    test_begin
    test_build
    test_stack_up bench || exit 1
    "$ROOT/t/bench/run" "$@"
}
