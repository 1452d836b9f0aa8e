# shellcheck shell=bash
# The private stack of a state folder: MariaDB, two FastCGI pools, the job
# runners, the postmen and nginx. Needs lib.sh.
#
# Each service is started as the leader of a session, in a working folder of its
# own below STATE/run, and that is how it is found again: pid files may be stale,
# and a parent that was killed leaves children which hold its socket or port.

SERVICES=(mariadb api bulk jobs post nginx)

# Sets the names below; makes nothing.
#   STATE   the state folder itself        S      the same under a short name
stack_paths() {
    STATE=$(realpath -m -- "${DAILIES_STATE:-$ROOT/var}")
    HTTPS_PORT=${DAILIES_HTTPS_PORT:-8443}
    HTTP_PORT=${DAILIES_HTTP_PORT:-8080}
    LISTEN=${DAILIES_LISTEN:-127.0.0.1}
    URL=https://localhost:$HTTPS_PORT
    S=$STATE
    # A UNIX socket's path has at most 107 bytes; a long state folder is
    # reached through a link in a folder that only we can write.
    if [ ${#STATE} -gt 80 ]; then
        SHORT=${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/dailies}
        SHORT=${SHORT:-/tmp/dailies-$(id -u)}
        S=$SHORT/$(printf '%s' "$STATE" | sha256sum | cut -c1-16)
    fi
    CONF=$STATE/etc/dailies.conf
}

stack_folders() {
    local folder
    umask 027
    for folder in etc log run run/mariadb run/api run/bulk run/jobs run/post run/nginx store/blob store/part store/tmp store/watch work; do
        mkdir -p "$STATE/$folder"
    done
    chmod 0750 "$STATE"
    if [ "$S" != "$STATE" ]; then
        [ -d "$SHORT" ] || mkdir -m 0700 "$SHORT" || die "cannot make $SHORT"
        [ -O "$SHORT" ] || die "$SHORT belongs to somebody else"
        ln -sfn "$STATE" "$S"
    fi
}

# --- processes -------------------------------------------------------------

# All processes of this stack: lines "SERVICE PID ROLE", where ROLE is main for
# the one that holds the service together. A removed state folder or program
# shows as " (deleted)" and still counts.
stack_processes() {
    local folder link pid service program
    find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -printf '%h %l\n' 2>/dev/null |
        while read -r folder link; do
            link=${link% (deleted)}
            case $link in
            "$STATE"/run/*) service=${link#"$STATE"/run/} ;;
            "$STATE/db" | "$STATE"/db.new) service=mariadb ;;
            "$STATE"/work | "$STATE"/work/*) service='jobs' ;;
            *) continue ;;
            esac
            pid=${folder#/proc/}
            program=$(readlink "$folder/exe") || continue
            program=${program% (deleted)}
            case ${program##*/} in
            mariadbd | nginx | multiwatch) printf '%s %s %s\n' "${service%%/*}" "$pid" "$(role_of "$pid")" ;;
            spawn-fcgi | dailies-web | dailies-jobs | dailies-post | dailies-media | dailies-stills | ffmpeg)
                printf '%s %s child\n' "${service%%/*}" "$pid"
                ;;
            esac
        done
}

# The fourth field after the program's name is the session.
role_of() {
    local line _ session
    read -r line <"/proc/$1/stat" || return 0
    read -r _ _ _ session _ <<<"${line##*) }"
    if [ "$session" = "$1" ]; then echo main; else echo child; fi
} 2>/dev/null

service_pids() { stack_processes | sed -n "s/^$1 \([0-9]*\) .*/\1/p"; }

service_main() { stack_processes | sed -n "s/^$1 \([0-9]*\) main\$/\1/p"; }

# wait_gone SERVICE SECONDS
wait_gone() {
    local i
    for ((i = 0; i < $2 * 20; i++)); do
        [ -n "$(service_pids "$1")" ] || return 0
        sleep 0.05
    done
    return 1
}

service_stop() {
    local main pids
    main=$(service_main "$1")
    pids=${main:-$(service_pids "$1")}
    if [ -n "$pids" ]; then
        # shellcheck disable=SC2086 # one word per process
        kill -TERM $pids 2>/dev/null
        if ! wait_gone "$1" "$2"; then
            # shellcheck disable=SC2046
            kill -KILL $(service_pids "$1") 2>/dev/null
            wait_gone "$1" 5 || warn "$1 does not end"
        fi
    fi
    rm -f "$STATE/run/$1.stamp"
}

