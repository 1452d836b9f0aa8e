# shellcheck shell=bash
# The video library: a ladder against a plain ffmpeg command line, the way from an
# upload to something to watch, and a page of a long list against that of a short
# one. Sourced by run.

VIDEO_PRESET=veryfast

# timed FILE COMMAND...: adds "wall-ms processor-ms" to FILE.
timed() {
    local to=$1 line
    shift
    line=$({ TIMEFORMAT='%R %U %S' && time "$@" >"$WORK/timed.out" 2>"$WORK/timed.err"; } 2>&1) ||
        die "$1 failed: $(tail -c 400 "$WORK/timed.out" "$WORK/timed.err")"
    awk '{ print $1 * 1000, ($2 + $3) * 1000 }' <<<"$line" >>"$to"
}

# What the runner asks for.
ladder_ours() {
    rm -rf "$WORK/ours.out"
    mkdir "$WORK/ours.out"
    printf '{"op":"ladder","input":"%s","output":"%s","ffmpeg":"%s","max_height":1080,"preset":"%s"}' \
        "$1" "$WORK/ours.out" "$(command -v ffmpeg)" "$VIDEO_PRESET" | "$BUILD/dailies-media" |
        grep -q '"kind":"done"'
}

# The same three renditions and the sound, without pictures for the seek bar.
ladder_plain() {
    local out=$WORK/plain.out n=0 step args=()
    rm -rf "$out"
    mkdir "$out"
    for step in 3000000 1400000 800000; do
        args+=(-map "[v$n]" -c:v libx264 -profile:v high -preset "$VIDEO_PRESET" -crf 23 -maxrate "$step"
            -bufsize $((2 * step)) -force_key_frames 'expr:gte(t,n_forced*2)' -sc_threshold 0 -flags +cgop
            -f hls -hls_time 4 -hls_playlist_type vod -hls_segment_type fmp4
            -hls_flags single_file+independent_segments -hls_segment_filename "$out/$n.m4s" "$out/$n.m3u8")
        n=$((n + 1))
    done
    ffmpeg -nostdin -v error -y -i "$1" -filter_complex \
        '[0:v]split=3[v0][a][b];[a]scale=854:480:flags=bicubic[v1];[b]scale=640:360:flags=bicubic[v2]' \
        "${args[@]}" -map 0:a -c:a aac -b:a 128k -ac 2 -f hls -hls_time 4 -hls_playlist_type vod \
        -hls_segment_type fmp4 -hls_flags single_file+independent_segments \
        -hls_segment_filename "$out/a.m4s" "$out/a.m3u8"
}

bench_ladder() {
    local round clip=$KEPT/ladder.mp4 wall cpu
    title 'ladder: three renditions and the sound, against ffmpeg with the same settings'
    clip_shots shots.mp4 7
    make_clip ladder.mp4 -ss 3 -t 24 -i "$KEPT/shots.mp4" -f lavfi -t 24 -i sine=frequency=330 -vf scale=1280:720 \
        -c:v libx264 -preset medium -crf 23 -c:a aac -movflags +faststart
    rm -f "$WORK/ours" "$WORK/plain"
    for ((round = 0; round < ROUNDS; round++)); do
        if ((round % 2)); then timed "$WORK/ours" ladder_ours "$clip"; fi
        timed "$WORK/plain" ladder_plain "$clip"
        if ((round % 2 == 0)); then timed "$WORK/ours" ladder_ours "$clip"; fi
    done
    paste -d ' ' "$WORK/ours" "$WORK/plain" >"$WORK/both"
    wall=$(awk '{ printf "%.3f\n", $1 / $3 }' "$WORK/both" | spread)
    cpu=$(awk '{ printf "%.3f\n", $2 / $4 }' "$WORK/both" | spread)
    printf '24 s of 720p: ours %s ms, plain %s ms (medians of %s); ratio of wall %s, of processor time %s (min median max)\n' \
        "$(cut -d ' ' -f 1 "$WORK/ours" | median)" "$(cut -d ' ' -f 1 "$WORK/plain" | median)" "$ROUNDS" "$wall" "$cpu"
    bar 'ladder / plain ffmpeg, wall' "$(cut -d ' ' -f 2 <<<"$wall")" at-most 1.05
}

# video_upload FILE: by the form; prints the hash_id.
video_upload() {
    local fields=() name value status
    api -G "$URL/video/upload/" --data-urlencode 'file_content_type=video/mp4' \
        --data-urlencode 'file_name=bench.mp4' >"$WORK/instructions"
    while IFS=$'\t' read -r name value || [ -n "$name" ]; do
        fields+=(-F "$name=$value")
    done < <(sed 's/.*"signatures":{//; s/}.*//; s/","/"\n"/g' "$WORK/instructions" | sed 's/^"\(.*\)":"\(.*\)"$/\1\t\2/; s/":"/\t/; s/^"//; s/"$//')
    status=$(ask --max-time 300 -o "$WORK/said" -w '%{http_code}' "${fields[@]}" -F "file=@$1" "$URL/video/upload/form/")
    [ "$status" = 204 ] || die "the upload was refused: $status $(head -c 300 "$WORK/said")"
    sed 's/.*"key":"uploaded-videos\/[^/]*\/\([^/]*\)\/.*/\1/' "$WORK/instructions"
}

