# shellcheck shell=bash
# An archive of pictures against vipsthumbnail on the same pictures, which lie there
# unpacked already. Sourced by run.

ZIP_PICTURES=500
ZIP_DIFFERENT=20

# 2 megapixels each, with some grain as cameras have it.
zip_pictures() {
    local folder=$KEPT/pictures i
    if [ ! -f "$KEPT/pictures.zip" ]; then
        mkdir -p "$folder"
        for ((i = 0; i < ZIP_DIFFERENT; i++)); do
            ffmpeg -nostdin -v error -y -f lavfi -i "mandelbrot=size=1632x1224:start_scale=$((i + 1))/7:rate=1" \
                -vf "noise=alls=8:all_seed=$i" -frames:v 1 -q:v 3 "$folder/shot-$i.jpg" || die 'ffmpeg failed'
        done
        for ((i = ZIP_DIFFERENT; i < ZIP_PICTURES; i++)); do
            cp "$folder/shot-$((i % ZIP_DIFFERENT)).jpg" "$folder/shot-$i.jpg"
        done
        "$BUILD/t/bench/pack" "$KEPT/pictures.new" "$folder"/*.jpg || die 'no archive'
        mv "$KEPT/pictures.new" "$KEPT/pictures.zip"
    fi
}

# What the runner asks for.
zip_ours() {
    local i slugs='"shot_0"'
    for ((i = 1; i < ZIP_PICTURES; i++)); do slugs+=",\"shot_$i\""; done
    rm -rf "$WORK/zip.out"
    mkdir "$WORK/zip.out"
    printf '{"op":"zip","input":"%s","output":"%s","slugs":[%s]}' "$KEPT/pictures.zip" "$WORK/zip.out" "$slugs" |
        "$BUILD/dailies-stills" >"$WORK/zip.said"
    [ "$(grep -c '"kind":"still"' "$WORK/zip.said")" -eq $ZIP_PICTURES ] && grep -q '"kind":"done"' "$WORK/zip.said"
}

# zip_plain WIDTH...: one process for many pictures, on each processor.
zip_plain() {
    local width
    rm -rf "$WORK/plain.out"
    mkdir "$WORK/plain.out"
    for width; do
        find "$KEPT/pictures" -name '*.jpg' -print0 | VIPS_CONCURRENCY=1 xargs -0 -P "$(nproc)" -n 50 \
            vipsthumbnail --size "${width}x" -o "$WORK/plain.out/%s-$width.jpg[Q=80,strip]"
    done
    [ "$(find "$WORK/plain.out" -type f | wc -l)" -eq $((ZIP_PICTURES * $#)) ]
}
zip_plain_all() { zip_plain 160 320 640 1280; }
zip_plain_one() { zip_plain 1280; }

# zip_rate FILE: pictures per second, the median.
zip_rate() { calc "$ZIP_PICTURES * 1000 / $(cut -d ' ' -f 1 "$1" | median)" 1; }

bench_zip() {
    local round rounds=$((ROUNDS < 3 ? ROUNDS : 3)) ratio
    title "an archive of $ZIP_PICTURES JPEGs of 2 megapixels: four thumbnails of each, against vipsthumbnail"
    packages_need libvips-tools
    zip_pictures
    rm -f "$WORK"/zip.{ours,all,one}
    for ((round = 0; round < rounds; round++)); do
        timed "$WORK/zip.all" zip_plain_all
        timed "$WORK/zip.ours" zip_ours
        timed "$WORK/zip.one" zip_plain_one
    done
    ratio=$(paste -d ' ' "$WORK/zip.all" "$WORK/zip.ours" | awk '{ printf "%.3f\n", $1 / $3 }' | spread)
    printf 'pictures per second: ours %s, vipsthumbnail %s, with one thumbnail instead of four %s; ratio %s (min median max)\n' \
        "$(zip_rate "$WORK/zip.ours")" "$(zip_rate "$WORK/zip.all")" "$(zip_rate "$WORK/zip.one")" "$ratio"
    bar 'pictures per second, share of vipsthumbnail' "$(cut -d ' ' -f 2 <<<"$ratio")" at-least 0.9
}
