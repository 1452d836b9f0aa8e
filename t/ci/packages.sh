# shellcheck shell=bash
# The Debian packages of a working copy, and how the missing ones get there.
# Only the parts of MariaDB without a service are wanted: the stack starts its own.

BUILD_PACKAGES=(gcc make libc6-dev linux-libc-dev autoconf automake autoconf-archive pkgconf
    libfcgi-dev libjson-c-dev libmariadb-dev libssl-dev libcrypt-dev libseccomp-dev
    libcurl4-openssl-dev libcmocka-dev libavformat-dev libavcodec-dev libavfilter-dev libswscale-dev
    libswresample-dev libavutil-dev libvips-dev libzip-dev liblcms2-dev
    liboath-dev libfido2-dev libcsv-dev zlib1g-dev)
RUN_PACKAGES=(mariadb-server-core mariadb-client-core nginx spawn-fcgi multiwatch ffmpeg openssl curl
    ca-certificates util-linux)
TEST_PACKAGES=(shellcheck xz-utils python3-aiosmtpd)
CLIENT_PACKAGES=(chromium fonts-dejavu-core)

packages_missing() {
    local have name
    have=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' "$@" 2>/dev/null) "
    for name; do
        case $have in *" installed=$name "*) ;; *) printf '%s\n' "$name" ;; esac
    done
}

# Install what is missing of the named packages. A service that comes with a
# package must not start, and those that run already must not notice: RUNLEVEL
# is for init scripts, the mask for systemd.
packages_need() {
    local missing masked=()
    mapfile -t missing < <(packages_missing "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    case " ${missing[*]} " in
    *' nginx '*)
        if [ -d /run/systemd/system ]; then
            masked=(nginx.service)
            as_root systemctl mask --runtime "${masked[@]}" >/dev/null 2>&1 || true
        fi
        ;;
    esac
    packages_install "${missing[@]}" || die "apt-get could not install: ${missing[*]}"
    [ ${#masked[@]} -eq 0 ] || as_root systemctl unmask --runtime "${masked[@]}" >/dev/null 2>&1 || true
}

packages_install() {
    local apt=(DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q -y -o Dpkg::Use-Pty=0)
    as_root "${apt[@]}" install --no-install-recommends "$@" >&2 && return 0
    as_root "${apt[@]}" update >&2 && as_root "${apt[@]}" install --no-install-recommends "$@" >&2
}
