# shellcheck shell=bash
# What the scripts share: folders, messages, small tools. Sourced, never run.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=$(realpath -m -- "${DAILIES_BUILD:-$ROOT/build}")
JOBS=$(nproc)
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "dev: $*"; }
warn() { printf '%s\n' "dev: $*" >&2; }
die() {
    warn "$*"
    exit 1
}

# As root, or through sudo where there is one.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env "$@"
    elif command -v sudo >/dev/null; then
        sudo env "$@"
    else
        die "needs root for: $* (and there is no sudo)"
    fi
}

# Write standard input to a file that only we can read, all at once.
# Leaves the file alone when nothing has changed.
put_secret_file() {
    local to=$1 tmp
    tmp=$to.new.$$
    (umask 077 && cat >"$tmp")
    if cmp -s "$tmp" "$to"; then rm -f "$tmp"; else mv -f "$tmp" "$to"; fi
}

random_text() { openssl rand -hex "$1"; }

# Fill in a template: render FROM TO KEY=VALUE...
# Values are paths, numbers and names; the separator may not occur in them.
render() {
    local from=$1 to=$2 script='' pair
    shift 2
    for pair; do
        case $pair in *$'\x01'* | *$'\n'*) die "cannot be put into $to: $pair" ;; esac
        script+="s"$'\x01'"@${pair%%=*}@"$'\x01'"$(printf '%s' "${pair#*=}" | sed 's/[&\\]/\\&/g')"$'\x01'"g;"
    done
    sed -e "$script" "$from" | put_secret_file "$to"
}
