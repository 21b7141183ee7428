/** Links in Atlas' answers lead back to this service: a client that follows one stays here. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const ATLAS_PATH = '/api/atlas/';

/** By the host and scheme of the request itself. API Gateway writes all of it, so that no caller can name another host. */
export function baseUrlOf({ rawPath, headers, requestContext }: APIGatewayProxyEventV2): string {
  // API Gateway speaks HTTPS only; the local host says that it does not.
  const scheme = headers?.['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  // A stage stands in front of the route's path.
  const prefix = rawPath.slice(0, Math.max(0, rawPath.indexOf(ATLAS_PATH)));
  return `${scheme}://${requestContext.domainName}${prefix}`;
}

/**
 * Whatever host Atlas has (there is one for governments, and the simulator): what makes a link Atlas' is its path.
 * A quote inside a string has a backslash before it, so what matches is the key of a member.
 */
const LINK = /(?<!\\)("href"\s*:\s*")https?:\/\/[^/"\\]+(?=\/api\/atlas\/)/g;

/** On the text, so that all else stays letter by letter. */
export function rewriteLinks(text: string, baseUrl: string): string {
  const base = JSON.stringify(baseUrl).slice(1, -1);
  return text.replace(LINK, (_, key: string) => key + base);
}
