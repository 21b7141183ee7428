declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Without `path` everything is kept in memory; the three times are how long tables seem to take, in ms. */
  export default function dynalite(options: {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }): Server;
}
