/** Who may connect to a project's clusters, by address. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import type { Call } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { AccessEntry } from '../model.ts';
import { page } from '../paging.ts';
import { SECOND, wireTime } from '../time.ts';
import type { World } from '../world.ts';
import { expiryOf, isThere } from './expiry.ts';

/** Not recorded; Atlas' own page says that a change takes up to a minute. */
const ACTIVE_AFTER_MS = 10 * SECOND;

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
const BLOCK = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

type NewEntry = BodyOf<'addAccessEntries'>[number];

export function addAccessEntries(call: Call<BodyOf<'addAccessEntries'>>): object {
  const { world, project, body, now } = call;
  const added = body.map((entry) => accessEntry(entry, project.id, now));
  const isOther = (one: AccessEntry) =>
    isThere(one, now) &&
    !added.some(({ cidrBlock }) => one.projectId === project.id && one.cidrBlock === cidrBlock);
  world.data.accessList = [...world.data.accessList.filter(isOther), ...added];
  world.save();
  return page(call, entriesOf(world, project.id, now), document);
}

function accessEntry(given: NewEntry, projectId: string, now: number): AccessEntry {
  const { ipAddress, cidrBlock, awsSecurityGroup, comment, deleteAfterDate } = given;
  const ways = [ipAddress, cidrBlock, awsSecurityGroup].filter((way) => way !== undefined);
  if (ways.length !== 1) throw new Refusal('MULTIPLE_VALUES_SPECIFIED_FOR_ONE_NETWORK_PERMISSION_ENTRY');
  if (awsSecurityGroup !== undefined) throw new Refusal('INVALID_ATTRIBUTE', ['awsSecurityGroup']);
  if (ipAddress !== undefined && !ADDRESS.test(ipAddress))
    throw new Refusal('VALIDATION_ERROR', ['ipAddress']);
  if (cidrBlock !== undefined && !BLOCK.test(cidrBlock)) throw new Refusal('VALIDATION_ERROR', ['cidrBlock']);
  const deleteAfter = expiryOf(deleteAfterDate, now);
  const isSingle = ipAddress !== undefined || cidrBlock?.endsWith('/32');
  return {
    projectId,
    cidrBlock: cidrBlock ?? `${ipAddress}/32`,
    ...(isSingle && { ipAddress: ipAddress ?? cidrBlock?.replace('/32', '') ?? '' }),
    ...(comment !== undefined && { comment }),
    ...(deleteAfter !== undefined && { deleteAfter }),
    createdAt: now,
  };
}

export const getAccessEntry = (call: Call): object => document(entryOf(call));

export function accessEntryStatus(call: Call): object {
  const { createdAt } = entryOf(call);
  return { STATUS: call.now < createdAt + ACTIVE_AFTER_MS ? 'PENDING' : 'ACTIVE' };
}

export function deleteAccessEntry(call: Call): undefined {
  const found = entryOf(call);
  const { data, save } = call.world;
  data.accessList = data.accessList.filter((one) => one !== found);
  save();
}

/** Those of a project that Atlas has not removed by now. */
export function entriesOf(world: World, projectId: string, now: number): readonly AccessEntry[] {
  return world.data.accessList.filter((one) => one.projectId === projectId && isThere(one, now));
}

function entryOf(call: Call): AccessEntry {
  const { world, project, now } = call;
  const wanted = call.path.entryValue ?? '';
  const found = entriesOf(world, project.id, now).find(
    (one) => one.cidrBlock === wanted || one.ipAddress === wanted,
  );
  if (found === undefined)
    throw new Refusal('ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND', [wanted, project.id]);
  return found;
}

const document = (entry: AccessEntry): object => ({
  cidrBlock: entry.cidrBlock,
  ...(entry.comment !== undefined && { comment: entry.comment }),
  ...(entry.deleteAfter !== undefined && { deleteAfterDate: wireTime(entry.deleteAfter) }),
  groupId: entry.projectId,
  ...(entry.ipAddress !== undefined && { ipAddress: entry.ipAddress }),
});
