import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobOrder } from '../../../lib/restores/families/family.ts';
import { manualSteps } from '../../../lib/restores/manual-steps.ts';
import { PROJECT } from '../aws/records.ts';

const SOURCE = { projectId: PROJECT, name: 'Orders' };
const SNAPSHOT = '6b000000000000000000c101';
const ORDER: JobOrder = {
  delivery: 'restore',
  snapshotId: SNAPSHOT,
  target: { projectId: 'fedcba9876543210fedcba98', name: 'Restored' },
};
const FROM = `--projectId ${PROJECT} --clusterName Orders`;
const TO = '--targetProjectId fedcba9876543210fedcba98 --targetClusterName Restored';

describe('a restore by hand', () => {
  test('looks at the target, starts the restore and follows it', () => {
    expect(manualSteps('cluster', SOURCE, ORDER)).toEqual([
      'atlas clusters describe Restored --projectId fedcba9876543210fedcba98',
      `atlas backups restores start automated ${FROM} --snapshotId ${SNAPSHOT} ${TO}`,
      `atlas backups restores watch RESTORE_JOB_ID ${FROM}`,
    ]);
  });

  test('snapshots the target first where the service would', () => {
    expect(manualSteps('cluster', SOURCE, ORDER, true).slice(1, 3)).toEqual([
      "atlas backups snapshots create Restored --projectId fedcba9876543210fedcba98 --desc 'before a restore' --retention 7",
      'atlas backups snapshots watch SNAPSHOT_ID --projectId fedcba9876543210fedcba98 --clusterName Restored',
    ]);
  });

  const { snapshotId: _, ...point } = ORDER;
  const { target: __, ...download } = { ...ORDER, delivery: 'download' } as const;
  test.each<[string, JobOrder, string]>([
    [
      'a point in time',
      { ...point, pointInTimeSeconds: 1_763_776_800 },
      `start pointInTime ${FROM} --pointInTimeUTCSeconds 1763776800 ${TO}`,
    ],
    [
      'an oplog entry',
      { ...point, oplog: { ts: 1_763_776_800, inc: 7 } },
      `start pointInTime ${FROM} --oplogTs 1763776800 --oplogInc 7 ${TO}`,
    ],
    ['a download', download, `start download ${FROM} --snapshotId ${SNAPSHOT}`],
  ])('names %s as the Atlas CLI does', (_name, order, command) => {
    expect(manualSteps('cluster', SOURCE, order)).toContain(`atlas backups restores ${command}`);
  });

  test.each<[string, JobOrder, string]>([
    ['a snapshot', ORDER, `--deliveryType automated ${FROM} --snapshotId ${SNAPSHOT} ${TO}`],
    ['a download', download, `--deliveryType download ${FROM} --snapshotId ${SNAPSHOT}`],
  ])('has commands of its own for serverless: %s', (_name, order, options) => {
    expect(manualSteps('serverless', SOURCE, order)).toEqual([
      `atlas serverless backups restores create ${options}`,
      `atlas serverless backups restores list ${FROM}`,
    ]);
  });

  test.each(['cluster', 'flex', 'serverless', 'tenant'] as const)(
    'is none where no snapshot was found (%s)',
    (family) => {
      expect(manualSteps(family, SOURCE, point)).toEqual([]);
    },
  );

  test('has names that a shell hands on as they are', () => {
    // More than a request lets in: quoting must not lean on what is checked elsewhere.
    const name = fc.stringMatching(/^[\p{L}\p{N}\-_.(),:&@+' $`"\\!*;|<>]{1,64}$/u);
    fc.assert(
      fc.property(name, (text) => {
        const target = { projectId: PROJECT, name: text };
        const [look = ''] = manualSteps('cluster', SOURCE, { ...ORDER, target });
        const script = `atlas() { printf '%s\\n' "$@"; }; ${look}`;
        const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n');
        expect(words).toEqual(['clusters', 'describe', text, '--projectId', PROJECT, '']);
      }),
      { numRuns: 12, examples: [["it's"], ["''"], ['$(id)'], ['-n'], ['a b']] },
    );
  });
});