bench_watchable() {
    local round begin id state clip=$KEPT/minute.mp4 took
    title 'from an upload to something to watch: 60 s of 1080p, H.264 and AAC'
    clip_shots shots.mp4 7
    make_clip minute.mp4 -t 60 -i "$KEPT/shots.mp4" -f lavfi -t 60 -i sine=frequency=330 -map 0:v -map 1:a \
        -c:v copy -c:a aac
    rm -f "$WORK/took"
    for ((round = 0; round < ROUNDS; round++)); do
        begin=$(now_ms)
        id=$(video_upload "$(varied "$clip")") || exit 1
        for (( ; ; )); do
            state=$(sql "SELECT state FROM video WHERE hash_id = '$id'")
            [ "$state" = processing ] || break
            sleep 0.02
        done
        echo $(($(now_ms) - begin)) >>"$WORK/took"
        [ "$state" = ready ] || die "the video is $state"
        # The ladder is not what is measured.
        api -o "$WORK/null" -X DELETE "$URL/video/my/$id"
    done
    took=$(spread <"$WORK/took")
    printf '%s MB: %s ms from the first byte of the upload (min median max of %s)\n' \
        "$(($(stat -c %s "$clip") / 1000000))" "$took" "$ROUNDS"
    bar 'upload to watchable, seconds' "$(calc "$(cut -d ' ' -f 2 <<<"$took") / 1000")" at-most 3
}

# videos_make N: so many listed videos in all, of 50 users.
videos_make() {
    sql "INSERT IGNORE INTO person (id, first_name, last_name, email) SELECT UUID(), 'Bench', seq, CONCAT('bench-video-', seq, '@example.com') FROM seq_1_to_50;
        INSERT INTO video (id, user_id, hash_id, state, file_name, video_type, size_in_bytes, upload_time, job_id, title, description,
            duration_seconds, width, height, watch_key, ready_at, listing_time)
        SELECT UUID(), p.id, UUID(), 'ready', 'bench.mp4', 'video/mp4', 1000, NOW(6), UUID(), CONCAT('Video ', seq), 'A description of some length, as people write them.',
            60, 1920, 1080, UUID(), NOW(6), NOW(6) - INTERVAL seq SECOND
        FROM seq_1_to_$1 s JOIN person p ON p.email = CONCAT('bench-video-', 1 + s.seq % 50, '@example.com');
        ANALYZE TABLE video" >"$WORK/null"
}

videos_remove() {
    sql "DELETE v FROM video v JOIN person p ON p.id = v.user_id WHERE p.email LIKE 'bench-video-%';
        ANALYZE TABLE video" >"$WORK/null"
}

# page_load FILE URL: one client; adds "requests/s p50 p99".
page_load() {
    wrk -t 1 -c 1 -d "${READ_SECONDS}s" --latency "${AUTH[@]}" "$2" >"$WORK/wrk" 2>&1 || die "wrk: $(cat "$WORK/wrk")"
    ! grep -E 'Non-2xx|Socket errors' "$WORK/wrk" || die "wrk met errors at $2"
    awk 'function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
        $1 == "50%" { print ms($2) }' "$WORK/wrk" >>"$1"
}

# A page from the middle of what there is.
middle_page() {
    local us
    us=$(sql "SELECT CAST(UNIX_TIMESTAMP(NOW(6) - INTERVAL $1 SECOND) * 1000000 AS SIGNED)")
    printf '%s/video/explore/?next=%s' "$URL" \
        "$(printf '{"minimum_pagination_index": %s, "id": "ffffffff-ffff-ffff-ffff-ffffffffffff"}' "$us" | base64 -w 0 | tr '+/' '-_')"
}

bench_explore() {
    local round few many
    title 'explore: a page of 100,000 videos against one of 100'
    rm -f "$WORK"/{few,own_few,many,middle,own}
    for ((round = 0; round < 3; round++)); do
        videos_remove
        videos_make 100
        page_load "$WORK/few" "$URL/video/explore/"
        page_load "$WORK/own_few" "$URL/video/explore/?include_my=true"
        videos_make 99900
        page_load "$WORK/many" "$URL/video/explore/"
        page_load "$WORK/middle" "$(middle_page 50000)"
        page_load "$WORK/own" "$URL/video/explore/?include_my=true"
    done
    videos_remove
    for many in many middle own; do
        few=few
        [ "$many" != own ] || few=own_few # with one's own ones among them
        few=$(median <"$WORK/$few")
        printf '%s: %s ms against %s ms (medians of p50, one client)\n' "$many" "$(median <"$WORK/$many")" "$few"
        bar "explore, $many / 100 videos" "$(calc "$(median <"$WORK/$many") / $few")" at-most 1.5
    done
}
