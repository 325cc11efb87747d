#!/bin/sh
# Makes the pictures of docs/tour.md from what the commands print. Needs MNIST: ./submit.sh fetch mnist
set -e
cd "$(dirname "$0")/.."
submit=${SUBMIT:-./submit.sh}
text=$(mktemp)
trap 'rm -f "$text"' EXIT
rm -rf runs/tour

picture() {
  name=$1
  shift
  echo "\$ ./submit.sh $*" | sed 's/ --color always//' > "$text"
  "$submit" "$@" >> "$text"
  java src/test/java/dev/lockstep/testing/AnsiSvg.java < "$text" > "docs/tour-$name.svg"
}

picture train train --data mnist --epochs 2 --out runs/tour
picture show show runs/tour --n 2 --color always
picture wrong show runs/tour --wrong --n 2 --color always
picture inspect inspect runs/tour
picture verify verify runs/tour
