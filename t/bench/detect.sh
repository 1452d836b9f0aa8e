# shellcheck shell=bash
# Scene detection: accuracy on DAILIES_BENCH_CLIPS, and memory that does not grow with
# the length of a clip. Sourced by run.

# media_peak FILE: peak Rss in KiB of a dailies-media that parses FILE, run by itself.
media_peak() {
    local out=$WORK/parse job pid peak=0 now
    rm -rf "$out"
    mkdir "$out"
    job="{\"op\":\"parse\",\"input\":\"$1\",\"output\":\"$out\",\"max_frames\":2000000}"
    "$BUILD/dailies-media" <<<"$job" >"$WORK/media.out" 2>"$WORK/media.err" &
    pid=$!
    while now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        peak=$now
        sleep 0.2
    done
    wait "$pid" || die "dailies-media on $1: $(tail -n 1 "$WORK/media.out" "$WORK/media.err")"
    echo "$peak"
}

# The same minute over and over.
detect_length() {
    local short long
    clip_minute minute.mp4
    make_clip 5min.mp4 -stream_loop 4 -i "$KEPT/minute.mp4" -c copy
    make_clip 60min.mp4 -stream_loop 59 -i "$KEPT/minute.mp4" -c copy
    short=$(media_peak "$KEPT/5min.mp4") || exit 1
    long=$(media_peak "$KEPT/60min.mp4") || exit 1
    printf 'peak Rss of dailies-media, 1080p: 5 minutes %s KiB, 60 minutes %s KiB\n' "$short" "$long"
    bar '60 minutes, peak MiB' "$(calc "$long / 1024" 1)" at-most 200
    bar 'more than for 5 minutes, MiB' "$(calc "($long - $short) / 1024" 1)" at-most 8
}

detect_accuracy() {
    local folder=$DAILIES_BENCH_CLIPS files
    [ -f "$folder/truth.json" ] && [ -f "$folder/eval.py" ] || die "no truth.json and eval.py in $folder"
    mapfile -t files < <(find "$folder" -maxdepth 1 -type f ! -name '*.json' ! -name '*.py' ! -name '*.md' | sort)
    "$BUILD/t/media/detect_eval" "${files[@]}" >"$WORK/found.json" || die 'detect_eval failed'
    python3 "$folder/eval.py" "$WORK/found.json" --cats | tee "$WORK/score"
    # TOTAL ... | hard(n) P x R x F1 x | gradual(n) ... | all ...
    detect_bar 'hard cuts, F1' hard 98
    detect_bar 'gradual changes, F1' gradual 92
    detect_bar 'both, F1' all 96.5
}

detect_bar() {
    bar "$1" "$(sed -n "s/^TOTAL.*| $2[^|]*F1 *\([0-9.]*\).*/\1/p" "$WORK/score")" at-least "$3"
}

bench_detect() {
    title 'scene detection'
    if [ -n "${DAILIES_BENCH_CLIPS:-}" ]; then detect_accuracy; fi
    detect_length
}
