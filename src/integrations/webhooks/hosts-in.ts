/** SEAWORTHY_WEBHOOK_HOSTS: names of hosts, separated by commas. */
export function hostsIn(setting: string | undefined): string[] {
  return (setting ?? '').split(',').flatMap((host) => host.trim().toLowerCase() || []);
}
