/** The stack is a table of contents: the service, and what an operator wants to know of it. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AtlasRestore, type AtlasRestoreProps } from './atlas-restore.ts';
import { readConfig } from './config/config.ts';

export class AtlasRestoreStack extends Stack {
  constructor(scope: Construct, props: AtlasRestoreProps) {
    const { name } = readConfig(props.config);
    super(scope, name, { description: 'Restore jobs and restore drills for MongoDB Atlas' });
    const service = new AtlasRestore(this, 'AtlasRestore', props);
    const { drills, secrets } = service;
    const outputs = {
      ApiUrl: service.api.url,
      RestoreStateMachineArn: service.workflow.machine.stateMachineArn,
      LedgerTable: service.ledger.table.tableName,
      ReaderSecretArn: secrets.reader.secretArn,
      RestorerSecretArn: secrets.restorer.secretArn,
      ...(secrets.owner && { OwnerSecretArn: secrets.owner.secretArn }),
      ...(drills && {
        DrillStateMachineArn: drills.workflow.machine.stateMachineArn,
        EvidenceBucket: drills.evidence.bucket.bucketName,
        EvidenceKeyArn: drills.evidence.signingKey.keyArn,
      }),
    };
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value });
  }
}
