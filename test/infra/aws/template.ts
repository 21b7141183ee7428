/** The template of a configuration, without the functions' code: what it says is the same, and it takes half a second. */
import { App, NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { AtlasRestoreConfigInput } from '../../../infra/aws/config/config.ts';
import type { FunctionBundles } from '../../../infra/aws/lambda/bundles.ts';
import { AtlasRestoreStack } from '../../../infra/aws/stack.ts';

export const noBundles: FunctionBundles = {
  codeOf: () => Code.fromInline('export const handler = async () => undefined;'),
};

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's JSON
export type Json = any;

export function templateOf(config: AtlasRestoreConfigInput = {}): Template {
  return Template.fromStack(new AtlasRestoreStack(new App(), { config, bundles: noBundles }));
}

/** Of the stack, and of the one inside it in which drills are. */
export function templatesOf(config: AtlasRestoreConfigInput): { service: Template; drills: Template } {
  const stack = new AtlasRestoreStack(new App(), { config, bundles: noBundles });
  const nested = stack.node.findAll().find((one) => one instanceof NestedStack);
  if (nested === undefined) throw new TypeError('There are no drills in it.');
  return { service: Template.fromStack(stack), drills: Template.fromStack(nested) };
}

export const resourcesOf = (template: Template, type: string): [string, Json][] =>
  Object.entries(template.findResources(type));

/** Roles and what their own policies let them do, by the name of their function. */
export interface FunctionRole {
  readonly name: string;
  readonly environment: Readonly<Record<string, Json>>;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: Json;
  readonly Condition?: Json;
}

export function functionRoles(template: Template): FunctionRole[] {
  const roles = template.findResources('AWS::IAM::Role');
  return resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
    const [roleId] = Properties.Role['Fn::GetAtt'];
    const statements = (roles[roleId]?.Properties.Policies ?? []).flatMap(
      ({ PolicyDocument }: Json) => PolicyDocument.Statement,
    );
    return {
      name: Properties.FunctionName.replace(/^atlas-restore-/, ''),
      environment: Properties.Environment?.Variables ?? {},
      statements,
    };
  });
}

export const actionsOf = ({ Action }: Statement): string[] => [Action].flat() as string[];
