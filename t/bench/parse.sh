# shellcheck shell=bash
# POST /parse, end to end over TLS and with the storyboards, against decoding alone.
# Sourced by run.

sql() { mariadb --no-defaults --socket="$S/run/mariadb.sock" --user="$(id -un)" -N -B dailies -e "$1"; }

# decode_ms FILE: what `ffmpeg -i FILE -an -f null -` takes.
decode_ms() {
    local begin
    begin=$(now_ms)
    ffmpeg -nostdin -v error -i "$1" -an -f null - 2>"$WORK/decode.log" || die "ffmpeg cannot decode $1"
    echo $(($(now_ms) - begin))
}

# parse_ms FILE: what the client waits for its scenes.
parse_ms() {
    local begin status
    begin=$(now_ms)
    status=$(api -o "$WORK/scenes" -w '%{http_code}' -F "video=@$1" "$URL/parse")
    echo $(($(now_ms) - begin))
    [ "$status" = 200 ] || die "POST /parse of $1: $status $(head -c 300 "$WORK/scenes")"
}

# Of the last parse: "upload wait work answer" in ms, from the job's own moments.
parse_stages() {
    sql "SELECT ROUND(UNIX_TIMESTAMP(created_at) * 1000), ROUND(UNIX_TIMESTAMP(started_at) * 1000),
        ROUND(UNIX_TIMESTAMP(completed_at) * 1000) FROM job WHERE kind = 'parse' ORDER BY created_at DESC LIMIT 1" |
        awk -v b="$1" -v e="$2" '{ print $1 - b, $2 - $1, $3 - $2, e - $3 }'
}

# parse_compare FILE LIMIT
parse_compare() {
    local round file decode parse begin ratio
    : >"$WORK/rounds"
    : >"$WORK/stages"
    for ((round = 0; round < ROUNDS; round++)); do
        file=$(varied "$1")
        if ((round % 2)); then decode=$(decode_ms "$file") || exit 1; fi
        begin=$(now_ms)
        parse=$(parse_ms "$file") || exit 1
        parse_stages "$begin" "$(now_ms)" >>"$WORK/stages"
        if ((round % 2 == 0)); then decode=$(decode_ms "$file") || exit 1; fi
        printf '%s %s\n' "$parse" "$decode" >>"$WORK/rounds"
    done
    ratio=$(awk '{ printf "%.3f\n", $1 / $2 }' "$WORK/rounds" | spread)
    printf '%s: %s scenes; decode alone %s ms, parse %s ms (medians of %s); ratio %s (min median max)\n' \
        "${1##*/}" "$(grep -o '"frame_num"' "$WORK/scenes" | wc -l)" "$(cut -d ' ' -f 2 "$WORK/rounds" | median)" \
        "$(cut -d ' ' -f 1 "$WORK/rounds" | median)" "$ROUNDS" "$ratio"
    printf '   of which ms: upload %s, wait for a runner %s, work %s, answer %s (medians)\n' \
        "$(cut -d ' ' -f 1 "$WORK/stages" | median)" "$(cut -d ' ' -f 2 "$WORK/stages" | median)" \
        "$(cut -d ' ' -f 3 "$WORK/stages" | median)" "$(cut -d ' ' -f 4 "$WORK/stages" | median)"
    bar "${1##*/}: parse / decode alone" "$(cut -d ' ' -f 2 <<<"$ratio")" at-most "$2"
}

bench_parse() {
    local file
    title 'parsing: POST /parse with storyboards against ffmpeg -i X -an -f null -'
    clip_shots shots.mp4 7
    clips_small
    parse_compare "$KEPT/shots.mp4" 1.05
    if [ -n "${DAILIES_BENCH_CLIPS:-}" ]; then
        clip_film film.mp4
        parse_compare "$KEPT/film.mp4" 1.05
    fi
    for file in "$KEPT"/small-*; do parse_compare "$file" 1.25; done
}