# service_start NAME STAMP COMMAND...
# Leaves a running service alone as long as its stamp (what it was started
# from) is the same; otherwise clears away what is left of it and starts anew.
service_start() {
    local name=$1 stamp=$2 folder=$STATE/run/$1
    shift 2
    stamp=$(printf '%s\n' "$stamp" "$*" | sha256sum)
    if [ "$(cat "$folder.stamp" 2>/dev/null)" = "$stamp" ] && [ -n "$(service_main "$name")" ]; then
        return 0
    fi
    service_stop "$name" 30
    (
        cd "$folder" || exit 1
        exec setsid env -u DAILIES_ADMIN_PASSWORD "$@" </dev/null >>"$STATE/log/$name.log" 2>&1 7>&- 8>&- 9>&-
    ) &
    printf '%s\n' "$stamp" >"$folder.stamp"
    printf ' %s' "$name" >>"$STATE/run/started"
}

# What a program's behaviour comes from: its file, the settings, the environment.
program_stamp() {
    stat -c '%i %s %Y' "$@"
    cat "$CONF"
    env | grep '^DAILIES_' | grep -v '^DAILIES_ADMIN_' | sort
}

# --- settings --------------------------------------------------------------

# A secret of this stack, made on first use: secret NAME BYTES
secret() {
    [ -s "$STATE/etc/$1" ] || random_text "$2" | put_secret_file "$STATE/etc/$1"
    cat "$STATE/etc/$1"
}

