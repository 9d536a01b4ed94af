#!/bin/bash
# /try: each line is what a program of a Debian package made of sign.svg.
set -euo pipefail
echo "Content-Type: text/plain; charset=utf-8"
echo
if [ "$REQUEST_URI" != /try ]; then
  echo "Hello from Debian packages: see them work at /try"
  exit
fi
# Web servers start scripts where they like.
cd "$(dirname "$(realpath "$0")")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rsvg-convert --width 1200 --output "$work/sign.png" sign.svg
echo "rsvg: $(magick identify -format '%m %wx%h' "$work/sign.png")"
echo "tesseract: $(OMP_THREAD_LIMIT=1 tesseract "$work/sign.png" - -l deu --psm 7 2> /dev/null | tr -d '\f\n')"
magick "$work/sign.png" -resize 50% -background white -flatten "$work/half.jpg"
echo "imagemagick: $(magick identify -format '%m %wx%h' "$work/half.jpg")"
ffmpeg -v error -loop 1 -framerate 10 -i "$work/half.jpg" -t 2 -c:v mpeg4 "$work/clip.mp4"
echo "ffmpeg: $(ffprobe -v error -select_streams v -show_entries stream=codec_name,nb_frames -of csv=p=0 "$work/clip.mp4")"
echo "curl: $(curl --version | sed -n '1s/^curl \([^ ]*\).*/\1/p'), $(dpkg-query -W -f '${Version}' curl)"
