/** The agent alone, without undici's fetch, WebSocket, mocks and caches: half of the code that a cold start reads. */
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}
