# shellcheck shell=bash
# Memory of every process of the stack while 1 GiB is uploaded. Sourced by run.

UPLOAD_BYTES=1073741824

# upload_sample FILE: adds "PROGRAM/PID Rss" of each process to FILE.
upload_sample() {
    local _ pid rss
    stack_processes | while read -r _ pid _; do
        read -r rss _ < <(memory_of "$pid") || continue
        printf '%s/%s %s\n' "$(program_of "$pid")" "$pid" "$rss"
    done >>"$1"
}

# A box that readers skip fills the sample up to 1 GiB; it takes no room on disk.
upload_file() {
    local to=$1 have pad
    cp "$STATE/sample.mp4" "$to"
    have=$(stat -c %s "$to")
    pad=$((UPLOAD_BYTES - have))
    printf '%b' "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((pad >> 24)) $((pad >> 16 & 255)) $((pad >> 8 & 255)) \
        $((pad & 255)))free" >>"$to"
    truncate -s "$UPLOAD_BYTES" "$to"
    # Other bytes in each run.
    printf '%s' "$RANDOM$RANDOM$RANDOM" | dd of="$to" bs=1 seek=$((have + 8)) conv=notrunc status=none
}

bench_upload() {
    local n begin client warm=() status first most growth program
    title 'a 1 GiB upload: memory of every process'
    upload_file "$WORK/big.mp4"
    # Each process of the pool has had a request before.
    for n in {1..24}; do
        api -o "$WORK/null" -F "video=@$STATE/sample.mp4" "$URL/parse" &
        warm+=($!)
        if ((n % 8 == 0)); then
            wait "${warm[@]}"
            warm=()
        fi
    done
    : >"$WORK/samples"
    begin=$(now_ms)
    api -o "$WORK/scenes" -w '%{http_code}' -F "video=@$WORK/big.mp4" "$URL/parse" >"$WORK/status" &
    client=$!
    while kill -0 "$client" 2>/dev/null; do
        upload_sample "$WORK/samples"
        sleep 0.1
    done
    wait "$client"
    status=$(cat "$WORK/status")
    [ "$status" = 200 ] || die "the upload ended with $status: $(head -c 300 "$WORK/scenes")"
    printf '1 GiB parsed in %s ms (%s scenes), %s samples\n' $(($(now_ms) - begin)) \
        "$(grep -o '"frame_num"' "$WORK/scenes" | wc -l)" "$(grep -c ^mariadbd "$WORK/samples")"
    # For each program the process that grew most, from its first sample to its largest.
    awk '!($1 in first) { first[$1] = $2 } $2 > most[$1] { most[$1] = $2 }
        END { for (p in first) print substr(p, 1, index(p, "/") - 1), first[p], most[p], most[p] - first[p] }' \
        "$WORK/samples" | sort -k 1,1 -k 4,4nr | awk '!seen[$1]++' >"$WORK/growth"
    while read -r program first most growth; do
        printf '   %-14s Rss %7d KiB at first, %7d KiB at most\n' "$program" "$first" "$most"
        case $program in
        dailies-media) bar 'dailies-media, peak MiB' "$(calc "$most / 1024" 1)" at-most 200 ;;
        *) bar "growth of $program, MiB" "$(calc "$growth / 1024" 1)" at-most 4 ;;
        esac
    done <"$WORK/growth"
    rm -f "$WORK/big.mp4"
}
