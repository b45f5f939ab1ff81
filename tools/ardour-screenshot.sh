#!/usr/bin/env bash
# Take pictures of a session in the real Ardour, without a screen: editor and mixer.
#   tools/ardour-screenshot.sh "exports/ardour/Song.ardour" FOLDER
# leaves FOLDER/ardour-editor.png and FOLDER/ardour-mixer.png. Works on a copy of the session, with
# a home of its own, on Ardour's silent sound card. Needs Xvfb, xdotool and ImageMagick.
set -euo pipefail

session=$1 folder=$2
for program in ardour Xvfb xdotool import convert; do
    command -v "$program" >/dev/null || { echo "ardour-screenshot: $program is not installed" >&2; exit 1; }
done
room=$(mktemp -d)
screen=:$((90 + RANDOM % 100))
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; sleep 1; rm -rf "$room"' EXIT

cp -r "$(dirname "$session")" "$room/song"
mkdir -p "$room/config/ardour7" "$room/cache" "$folder"
touch "$room/config/ardour7/.a7"  # the first questions were answered
cat >"$room/config/ardour7/config" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Ardour><Config><Option name="hide-dummy-backend" value="0"/></Config></Ardour>
XML
Xvfb "$screen" -screen 0 1920x1200x24 >/dev/null 2>&1 & started+=($!)
export DISPLAY=$screen
sleep 2
HOME=$room XDG_CONFIG_HOME=$room/config XDG_CACHE_HOME=$room/cache \
    ardour --no-splash --no-announcements "$room/song/$(basename "$session")" >"$room/log" 2>&1 & started+=($!)

window() { xdotool search --onlyvisible --name "$1" 2>/dev/null | head -1; }
await() {  # NAME SECONDS: until a window of that name is there
    for _ in $(seq "$2"); do [ -n "$(window "$1")" ] && return; sleep 1; done
    echo "ardour-screenshot: no window '$1' in $2 s" >&2; tail -5 "$room/log" >&2; exit 1
}
press() {  # X Y: as a hand does
    xdotool mousemove $(($1 - 5)) $(($2 - 5)); sleep 0.5
    xdotool mousemove "$1" "$2"; sleep 0.5
    xdotool mousedown 1; sleep 0.2; xdotool mouseup 1; sleep 1.5
}

await "Audio/MIDI Setup" 60
sleep 5
press 968 459; press 950 503; sleep 2; press 1182 760  # sound card: None (Dummy); Start
await "[-] Ardour" 120
main=$(window "[-] Ardour")
sleep 20
xdotool windowsize "$main" 1900 1150; xdotool windowmove "$main" 0 0; sleep 6
shot() { import -window root -crop 1900x1150+0+0 +repage "$room/$1.png"
         convert "$room/$1.png" -resize 1520x -colors 128 "PNG8:$folder/ardour-$1.png"; }
shot editor
press 1878 73; xdotool mousemove 1000 1190; sleep 6
shot mixer
