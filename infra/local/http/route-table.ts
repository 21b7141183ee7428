/** Finds the route of a request, as API Gateway does. */
import type { ApiRoute } from '../../api-routes.ts';

export interface Match<Route> {
  readonly route: Route;
  /** Decoded, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Undefined when there is no route. Literal segments win over parameters. */
export function matchRoute<Route extends Pick<ApiRoute, 'method' | 'path'>>(
  routes: readonly Route[],
  method: string,
  pathname: string,
): Match<Route> | undefined {
  const given = pathname.split('/');
  const matches = routes.flatMap((route) => {
    const parameters = route.method === method ? fits(route.path.split('/'), given) : undefined;
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const parametersOf = ({ parameters }: Match<Route>) => Object.keys(parameters).length;
  return matches.sort((a, b) => parametersOf(a) - parametersOf(b))[0];
}

function fits(wanted: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const text = given[at] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined && segment !== text) return undefined;
    if (name !== undefined) {
      const decoded = decode(text);
      if (decoded === undefined || decoded === '') return undefined;
      parameters[name] = decoded;
    }
  }
  return parameters;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken escape is no path of ours.
    return undefined;
  }
}
