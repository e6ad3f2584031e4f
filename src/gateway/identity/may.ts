import type { Agent } from '../../agents/define-agent';

/** Roles that the gateway itself asks for. Every other role is one that a workflow puts its questions to. */
const ownRoles = ['starter', 'operator', 'auditor', 'admin'] as const;

/** Roles that mean something here. */
export function knownRoles(agents: Readonly<Record<string, Agent>>): string[] {
  return [...new Set([...ownRoles, ...Object.values(agents).flatMap(({ roles = [] }) => roles)])];
}

type OwnRole = (typeof ownRoles)[number];

/**
 * Who may call a route: everyone, whoever is signed in, or whoever has one of these roles. `reviewer` is whoever has a role that a workflow puts
 * questions to: which of them may decide what, the question says.
 */
export type May = 'everyone' | 'signed-in' | readonly (OwnRole | 'reviewer')[];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route says so: a gateway with one that does not, does not start. */
    may?: May;
  }
}

/** Whoever has a role may look. */
export const readers: May = ['starter', 'reviewer', 'operator', 'auditor', 'admin'];

export function may(roles: readonly string[], asked: May): boolean {
  if (typeof asked === 'string') return true;
  return asked.some((role) => (role === 'reviewer' ? roles.some(isReviewing) : roles.includes(role)));
}

function isReviewing(role: string): boolean {
  return !ownRoles.some((own) => own === role);
}
