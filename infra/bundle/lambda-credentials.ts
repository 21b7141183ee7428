/**
 * Stands in for the SDK's default chain of credentials in bundles: on Lambda they come from the environment, always.
 * The chain would bring files, SSO, STS and web sign-in along, a third of a bundle that nobody runs.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
