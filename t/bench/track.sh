# shellcheck shell=bash
# The tracker on two months of a production of `dailies seed`: processor time of a
# request, of nginx, the programs and MariaDB together, against t/bench/same.c; the
# statements of a comment; memory under a long list. Sourced by run.

TRACK_CLIENTS=8
TRACK_SECONDS=${DAILIES_BENCH_SECONDS:-2}
TRACK_SHOTS=${DAILIES_BENCH_SHOTS:-1000}
TRACK_LIST_MB=50
TICK_MS=$((1000 / $(getconf CLK_TCK)))

track_sql() { mariadb -S "$S/run/mariadb.sock" -N -B dailies -e "$1" || die "mariadb: $1"; }

# Processor time in ms that processes have had, with children that ended.
track_cpu() {
    local pid ticks=0 line fields
    for pid in "$@"; do
        line=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
        read -ra fields <<<"${line##*) }"
        ticks=$((ticks + fields[11] + fields[12] + fields[13] + fields[14]))
    done
    printf '%d' $((ticks * TICK_MS))
}

# The processes under a pool_beside.
track_pool() {
    local parent=$1
    pgrep -P "$parent"
}

# MariaDB's log of statements, from now on in a file of its own. The values of a statement are only
# in it when it was on while the statement was prepared.
track_log() { track_sql "SET GLOBAL general_log_file = '$1', GLOBAL general_log = 1"; }

# track_statements NAME CURL-ARGUMENTS...: the statements of that request, by a
# process with a database account of its own, into NAME.sql; its answer into NAME.json.
track_statements() {
    local name=$1 ids
    shift
    track_log "$WORK/$name.warm"
    { api -o "$WORK/null" "$@" && api -o "$WORK/null" "$@"; } || die "no answer: $*"
    ids=$(track_sql "SELECT GROUP_CONCAT(id SEPARATOR '|') FROM information_schema.processlist WHERE user = 'dailies_bench'")
    track_log "$WORK/$name.log"
    api -o "$WORK/$name.json" "$@" || die "no answer: $*"
    track_sql "SET GLOBAL general_log = 0"
    sed -nE "s/^[^\t]*\t+ *($ids) (Execute|Query)\t//p" "$WORK/$name.log" | grep -vE '^(START TRANSACTION|COMMIT)$' >"$WORK/$name.sql"
    [ -s "$WORK/$name.sql" ] || die "no statements were seen: $*"
}

# track_load URL PID...: requests for a while; "ms of processor time per request".
track_load() {
    local url=$1 before after n
    shift
    before=$(track_cpu "$@")
    wrk -t 1 -c "$TRACK_CLIENTS" -d "${TRACK_SECONDS}s" "${AUTH[@]}" "$url" >"$WORK/wrk" 2>&1 ||
        die "wrk: $(cat "$WORK/wrk")"
    ! grep -E 'Non-2xx|Socket errors' "$WORK/wrk" || die "wrk met errors at $url"
    after=$(track_cpu "$@")
    n=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$WORK/wrk")
    calc "($after - $before) / $n" 4
}

# track_throw NAME TIMES: the same, of the program that throws the rows away.
track_throw() {
    local before after own db
    db=$(service_main mariadb)
    before=$(track_cpu "$db")
    own=$(BENCH_STATEMENTS=$WORK/$1.sql "$BUILD/t/bench/same" "$2") || die 'same ended with an error'
    after=$(track_cpu "$db")
    calc "($after - $before + $own) / $2" 4
}

# track_compare NAME PATH LIMIT KIND: KIND is canned or thrown.
track_compare() {
    local name=$1 path=$2 limit=$3 kind=$4 round ratio ours other servers pool='' beside=''
    track_statements "$name" "$URL/track$path"
    servers="$(service_pids nginx) $(service_main mariadb)"
    if [ "$kind" = canned ]; then
        BENCH_STATEMENTS=$WORK/$name.sql BENCH_ANSWER=$WORK/$name.json \
            pool_beside "same-$name" "$TRACK_PROCESSES" '' "$BUILD/t/bench/same"
        servers="$(service_pids nginx) $(service_main mariadb)"
        pool=$(track_pool "${EXTRA[-1]}")
        beside=$URL/same-$name/
    fi
    rm -f "$WORK/cpu"
    for ((round = 0; round <= ROUNDS; round++)); do
        # shellcheck disable=SC2086 # lists of processes
        ours=$(track_load "$URL$path" $servers $(service_pids api))
        # shellcheck disable=SC2086
        if [ "$kind" = canned ]; then
            other=$(track_load "$beside" $servers $pool)
        else
            other=$(track_throw "$name" 40)
        fi
        # The first one is to warm up.
        ((round == 0)) || printf '%s %s %s\n' "$ours" "$other" "$(calc "$ours / $other" 4)" >>"$WORK/cpu"
    done
    ratio=$(cut -d ' ' -f 3 "$WORK/cpu" | spread)
    printf '%s: %s statements, %s bytes, ours %s ms, %s %s ms, ratio %s (min median max)\n' "$path" \
        "$(wc -l <"$WORK/$name.sql")" "$(wc -c <"$WORK/$name.json")" "$(cut -d ' ' -f 1 "$WORK/cpu" | median)" \
        "$kind" "$(cut -d ' ' -f 2 "$WORK/cpu" | median)" "$ratio"
    bar "$path: processor time, ours / $kind" "$(cut -d ' ' -f 2 <<<"$ratio")" at-most "$limit"
}

