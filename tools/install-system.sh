#!/usr/bin/env bash
# Install the named programs of the system that are not there yet (ffmpeg, chromium).
# Says what it does; says what to do where it cannot.
set -euo pipefail

missing=()
for program in "$@"; do
    case $program in
        chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium) ;;
        *) command -v "$program" >/dev/null || missing+=("$program") ;;
    esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

say="install-system: ${missing[*]} not found"
if command -v apt-get >/dev/null; then
    sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo -n"
    echo "$say; installing with apt-get"
    if $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
        exit 0
    fi
elif command -v brew >/dev/null; then
    echo "$say; installing with brew"
    brew install --quiet "${missing[@]}" && exit 0
fi
echo "$say and could not be installed here; install it by hand. Without ffmpeg there is no MP3 and no M4A; without chromium the report is not tested in a browser." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
