# shellcheck shell=bash
# Memory of one dailies-web over 100,000 requests of all kinds. Sourced by run.

MEMORY_REQUESTS=${DAILIES_BENCH_REQUESTS:-100000}

# Ask for SECONDS; adds to `done_requests`.
memory_load() {
    wrk -t 1 -c 4 -d "$1s" -s "$BENCH/mix.lua" "$URL" >"$WORK/wrk" 2>&1 || die "wrk: $(cat "$WORK/wrk")"
    done_requests=$((done_requests + $(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$WORK/wrk")))
}

bench_memory() {
    local pid='' project scene done_requests=0 mark rss pss first=
    title 'memory of one dailies-web: reads, lists, writes, errors'
    project=$(project_new memory)
    scene=$(api -F "video=@$STATE/sample.mp4" -F "project_id=$project" "$URL/parse" | first_id)
    [ -n "$scene" ] || die 'the sample clip gave no scenes'
    # shellcheck disable=SC2016 # nginx's $1
    pool_beside one 1 'rewrite ^/one(/.*)$ $1 break;' "$BUILD/dailies-web" -c "$CONF"
    pid=$(pgrep -P "${EXTRA[-1]}")
    export BENCH_TOKEN=$TOKEN BENCH_PROJECT=$project BENCH_SCENE=$scene
    for mark in 1 5 20 40 60 80 100; do
        while ((done_requests * 100 < mark * MEMORY_REQUESTS)); do
            memory_load 1
            grep -q 'Socket errors' "$WORK/wrk" && die "connections broke: $(cat "$WORK/wrk")"
        done
        read -r rss pss < <(memory_of "$pid") || die 'the process ended under way'
        printf '   after %6d requests: Rss %6d KiB, Pss %6d KiB\n' "$done_requests" "$rss" "$pss"
        [ "$mark" -ne 20 ] || first=$rss
    done
    bar 'Rss of dailies-web, MiB' "$(calc "$rss / 1024" 2)" at-most 12
    # Fewer than sixteen pages are no growth: which ones a request touches is a matter of luck.
    bar 'its growth from one fifth on, KiB' $((rss - first)) at-most 64
}
