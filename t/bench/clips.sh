# shellcheck shell=bash
# The clips that are measured with, made once and kept beside the programs.
# Sourced by run.

# make_clip NAME FFMPEG-ARGUMENTS...: KEPT/NAME, whole or not at all.
make_clip() {
    local to=$KEPT/$1
    shift
    [ ! -s "$to" ] || return 0
    say "making ${to##*/}"
    SVT_LOG=1 nice ffmpeg -nostdin -v error -y "$@" "$KEPT/new.${to##*/}" || die "ffmpeg could not make $to"
    mv "$KEPT/new.${to##*/}" "$to"
}

# Sensor noise keeps the encoder busy as a camera does; a slow pan moves all of it.
CAMERA='scale=2112:1188:flags=bicubic,noise=c0s=5:c0f=t+u,crop=1920:1080:x=96+90*sin(t*0.7):y=54+50*cos(t*0.5),setsar=1,format=yuv420p'

# clip_shots NAME SECONDS-PER-SHOT: ten shots of 1080p that have little in common.
clip_shots() {
    local sources inputs=() graph='' join='' n rate=25
    sources=("mandelbrot=size=960x540:rate=$rate:start_scale=0.8" "testsrc2=size=960x540:rate=$rate"
        "life=size=240x135:rate=$rate:mold=12:ratio=0.2:seed=3:life_color=#c8a070:death_color=#203040,boxblur=1"
        "gradients=size=960x540:rate=$rate:speed=0.02:seed=11:nb_colors=6"
        "cellauto=size=320x180:rate=$rate:rule=110:seed=5,boxblur=1,negate"
        "mandelbrot=size=960x540:rate=$rate:start_x=-0.7436:start_y=0.1318:start_scale=0.02"
        "testsrc2=size=960x540:rate=$rate,hue=h=120:s=0.6,rotate=0.1*t:c=gray"
        "life=size=320x180:rate=$rate:mold=30:ratio=0.5:seed=9:life_color=#80d0ff:death_color=#402010,gblur=2"
        "gradients=size=960x540:rate=$rate:speed=0.05:seed=4:type=spiral"
        "sierpinski=size=960x540:rate=$rate:type=carpet:seed=2")
    for n in "${!sources[@]}"; do
        inputs+=(-f lavfi -t "$2" -i "${sources[n]}")
        graph+="[$n:v]$CAMERA[v$n];"
        join+="[v$n]"
    done
    make_clip "$1" "${inputs[@]}" -filter_complex "$graph${join}concat=n=${#sources[@]}:v=1:a=0" \
        -c:v libx264 -preset medium -crf 23 -movflags +faststart
}

# clip_minute NAME: one minute of 1080p in six shots at a low rate, so that an hour of it
# is decoded in minutes.
clip_minute() {
    local n sources inputs=() graph='' join=''
    sources=(testsrc2 smptehdbars gradients rgbtestsrc yuvtestsrc pal75bars)
    for n in "${!sources[@]}"; do
        inputs+=(-f lavfi -t 10 -i "${sources[n]}=size=1920x1080:rate=8")
        graph+="[$n:v]setsar=1,format=yuv420p[v$n];"
        join+="[v$n]"
    done
    make_clip "$1" "${inputs[@]}" -filter_complex "$graph${join}concat=n=${#sources[@]}:v=1:a=0" \
        -c:v libx264 -preset veryfast -crf 28
}

# clip_film NAME: real footage from DAILIES_BENCH_CLIPS, one after the other, 1080p, 70 s.
clip_film() {
    local file inputs=() graph='' join='' n=0
    for file in "$DAILIES_BENCH_CLIPS"/real_*.mp4; do
        inputs+=(-i "$file")
        graph+="[$n:v]fps=25,scale=1920:1080:force_original_aspect_ratio=decrease:flags=bicubic,"
        graph+="pad=1920:1080:-1:-1,setsar=1,format=yuv420p[v$n];"
        join+="[v$n]"
        n=$((n + 1))
    done
    make_clip "$1" "${inputs[@]}" -filter_complex "$graph${join}concat=n=$n:v=1:a=0" -t 70 \
        -c:v libx264 -preset medium -crf 23 -movflags +faststart
}

# Small files of other codecs, from the first big one.
clips_small() {
    local from=(-ss 3 -t 24 -i "$KEPT/shots.mp4" -an)
    make_clip small-vp9.webm "${from[@]}" -vf scale=640:360 -c:v libvpx-vp9 -deadline realtime -cpu-used 6 -b:v 800k
    make_clip small-av1.mp4 "${from[@]}" -vf scale=480:270 -c:v libsvtav1 -preset 9 -crf 35
    make_clip small-mpeg2.ts "${from[@]}" -vf scale=320:240 -c:v mpeg2video -b:v 1500k -bf 2
    make_clip small-hevc.mp4 "${from[@]}" -vf scale=640:360 -c:v libx265 -preset fast -crf 26 -x265-params log-level=error
}

# varied FILE: a copy at WORK whose bytes differ from every other and whose content
# does not, since the same bytes would be answered from the parse before.
varied() {
    local to=$WORK/varied.${1##*.} salt
    salt=$(printf '%04x%04x' $RANDOM $RANDOM)$(printf '%04x%04x' $RANDOM $RANDOM)
    cp "$1" "$to"
    case $1 in
    *.webm | *.mkv) printf '\xec\x88%s' "${salt:0:8}" >>"$to" ;; # EBML Void
    *.ts) { printf '\x47\x1f\xff\x10' && printf '%-184s' "$salt"; } >>"$to" ;; # null packet
    *) printf '\0\0\0\x18free%s' "$salt" >>"$to" ;;
    esac
    printf '%s' "$to"
}
