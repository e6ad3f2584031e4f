/**
 * What a claim holds: `roles`, `realm_access.roles`, or as a JSON Pointer (RFC 6901) `/resource_access/seaworthy/roles`. A claim whose whole name
 * is the path comes first: names of claims may be URLs (OpenID Connect Core, 5.1.2).
 */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  return member(claims, path) ?? stepsOf(path).reduce<unknown>(member, claims);
}

/** A list of texts, or one that is separated at spaces and commas. */
export function textsIn(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(claim) ? claim.filter((each): each is string => typeof each === 'string') : [];
}

function stepsOf(path: string): string[] {
  if (!path.startsWith('/')) return path.split('.');
  const steps = path.slice(1).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name)
    ? (of as Record<string, unknown>)[name]
    : undefined;
}
