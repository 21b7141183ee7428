#!/usr/bin/env bash
# The checks of a drill against a server that speaks MongoDB's protocol and keeps data in MongoDB's own storage engine
# (SecantusDB: GPL, a process of its own, no dependency), over TLS and SCRAM, as a user with a drill's role only; and
# against MONGODB_URI (with MONGODB_CA, a file), where it is set: its data is not touched, only read.
# Needs python3 with venv, and `npm ci` done. What it makes lies in .mongodb/.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=.mongodb/venv
if ! "$venv/bin/python" -c 'import secantus' 2> /dev/null; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check secantusdb==0.7.0b3
fi
node_modules/.bin/vitest run --config test/mongodb/vitest.config.ts --root .
