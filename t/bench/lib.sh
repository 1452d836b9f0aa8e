# shellcheck shell=bash
# What the measurements share: verdicts, the middle of many numbers, services
# beside the stack, memory of processes. Sourced, never run.

HELD=0
MISSED=0
ROUNDS=${DAILIES_BENCH_ROUNDS:-7}
WORK=            # scratch folder of this run
EXTRA=()         # process ids of what was started beside the stack
AUTH=()          # curl's and wrk's arguments for the credential
KEPT=            # clips, kept beside the programs

title() { printf '\n== %s\n' "$*"; }

miss() {
    MISSED=$((MISSED + 1))
    printf '   MISSED  %s\n' "$*"
}

# bar WHAT VALUE at-least|at-most LIMIT
bar() {
    local op='<='
    [ "$3" = at-most ] || op='>='
    if [ -n "$2" ] && awk -v v="$2" -v l="$4" "BEGIN { exit !(v $op l) }"; then
        HELD=$((HELD + 1))
        printf '   held    %s: %s (%s %s)\n' "$1" "$2" "${3/-/ }" "$4"
    else
        miss "$1: ${2:-nothing measured} (${3/-/ } $4)"
    fi
}

calc() { awk "BEGIN { printf \"%.${2:-3}f\", $1 }"; }

# Numbers on standard input: "smallest median largest".
spread() {
    sort -g | awk '{ v[NR] = $1 } END { if (NR) printf "%s %s %s\n", v[1],
        NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[NR] }'
}
median() { spread | cut -d ' ' -f 2; }

now_ms() { printf '%s' $((${EPOCHREALTIME/[.,]/} / 1000)); }

bench_begin() {
    stack_paths
    packages_need wrk
    [ -n "$(service_main nginx)" ] || die "no stack runs in $STATE; use ./dev bench"
    [ -x "$BUILD/t/bench/bare" ] || die "$BUILD/t/bench/bare is not built"
    KEPT=$BUILD/bench
    mkdir -p "$KEPT"
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/dailies-bench.XXXXXX")
    trap bench_end EXIT
    trap 'exit 130' INT TERM HUP
    TOKEN=$(sed 's/^Authorization: //' "$STATE/etc/token")
    AUTH=(-H "Authorization: $TOKEN")
    printf 'machine: %s processors, %s; load %s\n' "$(nproc)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
    printf 'load generator, nginx, MariaDB and the programs share these processors\n'
}

bench_end() {
    local pid
    trap - EXIT
    for pid in "${EXTRA[@]}"; do kill -TERM "$pid" 2>/dev/null; done
    rm -rf "$WORK"
}

api() { ask --max-time 900 "${AUTH[@]}" "$@"; }

# The first id of a JSON answer.
first_id() { sed -n 's/^[^"]*"id":"\([0-9a-f-]*\)".*/\1/p'; }

project_new() { api -X POST "$URL/projects?name=$1-$RANDOM$RANDOM" | first_id; }

# pool_beside NAME PROCESSES DIRECTIVES COMMAND...: a FastCGI pool next to the
# stack's own, at /NAME/ of the same server of nginx.
pool_beside() {
    local name=$1 processes=$2 directives=$3 i
    shift 3
    mkdir -p "$STATE/run/$name"
    (
        cd "$STATE/run/$name" || exit 1
        exec spawn-fcgi -n -s "$S/run/$name.sock" -M 0600 -- \
            "$(command -v multiwatch)" -f "$processes" -r 100 -t 1000 -s TERM -- "$@"
    ) </dev/null >>"$STATE/log/$name.log" 2>&1 &
    EXTRA+=($!)
    location_add "$name" "$directives fastcgi_pass unix:$S/run/$name.sock;"
    for ((i = 0; i < 100; i++)); do
        [ "$(api -o "$WORK/null" -w '%{http_code}' "$URL/$name/health_check")" = 503 ] || return 0
        sleep 0.1
    done
    die "the pool $name does not answer (see $STATE/log/$name.log)"
}

# location_add NAME DIRECTIVES: the address /NAME/ of the stack's own server.
location_add() {
    local parts=$STATE/etc/nginx main
    main=$(service_main nginx)
    printf 'location /%s/ { %s }\n' "$1" "$2" >"$parts/bench-$1.part"
    grep -q "bench-$1.part" "$parts/upload.conf" ||
        printf 'include %s/bench-%s.part;\n' "$parts" "$1" >>"$parts/upload.conf"
    nginx -t -q -c "$parts/nginx.conf" 2>"$STATE/log/nginx-test.log" || die "$(cat "$STATE/log/nginx-test.log")"
    kill -HUP "$main"
    sleep 0.5
}

# The program that a process runs, also when its file was replaced meanwhile.
program_of() {
    local program
    program=$(readlink "/proc/$1/exe")
    program=${program% (deleted)}
    printf '%s' "${program##*/}"
}

# memory_of PID: "Rss Pss" in KiB.
memory_of() {
    awk '$1 == "Rss:" { r = $2 } $1 == "Pss:" { p = $2 } END { if (r) print r, p }' \
        "/proc/$1/smaps_rollup" 2>/dev/null
}
