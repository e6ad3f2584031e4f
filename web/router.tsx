import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { RunStatus } from '../src/contracts/http';
import { Environment } from '../src/contracts/readiness';
import { Failed } from './shared/failed';
import { Waiting } from './shared/waiting';
import { Shell } from './shell/shell';
import { Unknown } from './shell/unknown';

const root = createRootRoute({ component: Shell, notFoundComponent: Unknown });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => redirect({ to: '/inbox', throw: true }),
});

/** What an address may say of a page; what it says wrongly is as if it were not said. */
const InboxSearch = z.object({
  whose: z.enum(['mine', 'all']).default('mine').catch('mine'),
  role: z.string().optional().catch(undefined),
  order: z.enum(['oldest', 'dearest']).default('oldest').catch('oldest'),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: InboxSearch,
  component: lazyRouteComponent(() => import('./inbox/inbox-page'), 'InboxPage'),
});

const item = createRoute({
  getParentRoute: () => inbox,
  path: '/$approval',
  component: lazyRouteComponent(() => import('./inbox/item/item-page'), 'ItemPage'),
});

const RunsSearch = z.object({
  status: RunStatus.optional().catch(undefined),
  id: z.string().optional().catch(undefined),
  step: z.string().optional().catch(undefined),
  usd: z.number().optional().catch(undefined),
  cursors: z.array(z.string()).default([]).catch([]).describe('of the pages before, the last of this one'),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: RunsSearch,
  component: lazyRouteComponent(() => import('./runs/runs-page'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$run',
  component: lazyRouteComponent(() => import('./runs/run-page'), 'RunPage'),
});

const map = createRoute({
  getParentRoute: () => root,
  path: '/map',
  validateSearch: z.object({ workflow: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./map/map-page'), 'MapPage'),
});

const systems = createRoute({
  getParentRoute: () => root,
  path: '/systems',
  component: lazyRouteComponent(() => import('./systems/systems-page'), 'SystemsPage'),
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  component: lazyRouteComponent(() => import('./overview/overview-page'), 'OverviewPage'),
});

const cost = createRoute({
  getParentRoute: () => root,
  path: '/cost',
  validateSearch: z.object({
    workflow: z.string().optional().catch(undefined),
    at: z.int().min(1).max(1_000_000_000).default(100_000).catch(100_000).describe('runs a month'),
  }),
  component: lazyRouteComponent(() => import('./cost/cost-page'), 'CostPage'),
});

const feedback = createRoute({
  getParentRoute: () => root,
  path: '/feedback',
  validateSearch: z.object({ workflow: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./feedback/feedback-page'), 'FeedbackPage'),
});

const readiness = createRoute({
  getParentRoute: () => root,
  path: '/readiness',
  validateSearch: z.object({
    workflow: z.string().optional().catch(undefined),
    environment: Environment.default('production').catch('production'),
  }),
  component: lazyRouteComponent(() => import('./readiness/readiness-page'), 'ReadinessPage'),
});

const routeTree = root.addChildren([
  home,
  inbox.addChildren([item]),
  runs,
  run,
  map,
  systems,
  overview,
  cost,
  feedback,
  readiness,
]);

export const router = createRouter({
  routeTree,
  basepath: '/desk',
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <Failed error={error as Error} onRetry={reset} />,
  defaultPendingComponent: Waiting,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
