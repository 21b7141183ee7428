/** Version of this project, said to Atlas and by the health check. A test holds it against package.json. */
export const VERSION = '0.1.0';