stack_settings() {
    local os_user
    os_user=$(id -un)
    DB_PASSWORD=$(secret db-password 24)
    put_secret_file "$CONF" <<END
# Written by ./dev; the environment (DAILIES_<KEY>) wins over this file.
state_dir = $S
public_url = $URL
db_socket = $S/run/mariadb.sock
db_user = dailies
db_password = $DB_PASSWORD
db_name = dailies
jwt_key = $(secret jwt-key 32)
link_key = $(secret link-key 32)
media_program = $BUILD/dailies-media
stills_program = $BUILD/dailies-stills
END
    put_secret_file "$STATE/etc/mariadb.cnf" <<END
[mariadbd]
datadir = $S/db
socket = $S/run/mariadb.sock
pid-file = $S/run/mariadb/mariadbd.pid
user = $os_user
skip-networking
skip-name-resolve
skip-log-bin
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
max_connections = 100
performance_schema = OFF
innodb_buffer_pool_size = 64M
innodb_log_file_size = 48M
innodb_flush_log_at_trx_commit = 1
innodb_doublewrite = ON
key_buffer_size = 1M
aria_pagecache_buffer_size = 8M
table_open_cache = 400
thread_cache_size = 16
query_cache_type = DEMAND
query_cache_size = 16M
query_cache_limit = 256K
init_file = $S/etc/mariadb.sql
END
    put_secret_file "$STATE/etc/mariadb.sql" <<END
CREATE DATABASE IF NOT EXISTS dailies CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS dailies@localhost IDENTIFIED BY '$DB_PASSWORD';
ALTER USER dailies@localhost IDENTIFIED BY '$DB_PASSWORD';
GRANT ALL ON \`dailies%\`.* TO dailies@localhost;
END
    stack_nginx_settings
}

stack_nginx_settings() {
    local to=$STATE/etc/nginx user_line='' ipv6='#' listen6='::1' part
    mkdir -p "$to"
    [ "$(id -u)" -ne 0 ] || user_line='user root;'
    [ "$LISTEN" = 127.0.0.1 ] || listen6='::'
    case $LISTEN in 127.0.0.1 | 0.0.0.0) [ ! -s /proc/net/if_inet6 ] || ipv6='' ;; esac
    printf 'set $dailies_link_key "%s";\n' "$(secret link-key 32)" | put_secret_file "$STATE/etc/link_key.conf"
    for part in "$ROOT"/nginx/*.conf.in "$ROOT"/nginx/*.conf; do
        [ -f "$part" ] || continue
        part=${part##*/}
        render "$ROOT/nginx/$part" "$to/${part%.in}" \
            USER_LINE="$user_line" IPV6="$ipv6" LISTEN="$LISTEN" LISTEN6="$listen6" \
            HTTP_PORT="$HTTP_PORT" HTTPS_PORT="$HTTPS_PORT" HTTPS_SUFFIX=":$HTTPS_PORT" \
            SERVER_NAME=localhost CERTIFICATE="$STATE/etc/cert.pem" CERTIFICATE_KEY="$STATE/etc/key.pem" \
            NGINX_DIR="$to" LINK_KEY_FILE="$STATE/etc/link_key.conf" RUN_DIR="$S/run" LOG_DIR="$STATE/log" STORE_DIR="$S/store" \
            MIME_TYPES=/etc/nginx/mime.types \
            ACCESS_LOG="$STATE/log/nginx-access.log" ERROR_LOG="$STATE/log/nginx-error.log" \
            MAX_BODY="${DAILIES_NGINX_MAX_BODY:-1m}" MAX_UPLOAD=4097m MAX_PHOTO=65m BULK_TIMEOUT=360s \
            LOGIN_RATE="${DAILIES_NGINX_LOGIN_RATE:-20r/s}" LOGIN_BURST="${DAILIES_NGINX_LOGIN_BURST:-200}" \
            CONNECTIONS_PER_ADDRESS="${DAILIES_NGINX_CONNECTIONS:-256}" UPLOADS_PER_ADDRESS=6
    done
}

stack_certificate() {
    [ -s "$STATE/etc/cert.pem" ] && [ -s "$STATE/etc/key.pem" ] && return 0
    (
        umask 077
        cd "$STATE/etc" || exit 1
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
            -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' \
            -addext 'extendedKeyUsage=serverAuth' -keyout key.pem.new -out cert.pem.new 2>cert.log &&
            mv key.pem.new key.pem && chmod 0644 cert.pem.new && mv cert.pem.new cert.pem
    ) || die "openssl could not make a certificate (see $STATE/etc/cert.log)"
}

# --- services --------------------------------------------------------------

# A new data folder is made beside its name, so that half of one is never used.
mariadb_create() {
    [ ! -d "$STATE/db/mysql" ] || return 0
    rm -rf "$STATE/db" "$STATE/db.new" "$STATE/etc/administrator" "$STATE/etc/token"
    mariadb-install-db --no-defaults --datadir="$STATE/db.new" --user="$(id -un)" \
        --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" \
        --skip-test-db --skip-name-resolve --innodb-log-file-size=48M \
        >"$STATE/log/mariadb-install.log" 2>&1 ||
        die "mariadb-install-db failed (see $STATE/log/mariadb-install.log)"
    mv "$STATE/db.new" "$STATE/db"
}

mariadb_up() {
    local i
    mariadb_create
    service_start mariadb "$(cat "$STATE/etc/mariadb.cnf" "$STATE/etc/mariadb.sql")" \
        mariadbd --defaults-file="$STATE/etc/mariadb.cnf"
    for ((i = 0; i < 1200; i++)); do
        if mariadb-admin --no-defaults --socket="$S/run/mariadb.sock" --user="$(id -un)" \
            --connect-timeout=1 ping >/dev/null 2>&1; then
            return 0
        fi
        [ "$i" -lt 20 ] || [ -n "$(service_main mariadb)" ] || break
        sleep 0.05
    done
    tail -n 20 "$STATE/log/mariadb.log" >&2
    die "MariaDB does not start (see $STATE/log/mariadb.log)"
}

# pool_up NAME PROCESSES: spawn-fcgi binds the socket, multiwatch keeps the
# processes. A process that dies within a second counts towards -r, so that a
# broken program ends the pool instead of spinning.
pool_up() {
    service_start "$1" "$(program_stamp "$BUILD/dailies-web")" \
        spawn-fcgi -n -s "$S/run/$1.sock" -M 0600 -- \
        "$(command -v multiwatch)" -f "$2" -r 100 -t 1000 -s TERM -- \
        "$BUILD/dailies-web" -c "$CONF"
}

jobs_up() {
    service_start jobs "$(program_stamp "$BUILD/dailies-jobs" "$BUILD/dailies-media" "$BUILD/dailies-stills")" \
        multiwatch -f 2 -r 100 -t 1000 -s TERM -- "$BUILD/dailies-jobs" -c "$CONF"
}

post_up() {
    service_start post "$(program_stamp "$BUILD/dailies-post")" \
        multiwatch -f 2 -r 100 -t 1000 -s TERM -- "$BUILD/dailies-post" -c "$CONF"
}

port_is_free() { ! (exec 6<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

nginx_up() {
    local main=$STATE/etc/nginx/nginx.conf
    if [ -z "$(service_main nginx)" ]; then
        service_stop nginx 5
        port_is_free "$HTTPS_PORT" || die "port $HTTPS_PORT is taken; choose another by DAILIES_HTTPS_PORT"
        port_is_free "$HTTP_PORT" || die "port $HTTP_PORT is taken; choose another by DAILIES_HTTP_PORT"
        nginx -t -q -c "$main" 2>"$STATE/log/nginx-test.log" || {
            cat "$STATE/log/nginx-test.log" >&2
            die "nginx does not accept its settings"
        }
    fi
    service_start nginx "$(cat "$STATE"/etc/nginx/*.conf "$STATE/etc/cert.pem")" \
        nginx -c "$main" -e "$STATE/log/nginx-error.log"
}

tool() { DAILIES_SQL=$ROOT/sql "$BUILD/dailies" -c "$CONF" "$@"; }

# --- the whole -------------------------------------------------------------

ask() { curl -sS --noproxy '*' --cacert "$STATE/etc/cert.pem" --max-time 5 "$@"; }

stack_is_whole() {
    local name
    for name in "${SERVICES[@]}"; do
        [ -n "$(service_main "$name")" ] || return 1
    done
}

stack_wait() {
    local i said
    for ((i = 0; i < 300; i++)); do
        said=$(ask -o /dev/null -w '%{http_code}' "$URL/health_check" 2>&1) && [ "$said" = 200 ] && return 0
        [ "$i" -lt 30 ] || stack_is_whole || break
        sleep 0.1
    done
    tail -n 5 "$STATE"/log/{api,jobs,post,nginx,nginx-error}.log >&2
    die "$URL/health_check does not answer 200 (last: $said)"
}

# The first administrator and a personal access token of hers.
# An account that is there already (from an earlier run that was cut off) is kept.
stack_administrator() {
    local email=${DAILIES_ADMIN_EMAIL:-admin@example.com} password given known
    given=${DAILIES_ADMIN_PASSWORD:-}
    known=$(cat "$STATE/etc/administrator" 2>/dev/null || true)
    password=${given:-$(secret admin-password 9)}
    ADMIN_EMAIL=$email ADMIN_PASSWORD=$password ADMIN_IS_NEW=
    if [ "$known" != "$email $(printf '%s' "$password" | sha256sum)" ]; then
        printf '%s\n' "$password" | tool user add "$email" --role admin --first-name First --last-name Admin \
            --password-stdin >"$STATE/log/administrator.log" 2>&1 ||
            printf '%s\n' "$password" | tool user passwd "$email" --password-stdin \
                >>"$STATE/log/administrator.log" 2>&1 ||
            die "the administrator could not be made: $(cat "$STATE/log/administrator.log")"
        printf '%s\n' "$password" | put_secret_file "$STATE/etc/admin-password"
        printf '%s %s\n' "$email" "$(printf '%s' "$password" | sha256sum)" |
            put_secret_file "$STATE/etc/administrator"
        rm -f "$STATE/etc/token"
        ADMIN_IS_NEW=1
    fi
    if [ ! -s "$STATE/etc/token" ]; then
        printf 'Authorization: Bearer %s\n' "$(tool token "$email" --name dev | tail -n 1)" |
            put_secret_file "$STATE/etc/token"
    fi
}

# Five shots of two seconds that have nothing in common, with sound.
stack_sample() {
    local to=$STATE/sample.mp4 size=640x360:rate=25:duration=2 n inputs=() fit='' join=''
    [ ! -s "$to" ] || return 0
    for n in "testsrc2=size=$size" "mandelbrot=size=640x360:rate=25" "smptehdbars=size=$size" \
        "sierpinski=size=640x360:rate=25:seed=7" "rgbtestsrc=size=$size"; do
        inputs+=(-f lavfi -t 2 -i "$n")
    done
    for n in 0 1 2 3 4; do
        fit+="[$n:v]format=yuv420p,setsar=1[v$n];"
        join+="[v$n]"
    done
    nice ffmpeg -nostdin -v error -y "${inputs[@]}" -f lavfi -t 10 -i sine=frequency=330 \
        -filter_complex "$fit${join}concat=n=5:v=1:a=0[v]" -map '[v]' -map 5:a \
        -c:v libx264 -preset veryfast -c:a aac -shortest -movflags +faststart \
        -f mp4 "$to.new" 2>"$STATE/log/sample.log" || die "ffmpeg could not make the sample clip (see $STATE/log/sample.log)"
    mv "$to.new" "$to"
}

# stack_up [COMMAND...]: start what does not run. What only the first start needs
# is made beside COMMAND, which builds the programs.
stack_up() {
    local database sample
    stack_folders
    : >"$STATE/run/started"
    stack_settings
    stack_certificate
    mariadb_up &
    database=$!
    stack_sample &
    sample=$!
    "$@"
    wait "$database" || exit 1
    tool migrate --sql "$ROOT/sql" >"$STATE/log/migrate.log" 2>&1 || {
        cat "$STATE/log/migrate.log" >&2
        die "the migrations failed"
    }
    pool_up api "${DAILIES_API_PROCESSES:-4}"
    pool_up bulk "${DAILIES_BULK_PROCESSES:-8}"
    jobs_up
    post_up
    nginx_up
    stack_administrator
    stack_wait
    wait "$sample" || exit 1
}

stack_down() {
    local name
    for name in nginx post jobs bulk api mariadb; do
        case $name in mariadb) service_stop "$name" 60 ;; *) service_stop "$name" 15 ;; esac
    done
    rm -f "$STATE"/run/*.sock
    if [ "$S" != "$STATE" ]; then
        rm -f "$S"
        rmdir "$SHORT" 2>/dev/null || true
    fi
}
