/** The part of it that the bench uses; the package comes without types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    headers?: Record<string, string>;
  }

  export interface Result {
    duration: number;
    errors: number;
    non2xx: number;
    requests: { total: number };
  }

  /** Emits `response` with client, status, bytes and milliseconds. */
  export default function autocannon(
    options: Options,
    done: (error: Error | null, result: Result) => void,
  ): EventEmitter;
}
