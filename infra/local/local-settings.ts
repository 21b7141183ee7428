/** Region and credentials mean nothing on one machine, but the SDK wants some. */
export const LOCAL_SETTINGS = {
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;
