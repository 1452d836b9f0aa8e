# shellcheck shell=bash
# ./dev test and ./dev bench: every test program is run with a deadline, its
# output is kept, and what cmocka says of it is added up.

RUN=         # the folder of this run: logs, the stacks' states, counts
TEST_STACK=  # state folder of this lane's stack
CHILD=       # process of the program that this lane runs now
MAIL_SERVER= # process of the mail server beside it
LANES=()     # processes of the lanes
# Programs that were asked for by name, and their parts.
declare -A PICKED=([asan/reports]=1)

# --- counting --------------------------------------------------------------

# run NAME SECONDS COMMAND...
# A program that speaks cmocka counts with its cases, another one as one case. A
# program that fails without naming a case (a crash, a deadline, a leak) is one more.
run() {
    local name=$1 seconds=$2 log rc start good bad took
    is_wanted "$name" || return 0
    shift 2
    log=$RUN/log/${name//\//-}.log
    start=$(date +%s%N)
    # Not in the foreground: a shell hears no signal while it waits for a program.
    if [ "$(type -t "$1")" = function ]; then
        ("$@") >"$log" 2>&1 </dev/null &
    else
        timeout -k 5 "$seconds" "$@" >"$log" 2>&1 </dev/null 8>&- 9>&- &
    fi
    CHILD=$!
    wait "$CHILD"
    rc=$?
    CHILD=
    took=$((($(date +%s%N) - start) / 1000000))
    good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | sum)
    bad=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$log" | sum)
    if ! grep -q '^\[==========\]' "$log" && [ "$rc" -eq 0 ]; then good=1; fi
    if [ "$rc" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$bad" -eq 0 ]; then
        printf 'ok    %-40s %4d   %d ms\n' "$name" "$good" "$took"
    else
        printf 'FAIL  %-40s %4d of %d, status %d%s\n' "$name" "$bad" $((good + bad)) "$rc" \
            "$([ "$rc" -ne 124 ] || printf ' (more than %s s)' "$seconds")"
        grep -vE '^\[ +(OK|RUN) +\]' "$log" | tail -n 40 | sed 's/^/      | /'
    fi | tell "$good" "$bad"
}

# tell PASSED FAILED: count, and print standard input, which no other lane's lines come between.
tell() {
    local text
    text=$(cat)
    {
        flock 6
        printf '%d %d\n' "$1" "$2" >&6
        printf '%s\n' "$text"
    } 6>>"$RUN/counts"
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

# each_of DO FOLDER PREFIX SECONDS [COMMAND...]: DO, which is run or queue_run, for all programs and
# scripts of a folder, but for scripts that have a stack of their own.
each_of() {
    local do=$1 folder=$2 prefix=$3 seconds=$4 name
    shift 4
    for name in $(programs "$folder"); do "$do" "$prefix${name#t/}" "$seconds" "$@" "$BUILD/$name"; done
    for name in $(scripts "$folder"); do
        [[ " ${OWN_STACK[*]} " = *" ${name#t/} "* ]] || "$do" "$prefix${name#t/}" "$seconds" "$@" "$ROOT/$name"
    done
}

# --- what goes on beside each other ----------------------------------------

# A lane is a process that runs programs one after the other. Those that need a stack have it for
# themselves: a lane for the plain one, a lane for the one with sanitizers. All others wait in a
# queue, from which every lane takes that has nothing else to do.

# lane COMMAND...
lane() {
    (
        trap lane_end EXIT
        trap 'exit 143' TERM
        "$@"
        queue_work
    ) &
    LANES+=($!)
}

lane_end() {
    local rc=$?
    trap - EXIT
    [ -z "$CHILD" ] || wait "$CHILD"
    test_stack_down
    exit "$rc"
}

# queue COMMAND...: for whichever lane is free; queue_run NAME SECONDS COMMAND... to be counted.
queue() {
    local line
    printf -v line '%q ' "$@"
    printf '%s\n' "$line" >>"$RUN/queue"
}
queue_run() { queue run "$@"; }

queue_work() {
    while queue_take; do eval "$NEXT"; done
    return 0
}

# The first command that was not taken yet, into NEXT.
queue_take() {
    local at
    {
        flock 6
        at=$(cat "$RUN/taken")
        NEXT=$(sed -n "$((at + 1))p" "$RUN/queue")
        [ -z "$NEXT" ] || printf '%d\n' $((at + 1)) >"$RUN/taken"
    } 6>>"$RUN/taken.lock"
    [ -n "$NEXT" ]
}

# Processes below one, parents first.
descendants() {
    local pid
    for pid in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        printf '%s\n' "$pid"
        descendants "$pid"
    done
}

lanes_end() {
    local pids
    [ ${#LANES[@]} -gt 0 ] || return 0
    mapfile -t pids < <(for pid in "${LANES[@]}"; do descendants "$pid"; done)
    kill "${LANES[@]}" "${pids[@]}" 2>/dev/null
    wait "${LANES[@]}" 2>/dev/null
}

# --- the stack of a run ----------------------------------------------------

# Below those that the system gives to connections; each stack has a range of its own.
free_port() {
    local port
    while :; do
        port=$(($1 + RANDOM % 1000))
        if port_is_free $port; then
            echo $port
            return
        fi
    done
}

# mail_server_up NAME PORT: takes every mail, and keeps it in a Maildir where tests read it.
mail_server_up() {
    local port
    port=$(free_port "$2")
    export DAILIES_TEST_MAIL=$RUN/mail-$1
    export DAILIES_SMTP_URL=smtp://127.0.0.1:$port DAILIES_MAIL_FROM=post@studio.example
    /usr/bin/python3 -m aiosmtpd -n -l "127.0.0.1:$port" -c aiosmtpd.handlers.Mailbox "$DAILIES_TEST_MAIL" \
        >"$RUN/log/mail-$1.log" 2>&1 </dev/null &
    MAIL_SERVER=$!
}

mail_server_down() {
    [ -n "$MAIL_SERVER" ] || return 0
    kill "$MAIL_SERVER" 2>/dev/null
    wait "$MAIL_SERVER" 2>/dev/null
    MAIL_SERVER=
}

# What all stacks of a run have in common, those that tests start as well.
test_environment() {
    export DAILIES_ADMIN_EMAIL=admin@example.com DAILIES_ADMIN_PASSWORD=tested-by-machines
    export DAILIES_CORS_ORIGIN='https://studio.example https://other.example'
    export DAILIES_FETCH_ALLOW=127.0.0.2/32 # where tests have a web server; nothing is by default
    # All tests come from one address.
    export DAILIES_GUESS_ADDRESS=100000 DAILIES_ASK_ADDRESS=100000
    unset DAILIES_LISTEN
    export DAILIES_TEST_ADMIN_EMAIL=$DAILIES_ADMIN_EMAIL DAILIES_TEST_ADMIN_PASSWORD=$DAILIES_ADMIN_PASSWORD
    export DAILIES_TEST_SOURCE=$ROOT DAILIES_TEST_BIN=$BUILD srcdir=$ROOT DAILIES_SQL=$ROOT/sql
    export DAILIES_MEDIA=$BUILD/dailies-media TMPDIR=$RUN/tmp
}

# test_stack_up NAME PORT: a stack of its own for the programs in $BUILD, with ports from PORT on.
test_stack_up() {
    TEST_STACK=$RUN/$1
    export DAILIES_STATE=$TEST_STACK DAILIES_TEST_BIN=$BUILD DAILIES_HTTPS_PORT DAILIES_HTTP_PORT
    DAILIES_HTTPS_PORT=$(free_port "$2")
    DAILIES_HTTP_PORT=$(free_port $(($2 + 1000)))
    mail_server_up "$1" $(($2 + 2000))
    stack_paths
    mkdir -p "$TEST_STACK/run"
    if (stack_up) >"$RUN/log/stack-$1.log" 2>&1; then
        export DAILIES_TEST_URL=$URL DAILIES_TEST_HTTP_URL=http://localhost:$HTTP_PORT
        export DAILIES_TEST_CA=$STATE/etc/cert.pem DAILIES_TEST_CONF=$CONF DAILIES_TEST_STATE=$S
        export DAILIES_TEST_DB_SOCKET=$S/run/mariadb.sock DAILIES_TEST_SAMPLE=$STATE/sample.mp4
        return 0
    fi
    {
        printf 'FAIL  the stack does not start\n'
        tail -n 40 "$RUN/log/stack-$1.log" | sed 's/^/      | /'
    } | tell 0 1
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

# Scripts of t/e2e with a stack of their own; the longest first.
OWN_STACK=(e2e/kill e2e/dev e2e/outbox)

queue_lint() {
    local name
    for name in $(scripts lint); do queue_run "${name#t/}" 120 "$ROOT/$name"; done
}

queue_e2e() {
    local name
    for name in "${OWN_STACK[@]}"; do queue_run "$name" 600 "$ROOT/t/$name"; done
}

queue_media() { each_of queue_run media '' 600; }
queue_dist() { queue part_dist; }

# queue_unit and queue_fuzz [PREFIX COMMAND...]. Each of fuzz replays the kept files of its corpus,
# and those that once broke something.
queue_unit() { each_of queue_run unit "${1:-}" 300 "${@:2}"; }
queue_fuzz() { each_of queue_run fuzz "${1:-}" 300 "${@:2}"; }

part_db() { each_of run db "${1:-}" 300; }
part_e2e() { each_of run e2e "${1:-}" 600; }

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

# All that asks the stack, one after the other.
lane_plain() {
    local part
    test_stack_up plain 20000 || return 0
    for part in db e2e api clients; do
        ! is_picked "$part" || "part_$part"
    done
    test_stack_down
}

# No lock: nobody else builds in that folder, and what is shared was made before.
asan_build() {
    mkdir -p "$BUILD"
    build_configure "$BUILD" --enable-werror --enable-asan --enable-ubsan 'CFLAGS=-O1 -g1' &&
        build_make "$BUILD" all "${TEST_PROGRAMS[@]}" MEDIA_TESTS=
}

# Unit, fuzz, database and API tests once more with the sanitizers looking on.
# The media children keep their plain build: their limit of address space and their
# seccomp filter do not go together with the sanitizer's shadow memory.
lane_asan() {
    local plain=$BUILD asan=exitcode=99:detect_stack_use_after_return=1 ubsan=print_stacktrace=1:halt_on_error=1
    BUILD=$plain-asan
    asan_build || die "it does not build with sanitizers"
    queue_unit asan/ env ASAN_OPTIONS=$asan UBSAN_OPTIONS=$ubsan
    queue_fuzz asan/ env ASAN_OPTIONS=$asan UBSAN_OPTIONS=$ubsan
    export ASAN_OPTIONS=$asan:log_path=$RUN/log/asan-report UBSAN_OPTIONS=$ubsan:log_path=$RUN/log/asan-report
    export DAILIES_MEDIA_PROGRAM=$plain/dailies-media DAILIES_STILLS_PROGRAM=$plain/dailies-stills
    if test_stack_up asan 24000; then
        part_db asan/
        # The servers are watched; the clients leave their memory to the end.
        # What makes media work does it in the same programs as before.
        HOSTILE_EACH=4 ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 part_e2e asan/
    fi
    test_stack_down
    run asan/reports 10 sh -c 'for f in "$0"/asan-report.*; do [ ! -f "$f" ] || { cat "$f"; exit 1; }; done' "$RUN/log"
}

# A release: builds, passes its checks, installs and uninstalls from nothing but
# its archive, and the archive holds every file of the repository. What optimisation
# finds was found before.
part_dist() {
    run dist/check 900 make -s -C "$BUILD" -j "$JOBS" distcheck DISTCHECK_CONFIGURE_FLAGS=CFLAGS=-O0
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
    trap '' INT TERM HUP
    lanes_end
    test_stack_down
    processes_end
    rm -rf "$RUN/tmp"
    if [ "$rc" -eq 0 ]; then rm -rf "$RUN"; else say "logs of this run: $RUN/log"; fi
    exit "$rc"
}

# What works in a folder of this run: stacks of tests that were cut off.
processes_end() {
    local pids
    mapfile -t pids < <(find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$RUN/*" -printf '%h\n' 2>/dev/null)
    [ ${#pids[@]} -eq 0 ] || kill -KILL "${pids[@]#/proc/}" 2>/dev/null
}

test_begin() {
    packages_need "${BUILD_PACKAGES[@]}" "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    command -v npm >/dev/null || packages_need nodejs npm
    RUN=$(mktemp -d "${TMPDIR:-/tmp}/dailies-test.XXXXXX")
    mkdir "$RUN/log" "$RUN/tmp"
    : >"$RUN/counts"
    : >"$RUN/queue"
    echo 0 >"$RUN/taken"
    trap test_cleanup EXIT
    trap 'exit 130' INT TERM HUP
    build_dev
    build_make "$BUILD" "${TEST_PROGRAMS[@]}" || die "the test programs do not build"
    test_environment
}

# test_pick NAME...: what to run into PARTS, and what to build for it into TEST_PROGRAMS.
test_pick() {
    local name part whole=
    PARTS=() TEST_PROGRAMS=()
    for name; do
        part=${name%%/*}
        [ "$part" != openapi ] || part=api
        [[ " ${ALL_PARTS[*]} " = *" $part "* ]] || die "no such part: $part (${ALL_PARTS[*]})"
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
    [ -z "$whole" ] || TEST_PROGRAMS=(test-programs)
}

is_picked() { [[ " ${PARTS[*]} " = *" $1 "* ]]; }

test_main() {
    local part lane died=0 good bad
    if [ $# -eq 0 ]; then set -- "${ALL_PARTS[@]}"; fi
    test_pick "$@"
    test_begin
    for part in lint e2e dist media unit fuzz; do
        ! is_picked "$part" || "queue_$part"
    done
    ! is_picked asan || lane lane_asan
    case " ${PARTS[*]} " in *' db '* | *' e2e '* | *' api '* | *' clients '*) lane lane_plain ;; esac
    # One more than cores, because tests of the API mostly wait.
    while [ ${#LANES[@]} -le "$JOBS" ]; do lane :; done
    for lane in "${LANES[@]}"; do
        wait "$lane" || died=$((died + 1))
    done
    LANES=()
    good=$(sum <"$RUN/counts")
    bad=$(($(cut -d' ' -f2 "$RUN/counts" | sum) + died))
    printf '%d passed, %d failed\n' "$good" "$bad"
    [ "$bad" -eq 0 ] && [ "$good" -gt 0 ]
}

bench_main() {
    TEST_PROGRAMS=(check-programs)
    test_begin
    test_stack_up bench 20000 || exit 1
    "$ROOT/t/bench/run" "$@"
}