# A comment with all its effects: how many statements, the check of the token included. It moves
# the task, names persons and a department, and is told by mail.
track_comment() {
    local task=$1 status
    status=$(track_sql "SELECT id FROM task_status WHERE is_retake LIMIT 1")
    track_sql "UPDATE person SET notifications_enabled = TRUE"
    track_statements comment -X POST -H 'Content-Type: application/json' \
        -d "{\"task_status_id\": \"$status\", \"comment\": \"@Bo Berg @Chidi Costa @Animation longer\"}" \
        "$URL/track/actions/tasks/$task/comment"
    bar 'statements of a comment' "$(wc -l <"$WORK/comment.sql")" at-most 12
}

# A list of 50 MB by the process PID: comments that are made long for it.
track_memory() {
    local path=/data/comments pid=$1 most=0 rss _ first whole bytes reader
    track_sql "UPDATE comment c JOIN task t ON t.id = c.object_id SET c.text = REPEAT('Held longer. ', 50000000 DIV $2 DIV 13) WHERE t.project_id = '$3'"
    rm -f "$WORK/list"
    api -o "$WORK/list" -w '%{time_starttransfer} %{time_total}\n' "$URL/track$path" >"$WORK/times" &
    reader=$!
    while kill -0 "$reader" 2>/dev/null; do
        read -r rss _ < <(memory_of "$pid") && [ "$rss" -le "$most" ] || most=$rss
        sleep 0.05
    done
    wait "$reader" || die "no answer at $path"
    bytes=$(wc -c <"$WORK/list")
    rm -f "$WORK/list"
    read -r first whole <"$WORK/times"
    printf '%s: %s bytes, first byte after %s s of %s s, most Rss %s KiB\n' "$path" "$bytes" "$first" "$whole" "$most"
    bar 'bytes of the list, MB' $((bytes / 1000000)) at-least "$TRACK_LIST_MB"
    bar 'Rss of dailies-web meanwhile, MiB' "$(calc "$most / 1024" 2)" at-most 16
    bar 'first byte, as part of the whole time' "$(calc "$first / $whole" 3)" at-most 0.5
}

bench_track() {
    local project task person pid comments password=bench-$RANDOM$RANDOM$RANDOM TRACK_PROCESSES
    title "the tracker: two months of a production, $TRACK_SHOTS shots"
    project=$(DAILIES_CONF=$CONF "$BUILD/dailies" seed --shots "$TRACK_SHOTS" --name "Bench $RANDOM$RANDOM" |
        tee "$WORK/seeded" | sed -n 's/^project: //p')
    [ -n "$project" ] || die 'dailies seed made nothing'
    paste -sd ' ' "$WORK/seeded"
    track_sql "CREATE OR REPLACE USER dailies_bench@localhost IDENTIFIED BY '$password'; GRANT ALL ON dailies.* TO dailies_bench@localhost"
    task=$(track_sql "SELECT t.id FROM task t JOIN entity e ON e.id = t.entity_id WHERE t.project_id = '$project' ORDER BY e.name, t.id LIMIT 1")
    person=$(track_sql "SELECT person_id FROM task_person_link WHERE task_id = '$task' LIMIT 1")
    [ -n "$person" ] || die 'nobody works on the task'
    export BENCH_DB_USER=dailies BENCH_DB_SOCKET=$S/run/mariadb.sock BENCH_DB_NAME=dailies BENCH_DB_PASSWORD
    BENCH_DB_PASSWORD=$(cat "$STATE/etc/db-password")
    TRACK_PROCESSES=$(pgrep -c -P "$(service_main api)")
    track_log "$WORK/start.log"
    # shellcheck disable=SC2016 # nginx's $1
    DAILIES_DB_USER=dailies_bench DAILIES_DB_PASSWORD=$password \
        pool_beside track 1 'rewrite ^/track(/.*)$ $1 break; fastcgi_max_temp_file_size 0;' "$BUILD/dailies-web" -c "$CONF"
    pid=$(track_pool "${EXTRA[-1]}")
    track_compare project "/data/projects/$project" 1.6 canned
    track_compare persons /data/persons 1.6 canned
    track_compare task "/data/tasks/$task" 1.6 canned
    track_compare shots "/data/shots/with-tasks?project_id=$project" 2 thrown
    track_compare context /data/user/context 2 thrown
    track_comment "$task"
    comments=$(sed -n 's/^comments: //p' "$WORK/seeded")
    track_memory "$pid" "$comments" "$project"
    track_sql "DROP USER dailies_bench@localhost"
}
