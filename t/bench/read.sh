# shellcheck shell=bash
# An authenticated GET /projects/{id} against t/bench/bare.c: one prepared SELECT
# by primary key and a constant text of the same size, in as many processes, by the
# same nginx, over the same TLS, for the same 16 clients. Sourced by run.

READ_CLIENTS=16
# Many short turns: what disturbs one of them is seldom there for most.
READ_SECONDS=${DAILIES_BENCH_SECONDS:-2}
READ_ROUNDS=$((2 * ROUNDS + 1))
READ_PROCESSES=

# load URL FILE: adds a line "requests/s p50-ms p99-ms" to FILE.
load() {
    wrk -t 1 -c "$READ_CLIENTS" -d "${READ_SECONDS}s" --latency "${AUTH[@]}" "$1" >"$WORK/wrk" 2>&1 ||
        die "wrk: $(cat "$WORK/wrk")"
    ! grep -E 'Non-2xx|Socket errors' "$WORK/wrk" || die "wrk met errors at $1"
    awk 'function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
        $1 == "50%" { half = ms($2) } $1 == "99%" { most = ms($2) }
        $1 == "Requests/sec:" { rate = $2 } END { print rate, half, most }' "$WORK/wrk" >>"$2"
}

# read_compare NAME PROJECT
read_compare() {
    local ours=$URL/projects/$2 bare bytes round rate tail
    bytes=$(api "$ours" | wc -c)
    bare="$URL/bare/$2?$bytes"
    [ "$(api "$bare" | wc -c)" -eq "$bytes" ] || die "the bare program does not answer at $bare"
    rm -f "$WORK/ours" "$WORK/bare"
    load "$ours" "$WORK/warm" && load "$bare" "$WORK/warm"
    for ((round = 0; round < READ_ROUNDS; round++)); do
        if ((round % 2)); then
            load "$ours" "$WORK/ours" && load "$bare" "$WORK/bare"
        else
            load "$bare" "$WORK/bare" && load "$ours" "$WORK/ours"
        fi
    done
    paste -d ' ' "$WORK/ours" "$WORK/bare" >"$WORK/both"
    rate=$(awk '{ printf "%.3f\n", $1 / $4 }' "$WORK/both" | spread)
    tail=$(awk '{ printf "%.3f\n", $3 / $6 }' "$WORK/both" | spread)
    printf '%s, %s bytes, %s clients, %s processes, %s rounds of %s s\n' \
        "$1" "$bytes" "$READ_CLIENTS" "$READ_PROCESSES" "$READ_ROUNDS" "$READ_SECONDS"
    read_line ours "$WORK/ours"
    read_line bare "$WORK/bare"
    printf '   ratio of throughput %s   of p99 %s   (min median max)\n' "$rate" "$tail"
    bar "$1: throughput, ours / bare" "$(cut -d ' ' -f 2 <<<"$rate")" at-least 0.75
    bar "$1: p99, ours / bare" "$(cut -d ' ' -f 2 <<<"$tail")" at-most 2
}

read_line() {
    printf '   %s: %s requests/s, p50 %s ms, p99 %s ms (medians)\n' "$1" "$(cut -d ' ' -f 1 "$2" | median)" \
        "$(cut -d ' ' -f 2 "$2" | median)" "$(cut -d ' ' -f 3 "$2" | median)"
}

bench_read() {
    local full empty scenes
    title 'reading: GET /projects/{id} against a bare FastCGI program'
    READ_PROCESSES=$(pgrep -c -P "$(service_main api)")
    BENCH_DB_PASSWORD=$(cat "$STATE/etc/db-password")
    export BENCH_DB_PASSWORD BENCH_DB_SOCKET=$S/run/mariadb.sock BENCH_DB_USER=dailies BENCH_DB_NAME=dailies
    pool_beside bare "$READ_PROCESSES" '' "$BUILD/t/bench/bare"
    empty=$(project_new empty)
    full=$(project_new full)
    api -o "$WORK/null" -F "video=@$STATE/sample.mp4" -F "project_id=$full" "$URL/parse"
    scenes=$(api "$URL/projects/$full" | grep -o '"frame_num"' | wc -l)
    [ "$scenes" -gt 0 ] || die 'the sample clip gave no scenes'
    read_compare 'project without scenes' "$empty"
    read_compare "project with $scenes scenes" "$full"
}
