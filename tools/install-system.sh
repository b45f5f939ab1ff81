#!/usr/bin/env bash
# Install the named programs of the system that are not there yet:
# ffmpeg, chromium, ardour, xmllint, lv2-plugins (x42, LSP and ZAM, which exports use as twins).
# Says what it does; says what to do where it cannot.
set -euo pipefail

lv2_there() {  # LV2_NAME...: whether a bundle of that name lies where plug-ins lie
    for name in "$@"; do
        compgen -G "/usr/lib/lv2/$name" >/dev/null || compgen -G "/usr/local/lib/lv2/$name" >/dev/null \
            || compgen -G "$HOME/.lv2/$name" >/dev/null || return 1
    done
}

missing=()
for program in "$@"; do
    case $program in
        chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium) ;;
        ardour) compgen -c ardour | grep -qE '^ardour[0-9]+-export$' || missing+=(ardour) ;;
        xmllint) command -v xmllint >/dev/null || missing+=(libxml2-utils) ;;
        lv2-plugins)
            lv2_there fil4.lv2 || missing+=(x42-plugins)
            lv2_there lsp-plugins.lv2 || missing+=(lsp-plugins-lv2)
            lv2_there ZamComp.lv2 || missing+=(zam-plugins) ;;
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
echo "$say and could not be installed here; install it by hand. Without ffmpeg there is no MP3, no M4A and no LV2; without chromium the report is not tested in a browser; without ardour no exported session is played in a real workstation." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
