#!/usr/bin/env bash
# The page of a report in headless Chromium, opened from a file: no request but for itself, no message, axe finds
# nothing, it is read by keyboard and printed on A4. Pictures of it, on screen and on paper, go to $PICTURES.
# Needs Debian's chromium (installed where it is missing), and `npm ci` done.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v "${CHROMIUM:-chromium}" > /dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core > /dev/null
fi

if [ -z "${PICTURES:-}" ]; then
  PICTURES=$(mktemp -d)
  trap 'rm -rf "$PICTURES"' EXIT
fi
export PICTURES
node_modules/.bin/vitest run --config test/browser/vitest.config.ts --root .
