/** What stands in for a system of a workflow until the real one is named. */
export interface SystemStandIn {
  /** As the system is called. */
  system: string;
  /** The setting that names the real one: where it is set, nothing stands in. */
  setting: string;
  start: () => Promise<RunningSystemStandIn>;
}

export interface RunningSystemStandIn {
  /** The settings by which a worker finds it. */
  env: Record<string, string>;
  /** Where to look into it, in a browser. */
  link: string;
  close: () => Promise<void>;
}
