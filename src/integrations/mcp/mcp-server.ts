/** Where a server is, and how it is reached. */
export type McpServer =
  | {
      type: 'stdio';
      command: string;
      args?: readonly string[];
      /** All it is given beside what is harmless: a child does not inherit our environment. */
      env?: Readonly<Record<string, string>>;
      cwd?: string;
    }
  | {
      type: 'http';
      url: string;
      /** OAuth client credentials for a protected server; they go to this issuer and to no other. */
      oauth?: { issuer: string; clientId: string; clientSecret: string; scope?: string };
    };
