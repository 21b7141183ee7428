/** Pieces of an OpenAPI document. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const ref = (section: string, name: string): JsonObject => ({
  $ref: `#/components/${section}/${name}`,
});

export function content(schema: JsonObject, type = 'application/json'): JsonObject {
  return { [type]: { schema } };
}

/** As operations and schemas are named in it: `get-restore` is `getRestore`. */
export const camel = (text: string): string =>
  text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
export const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
