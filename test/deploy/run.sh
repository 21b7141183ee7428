#!/usr/bin/env bash
# Deploys the app to MiniStack, an emulator of AWS, on loopback, with IAM enforced, and drives it against the simulated
# Atlas. Needs python3 with venv, and `npm ci` done. What it makes lies in .emulator/, but for the Lambda code.
set -euo pipefail
cd "$(dirname "$0")/../.."

port=${EMULATOR_PORT:-4570}
atlas_port=${ATLAS_PORT:-4571}
base=https://localhost:$port
work=$PWD/.emulator
mkdir -p "$work"
# Outside the repository: under a package.json with "type": "module" the emulator's CommonJS worker does not start.
tmp=$(mktemp -d)
export PATH=$PWD/node_modules/.bin:$PATH

now() { date +%s%3N; }
t=$(now)
step() { echo "## $1: $(($(now) - t)) ms"; t=$(now); }

emulator= simulator=
stop() {
  # Ended as a group: SIGTERM to the emulator alone leaves its Lambda workers running.
  for each in $emulator $simulator; do kill -TERM -- -"$each" 2>/dev/null || true; done
  sleep 1
  for each in $emulator $simulator; do kill -KILL -- -"$each" 2>/dev/null || true; done
  rm -rf "$tmp"
}
trap stop EXIT

if ! "$work/venv/bin/python" -c 'import ministack' 2>/dev/null; then
  rm -rf "$work/venv"
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q --disable-pip-version-check ministack==1.5.33 cryptography==50.0.2
fi
step 'emulator installed'

# 20 times as fast as time: a Flex restore takes five seconds.
setsid node infra/local/atlas-simulator/main.ts --port "$atlas_port" --speed 20 > "$work/simulator.log" 2>&1 < /dev/null &
simulator=$!
until curl -fsS -o /dev/null "http://127.0.0.1:$atlas_port/simulator/state" 2>/dev/null; do
  kill -0 "$simulator" || { cat "$work/simulator.log"; exit 1; }
  sleep 0.1
done
step 'simulated Atlas ready'

# A clean environment: functions inherit the emulator's whole environment, which would hide a missing variable.
# AWS_ENDPOINT_URL_S3: by an address, the SDK puts the bucket into the path; no name of this machine ends in .localhost.
# SFN_WAIT_SCALE: waits of the workflow are as much shorter as the simulated Atlas is faster.
setsid env -i PATH="$PATH" HOME="$tmp" TMPDIR="$tmp" STATE_DIR="$tmp/state" S3_DATA_DIR="$tmp/s3" LANG=C.UTF-8 \
  BIND_HOST=127.0.0.1 GATEWAY_PORT="$port" IOT_MTLS_ENABLED=0 SFTP_ENABLED=0 USE_SSL=1 AUTH=true \
  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_ENDPOINT_URL="$base" \
  AWS_ENDPOINT_URL_S3="https://127.0.0.1:$port" \
  NODE_EXTRA_CA_CERTS="$tmp/authorities.pem" SFN_WAIT_SCALE=0.05 CI_RATE_SCALE=0.05 \
  "$work/venv/bin/python" test/deploy/emulator.py > "$work/emulator.log" 2>&1 < /dev/null &
emulator=$!
until curl -kfsS -o /dev/null "$base/_ministack/ready" 2>/dev/null; do
  kill -0 "$emulator" || { tail "$work/emulator.log"; exit 1; }
  sleep 0.1
done
# What functions trust: the emulator, and the clusters of the simulated Atlas.
curl -fsS "http://127.0.0.1:$atlas_port/simulator/authority" | cat "$tmp/ministack-tls/server.crt" - > "$tmp/authorities.pem"
step 'emulator ready'

export AWS_ENDPOINT_URL=$base AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 \
  AWS_DEFAULT_REGION=us-east-1 CDK_DEFAULT_ACCOUNT=000000000000 CDK_DEFAULT_REGION=us-east-1 CDK_HOME=$tmp/cdk \
  CDK_DISABLE_CLI_TELEMETRY=true NODE_EXTRA_CA_CERTS=$tmp/ministack-tls/server.crt \
  AWS_CA_BUNDLE=$tmp/ministack-tls/server.crt ATLAS_BASE_URL=http://127.0.0.1:$atlas_port OUTPUTS=$work/outputs.json
unset AWS_PROFILE AWS_SESSION_TOKEN

quietly() { "${@:2}" > "$work/$1.log" 2>&1 || { tail -50 "$work/$1.log"; exit 1; }; }

rm -rf "$work/assembly"
quietly synth cdk synth -q -o "$work/assembly" -c config=test/deploy/config.ts
step synthesized
quietly bootstrap cdk bootstrap aws://000000000000/us-east-1 --app "$work/assembly" --ci
step bootstrapped
quietly deploy cdk deploy --app "$work/assembly" --require-approval never --ci --outputs-file "$OUTPUTS"
step deployed
machine=$(node -p 'Object.values(require(process.env.OUTPUTS))[0].RestoreStateMachineArn')
quietly chaining cdk deploy --app "node examples/chaining.ts" -o "$work/chaining" --require-approval never --ci \
  --outputs-file "$work/chaining.json" -c restoreStateMachineArn="$machine" \
  -c createFlexRestoreJobArn=arn:aws:lambda:us-east-1:000000000000:function:atlas-restore-test-atlas-createFlexRestoreJob
export CHAINING=$work/chaining.json
step 'examples deployed'
node test/deploy/drive.ts
step driven
quietly destroy-chaining cdk destroy --app "$work/chaining" --force --ci
quietly destroy cdk destroy --app "$work/assembly" --force --ci
node test/deploy/left-behind.ts
step destroyed
grep -hE '^(stubbed|unenforced)' "$work/emulator.log" | sort | uniq -c || true
