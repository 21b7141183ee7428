/** When the answer to a creation was lost, only what carries the drill's own mark is taken for what it made. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adopt } from '../../../../lib/drills/steps/prepare.ts';
import { DrillTargetForeign } from '../../../../lib/drills/target/own-target.ts';
import { targetNameOf } from '../../../../lib/drills/target/target-name.ts';
import { askedOf } from '../target/cases.ts';
import { carriesItsMark } from '../target/specification.ts';

test('a deployment is adopted, by its id, exactly when it has one and carries the mark', () => {
  const check = fc.property(askedOf(targetNameOf), (asked) => {
    const { record, fresh } = asked;
    const { target } = record;
    fc.pre(target !== undefined);
    const { atlasId: _, ...unanswered } = target!;
    const take = () => adopt({ ...record, target: unanswered } as never, unanswered, fresh);
    if (carriesItsMark(asked) && fresh.id !== undefined)
      expect(take()).toEqual({ ...unanswered, unanswered: true, atlasId: fresh.id });
    else expect(take).toThrow(DrillTargetForeign);
  });
  fc.assert(check, { numRuns: 3_000 });
});
