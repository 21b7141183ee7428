/** What a server says of itself before anybody signs in: drivers choose by it whom they ask, and how. */
import type { Document } from 'bson';

/** By major version, as MongoDB counts them (wire_version.h). */
const WIRE_VERSIONS: Readonly<Record<string, number>> = { '4': 9, '5': 13, '6': 17, '7': 21, '8': 25 };
const OLDEST_KNOWN = 9;

export interface About {
  /** Such as `8.0.29`. */
  readonly version: string;
  /** Absent: a router of a sharded cluster. */
  readonly setName?: string;
  /** As clients reach it. */
  readonly address: string;
  readonly now: Date;
  readonly connectionId: number;
  /** Of a replica set without one, the others are not there either. */
  readonly isPrimary: boolean;
}

/** @param isLegacy asked by `isMaster`, which calls a primary otherwise */
export function helloAnswer(about: About, isLegacy: boolean): Document {
  const { version, address, now, connectionId, isPrimary, setName } = about;
  const isRouter = setName === undefined;
  const isWritable = isPrimary || isRouter;
  const [major = ''] = version.split('.');
  return {
    ...(isLegacy ? { ismaster: isWritable, helloOk: true } : { isWritablePrimary: isWritable }),
    ...(isRouter
      ? { msg: 'isdbgrid' }
      : {
          setName,
          setVersion: 1,
          secondary: !isPrimary,
          hosts: [address],
          me: address,
          ...(isPrimary && { primary: address }),
        }),
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: now,
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSIONS[major] ?? OLDEST_KNOWN,
    readOnly: false,
  };
}

export function buildInfo(version: string): Document {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return {
    version,
    gitVersion: 'simulated',
    modules: ['enterprise'],
    javascriptEngine: 'none',
    versionArray: [major, minor, patch, 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16_777_216,
    storageEngines: ['simulated'],
  };
}
